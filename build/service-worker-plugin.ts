import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import packageFile from '../package.json' with { type: 'json' };
import { compressAgain } from './compress-again-plugin.ts';

/** Which files of the site's own pages the worker caches. */
export type AppShell = {
  /** Files in addition to those of the bundle. */
  readonly publicFiles: readonly string[];
  /** The app's routes with the script that each loads on demand; null for the route that needs none. */
  readonly routes: Readonly<Record<string, string | null>>;
};

/** File names of the worker's scripts, which differ between this project's page and the npm package. */
export type ScriptNames = {
  readonly worker: string;
  readonly mp4: string;
  /** The worker again, as a module for other workers to import. */
  readonly module?: string;
};

/**
 * Builds the service worker after the page, as a classic script at the root of the output, with a second script that it
 * imports for MP4 reels. The worker gets the names of the page's files, which are the app shell that it caches for
 * offline use, and the URL of the second script, which changes with its content. Without an app shell it caches no
 * pages and answers its API below /nextreel, so that it does not interfere with the site's own pages and API.
 */
export function serviceWorker(
  entry: string,
  app: AppShell | null,
  names: ScriptNames = { worker: 'sw.js', mp4: 'sw-mp4.js' },
): Plugin {
  const mp4Script = { entry: 'sw/mp4/script.ts', name: 'nextreelMp4', fileName: names.mp4 };
  let outDir = 'dist';
  let root = '';
  let publicDir = '';
  return {
    name: 'nextreel:service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
      root = config.root;
      publicDir = config.publicDir;
    },
    async writeBundle(_options, bundle) {
      await build({ ...scriptConfig(mp4Script, outDir), plugins: [compressAgain(), addBanner] });
      const mp4Version = versionOf([readFileSync(join(outDir, mp4Script.fileName))]);
      const files = Object.values(bundle);
      const fileNames = files.map((file) => `/${file.fileName}`).filter((name) => !name.endsWith('.map'));
      const publicFiles = app?.publicFiles ?? [];
      const filesOf = (script: string | null) => (script === null ? [] : filesLoadedBy(resolve(root, script), bundle));
      const shell = {
        files: app === null ? [] : ['/', ...fileNames, ...publicFiles],
        routes: Object.fromEntries(Object.entries(app?.routes ?? {}).map(([path, script]) => [path, filesOf(script)])),
        version: versionOf([
          ...files.map((file) => (file.type === 'chunk' ? file.code : file.source)),
          ...publicFiles.map((name) => readFileSync(join(publicDir, name))),
        ]),
      };
      const facts = {
        SHELL: JSON.stringify(shell),
        VERSION: JSON.stringify(packageFile.version),
        API_BASE: JSON.stringify(app === null ? '/nextreel' : ''),
        MP4_SCRIPT: JSON.stringify(`${mp4Script.fileName}?v=${mp4Version}`),
      };
      const script = { entry, name: 'nextreelWorker', fileName: names.worker };
      const worker = scriptConfig(script, outDir, { ...facts, IS_IMPORTED: 'false' });
      await build({
        ...worker,
        plugins: [stripMeanings, compressAgain({ unsafe_arrows: true, pure_getters: true }), addBanner],
      });
      if (names.module === undefined) return;
      const imported = { ...script, fileName: names.module, format: 'es' as const };
      await build({ ...scriptConfig(imported, outDir, { ...facts, IS_IMPORTED: 'true' }), plugins: [stripMeanings] });
    },
  };
}

/** Builds an additional worker script into the same folder. */
export function workerScript(script: Script): Plugin {
  let outDir = '';
  return {
    name: 'nextreel:worker-script',
    apply: 'build',
    configResolved(config) {
      outDir = config.build.outDir;
    },
    async writeBundle() {
      await build(scriptConfig(script, outDir, { IS_IMPORTED: 'false' }));
    },
  };
}

/** Returns the files of a script that is loaded on demand, with the styles and scripts that it needs. */
function filesLoadedBy(script: string, bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const first = chunks.find(({ facadeModuleId }) => facadeModuleId === script);
  if (first === undefined) throw new Error(`${script} is not loaded on demand: no chunk begins with it`);
  const found = new Set<string>();
  const visit = (chunk: Rolldown.OutputChunk): void => {
    if (chunk.isEntry || found.has(`/${chunk.fileName}`)) return;
    found.add(`/${chunk.fileName}`);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(`/${style}`);
    for (const other of chunks) if (chunk.imports.includes(other.fileName)) visit(other);
  };
  visit(first);
  return [...found];
}

type Script = {
  readonly entry: string;
  readonly name: string;
  readonly fileName: string;
  readonly format?: 'iife' | 'es';
};

function scriptConfig(
  { entry, name, fileName, format = 'iife' }: Script,
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
      lib: { entry, formats: [format], name, fileName: () => fileName },
    },
  };
}

/** Removes the descriptions of configuration keys, which are only for the documentation, from the worker. */
const stripMeanings: Plugin = {
  name: 'nextreel:without-meanings',
  transform(code, id) {
    if (!id.endsWith('/src/shared/config.ts')) return null;
    // The description is the last argument of each key, and a sentence.
    const short = code.replaceAll(/(["'`])[A-Z][^"'`]* [^"'`]*\.\1(?=\s*\))/g, '""');
    if (short === code) throw new Error('No key of the configuration says what it means');
    return { code: short, map: null };
  },
};

/** Adds the comment by which a page recognises the script before registering it, and which shows the version. */
const addBanner: Plugin = {
  name: 'nextreel:signed',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') chunk.code = `/*! nextreel ${packageFile.version} */\n${chunk.code}`;
    }
  },
};

function versionOf(contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  return hash.digest('hex').slice(0, 12);
}
