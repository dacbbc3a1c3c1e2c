/** Installs the hosts and the packed package beside them, and builds each page with and without Nextreel. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';
import { buildBeside } from './build-beside.ts';
import { withoutNextreel } from './nextreel-lines.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const modules = join(here, 'node_modules');
export const pages = join(here, 'pages');

/** The folder of the built pages: `with/<host>.js` and `without/<host>.js`. */
export const builtPages = join(here, 'dist');
export const packageFolder = join(modules, 'nextreel/dist-package');

export default async function prepare(): Promise<void> {
  installHosts();
  installPacked();
  for (const variant of ['with', 'without'] as const) {
    await buildPages(variant);
    await buildBeside(variant);
  }
}

function installHosts(): void {
  const done = join(modules, '.package-lock.json');
  if (existsSync(done) && statSync(done).mtimeMs > statSync(join(here, 'package-lock.json')).mtimeMs) return;
  run('npm', ['ci', '--ignore-scripts', '--legacy-peer-deps', '--loglevel', 'error'], here);
}

/** Installs the package as `npm install nextreel` would: with the published files only. */
function installPacked(): void {
  const work = mkdtempSync(join(tmpdir(), 'nextreel-packed-'));
  try {
    run('npm', ['pack', '--silent', '--pack-destination', work], root);
    const [tarball = ''] = readdirSync(work);
    const target = join(modules, 'nextreel');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target);
    run('tar', ['-xzf', join(work, tarball), '-C', target, '--strip-components', '1'], here);
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function buildPages(variant: 'with' | 'without'): Promise<void> {
  const entries = readdirSync(pages).filter((name) => /\.jsx?$/.test(name) && name !== 'feed.js');
  await build({
    configFile: false,
    root: pages,
    logLevel: 'error',
    plugins: variant === 'without' ? [stripped] : [],
    define: { 'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
    resolve: { alias: { vue: 'vue/dist/vue.esm-bundler.js' } },
    build: {
      outDir: join(builtPages, variant),
      emptyOutDir: true,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((name) => [basename(name).replace(/\.jsx?$/, ''), join(pages, name)])),
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}

const stripped: Plugin = {
  name: 'without-nextreel',
  enforce: 'pre',
  transform: (code, id) => (id.startsWith(pages) ? withoutNextreel(code) : null),
};

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${status}`);
}
