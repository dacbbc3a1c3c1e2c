import { defineConfig } from 'vite';
import { serviceWorker } from './service-worker-plugin.ts';

/** For pages of others: the client as a module, and a worker without an app shell of its own. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist-drop-in',
    target: 'es2022',
    lib: { entry: 'src/drop-in/drop-in.ts', formats: ['es'], fileName: () => 'nextreel.js' },
  },
  plugins: [serviceWorker('sw/index.ts', null)],
});
