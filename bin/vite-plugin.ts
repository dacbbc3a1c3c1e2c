import type { Plugin } from 'vite';
import { readWorkerFile, workerFiles } from './worker-files.ts';

/**
 * Serves the worker's files from the package in the dev server, under the site's base, and emits them into the build.
 * They need not be copied, and their version always matches the page's part.
 */
export function nextreel(): Plugin {
  let base = '/';
  return {
    name: 'nextreel',
    configResolved(config) {
      base = config.base;
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        // Where Vite is part of another server, that may already have stripped the base from `url`.
        const [path = ''] = (request.originalUrl ?? request.url ?? '').split('?', 1);
        const name = workerFiles.find((file) => path === `${base}${file}`);
        if (name === undefined) return next();
        response.setHeader('content-type', 'text/javascript');
        response.setHeader('cache-control', 'no-cache');
        response.end(readWorkerFile(name));
      });
    },
    /** Server builds are left out: they render pages but serve no files. */
    applyToEnvironment: ({ config }) => config.consumer === 'client',
    generateBundle() {
      for (const fileName of workerFiles) {
        this.emitFile({ type: 'asset', fileName, source: readWorkerFile(fileName) });
      }
    },
  };
}

export default nextreel;
