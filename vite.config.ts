import { defineConfig } from 'vite';
import { serviceWorker } from './build/service-worker-plugin.ts';

export default defineConfig({
  build: { target: 'es2022', chunkSizeWarningLimit: 700 },
  plugins: [serviceWorker('sw/index.ts', ['/manifest.webmanifest'])],
});
