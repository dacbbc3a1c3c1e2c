import { defineConfig, mergeConfig } from 'vite';
import client from './package-client.config.ts';
import { serviceWorker, workerScript } from './service-worker-plugin.ts';

/** The npm package's modules for pages, its worker without an app shell, and the worker that removes Nextreel. */
export default mergeConfig(
  client,
  defineConfig({
    plugins: [
      serviceWorker('sw/index.ts', null, { worker: 'nextreel-sw.js', mp4: 'nextreel-mp4.js', module: 'worker.js' }),
      workerScript({ entry: 'sw/removal.ts', name: 'nextreelRemoval', fileName: 'nextreel-removal.js' }),
    ],
  }),
);
