import { defineConfig } from 'vite';
import { preloadChunks } from './build/chunk-preload-plugin.ts';
import { serviceWorker } from './build/service-worker-plugin.ts';

export default defineConfig({
  define: { API_BASE: '""' },
  build: { target: 'es2022', chunkSizeWarningLimit: 700 },
  plugins: [
    preloadChunks(['hls']),
    serviceWorker('sw/index.ts', {
      publicFiles: ['/manifest.webmanifest', '/icon.svg', '/icon-192.png'],
      routes: { '/': null, '/dashboard': 'src/dashboard/page-dashboard.ts', '/saved': 'src/offline/saved-page.ts' },
    }),
  ],
});
