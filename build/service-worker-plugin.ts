import { createHash } from 'node:crypto';
import { build, type Plugin } from 'vite';

/**
 * Builds the service worker after the page, as one classic script at the root of the output. It is told the names of
 * the page's files, which are the app shell that it keeps for offline use.
 */
export function serviceWorker(entry: string, publicShell: readonly string[]): Plugin {
  let outDir = 'dist';
  return {
    name: 'nextreel:service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async writeBundle(_options, bundle) {
      const files = Object.values(bundle);
      const version = createHash('sha256');
      for (const file of files) version.update(file.type === 'chunk' ? file.code : file.source);
      const shell = files.map((file) => `/${file.fileName}`).filter((name) => !name.endsWith('.map'));
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        define: {
          SHELL_FILES: JSON.stringify([...shell, ...publicShell]),
          SHELL_VERSION: JSON.stringify(version.digest('hex').slice(0, 12)),
          'process.env.NODE_ENV': '"production"',
        },
        build: {
          outDir,
          emptyOutDir: false,
          target: 'es2022',
          lib: { entry, formats: ['iife'], name: 'nextreelWorker', fileName: () => 'sw.js' },
        },
      });
    },
  };
}
