/** Builds pages of sites with their own worker, set up as its documentation says, with and without Nextreel in it. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type PluginOption } from 'vite';
import { withoutNextreel } from './nextreel-lines.ts';

export type Variant = 'with' | 'without';

const here = fileURLToPath(new URL('.', import.meta.url));
const sources = join(here, 'beside');
const modules = join(here, 'node_modules');

/** A file that each of these workers serves offline. */
export const ownFile = '/own.txt';
const ownText = 'From the worker';

export const besideHosts = [
  'workbox',
  'serwist',
  'pwa-prompt',
  'pwa-auto',
  'ngsw',
  'msw',
  'composed',
  'composed-module',
] as const;
export type BesideHost = (typeof besideHosts)[number];

export const besideFolder = (host: BesideHost, variant: Variant) => join(here, 'dist/beside', variant, host);

export async function buildBeside(variant: Variant): Promise<void> {
  for (const host of besideHosts) {
    const folder = besideFolder(host, variant);
    mkdirSync(folder, { recursive: true });
    if (host !== 'msw') writeFileSync(join(folder, ownFile), ownText);
    const plugins = [...variantPlugins(variant), ...(await pwaPlugins(host, variant, folder))];
    await bundle(pageOf(host), `${host}.js`, folder, 'es', plugins);
    const format = host === 'composed-module' ? 'es' : 'iife';
    if (existsSync(workerOf(host))) await bundle(workerOf(host), 'sw.js', folder, format, variantPlugins(variant));
    if (host === 'msw')
      copyFileSync(join(modules, 'msw/lib/mockServiceWorker.js'), join(folder, 'mockServiceWorker.js'));
    if (host === 'ngsw') addAngular(folder);
  }
}

function pageOf(host: BesideHost): string {
  const own = join(sources, `${host}.page.js`);
  return existsSync(own) ? own : join(sources, 'own-worker.page.js');
}

function workerOf(host: BesideHost): string {
  return join(sources, `${host}.worker.js`);
}

async function bundle(
  entry: string,
  name: string,
  outDir: string,
  format: 'es' | 'iife',
  plugins: PluginOption[],
): Promise<void> {
  await build({
    configFile: false,
    root: sources,
    publicDir: false,
    logLevel: 'error',
    plugins,
    define: {
      'process.env.NODE_ENV': '"production"',
      'self.__WB_MANIFEST': JSON.stringify([{ url: ownFile, revision: '1' }]),
    },
    build: {
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: entry, output: { entryFileNames: name, format, codeSplitting: false } },
    },
  });
}

/** Strips Nextreel if the variant is without it, and makes the pages connect to the site's own worker. */
function variantPlugins(variant: Variant): Plugin[] {
  const transform = (code: string, id: string) => {
    if (!id.startsWith(here) || id.includes('node_modules')) return null;
    const kept = variant === 'with' ? code : withoutNextreel(code);
    return id.endsWith('.page.js') || id.includes('/pages/')
      ? kept.replace("worker: '/nextreel-sw.js'", "worker: '/sw.js'")
      : kept;
  };
  return [{ name: `${variant}-nextreel`, enforce: 'pre', transform }];
}

async function pwaPlugins(host: BesideHost, variant: Variant, outDir: string): Promise<PluginOption[]> {
  if (!host.startsWith('pwa')) return [];
  // Imported by a variable name: the module is missing when types are checked, since the hosts are installed later.
  const name = 'vite-plugin-pwa';
  const { VitePWA }: { VitePWA: (options: object) => PluginOption } = await import(name);
  const workbox = {
    globPatterns: ['**/*.{js,txt}'],
    importScripts: variant === 'with' ? ['/nextreel-sw.js?embedded'] : [],
    navigateFallback: null,
  };
  const registerType = host === 'pwa-auto' ? 'autoUpdate' : 'prompt';
  return [VitePWA({ outDir, registerType, injectRegister: false, manifest: false, workbox })];
}

/** Adds what `ng build` generates from `ngsw-config.json`. */
function addAngular(folder: string): void {
  copyFileSync(join(modules, '@angular/service-worker/ngsw-worker.js'), join(folder, 'ngsw-worker.js'));
  const hash = createHash('sha1')
    .update(readFileSync(join(folder, ownFile)))
    .digest('hex');
  const manifest = {
    configVersion: 1,
    timestamp: 1,
    index: ownFile,
    assetGroups: [
      {
        name: 'app',
        installMode: 'prefetch',
        updateMode: 'prefetch',
        cacheQueryOptions: { ignoreVary: true },
        urls: [ownFile],
        patterns: [],
      },
    ],
    dataGroups: [],
    hashTable: { [ownFile]: hash },
    navigationUrls: [],
    navigationRequestStrategy: 'freshness',
  };
  writeFileSync(join(folder, 'ngsw.json'), JSON.stringify(manifest));
}
