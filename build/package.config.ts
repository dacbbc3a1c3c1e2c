import { defineConfig, mergeConfig } from 'vite';
import client from './package-client.config.ts';
import { serviceWorker, workerScript } from './service-worker-plugin.ts';

/** The browser part of the npm package, with the worker, which has no app shell, and the worker that removes it. */
export default mergeConfig(
  client,
  defineConfig({
    plugins: [
      serviceWorker('sw/index.ts', null, { worker: 'nextreel-sw.js', mp4: 'nextreel-mp4.js', module: 'worker.js' }),
      workerScript({ entry: 'sw/removal.ts', name: 'nextreelRemoval', fileName: 'nextreel-removal.js' }),
    ],
  }),
);
