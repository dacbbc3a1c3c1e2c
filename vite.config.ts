import { defineConfig } from 'vite';
import { preloadChunks } from './build/chunk-preload-plugin.ts';
import { compressAgain } from './build/compress-again-plugin.ts';
import { serviceWorker } from './build/service-worker-plugin.ts';

// Short names, since the worker's script lists every file and its size is limited.
const script = 'assets/[name]-[hash:6].js';

export default defineConfig({
  define: { API_BASE: '""' },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: { entryFileNames: script, chunkFileNames: script, assetFileNames: 'assets/[name]-[hash:6][extname]' },
    },
  },
  plugins: [
    preloadChunks(['hls']),
    compressAgain(),
    serviceWorker('sw/index.ts', {
      publicFiles: ['/manifest.webmanifest', '/icon.svg', '/icon-192.png'],
      routes: { '/': null, '/dashboard': 'src/dashboard/page-dashboard.ts', '/saved': 'src/offline/saved-page.ts' },
    }),
  ],
});
