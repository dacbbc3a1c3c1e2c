import type { Plugin } from 'vite';
import { readWorkerFile, workerFiles } from './worker-files.ts';

/**
 * Serves the worker's files from the package, below the site's base: in the dev server as they are, and as files of the
 * build. There is nothing to copy, and their version is always that of the page's part.
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
        const [path = ''] = (request.url ?? '').split('?', 1);
        // Other plugins' middlewares may have taken the base off already.
        const name = workerFiles.find((file) => path === `${base}${file}` || path === `/${file}`);
        if (name === undefined) return next();
        response.setHeader('content-type', 'text/javascript');
        response.setHeader('cache-control', 'no-cache');
        response.end(readWorkerFile(name));
      });
    },
    /** A server that renders pages serves no files. */
    applyToEnvironment: ({ config }) => config.consumer === 'client',
    generateBundle() {
      for (const fileName of workerFiles) {
        this.emitFile({ type: 'asset', fileName, source: readWorkerFile(fileName) });
      }
    },
  };
}

export default nextreel;
