import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';

const mp4Script = { entry: 'sw/mp4/script.ts', name: 'nextreelMp4', fileName: 'sw-mp4.js' };

/**
 * Builds the service worker after the page, as a classic script at the root of the output, with a second one that it
 * imports when an MP4 reel comes. It is told the names of the page's files, which are the app shell that it keeps for
 * offline use, and the address of the second script, which changes with its content. Without a public shell it keeps no
 * pages at all, for a site that has its own.
 */
export function serviceWorker(entry: string, publicShell: readonly string[] | null): Plugin {
  let outDir = 'dist';
  return {
    name: 'nextreel:service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async writeBundle(_options, bundle) {
      await build(scriptConfig(mp4Script, outDir));
      const mp4Version = versionOf([readFileSync(join(outDir, mp4Script.fileName))]);
      const files = Object.values(bundle);
      const names = files.map((file) => `/${file.fileName}`).filter((name) => !name.endsWith('.map'));
      const shell = publicShell === null ? [] : ['/', ...names, ...publicShell];
      await build(
        scriptConfig({ entry, name: 'nextreelWorker', fileName: 'sw.js' }, outDir, {
          SHELL_FILES: JSON.stringify(shell),
          SHELL_VERSION: JSON.stringify(
            versionOf(files.map((file) => (file.type === 'chunk' ? file.code : file.source))),
          ),
          MP4_SCRIPT: JSON.stringify(`${mp4Script.fileName}?v=${mp4Version}`),
        }),
      );
    },
  };
}

type Script = { readonly entry: string; readonly name: string; readonly fileName: string };

function scriptConfig(
  { entry, name, fileName }: Script,
  outDir: string,
  define: Record<string, string> = {},
): InlineConfig {
  return {
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { ...define, 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry, formats: ['iife'], name, fileName: () => fileName },
    },
  };
}

function versionOf(contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  return hash.digest('hex').slice(0, 12);
}
