import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, type PluginOption } from 'vite';
import type { LoopbackServer } from '../../demo/loopback-server.ts';
import { builtPages, packageFolder, pages } from './build.ts';
import type { Variant } from './build-beside.ts';
import { withoutNextreel } from './nextreel-lines.ts';
import { pageOf, type SiteOptions } from './site.ts';

/** The sources that the team edits: a page with plain hls.js, and a module and captions beside it. */
const sources = fileURLToPath(new URL('dev', import.meta.url));

export type DevSite = LoopbackServer & {
  /** The folder in which the team edits the sources. */
  readonly folder: string;
};

/** Starts a site in development: Vite's dev server and, with Nextreel, the plugin of the package. */
export async function startDevSite(options: Omit<SiteOptions, 'folder'>, variant: Variant): Promise<DevSite> {
  // Below the folder where the hosts are installed, so that their imports resolve.
  const folder = mkdtempSync(join(builtPages, 'dev-'));
  cpSync(sources, folder, { recursive: true });
  for (const name of ['feed.js', 'plain-hls.js']) {
    const code = readFileSync(join(pages, name), 'utf8');
    writeFileSync(join(folder, name), variant === 'with' ? code : withoutNextreel(code));
  }
  writeFileSync(join(folder, 'index.html'), pageOf(options));
  const server = await createServer({
    configFile: false,
    root: folder,
    cacheDir: join(folder, '.vite'),
    logLevel: 'error',
    plugins: variant === 'with' ? [await nextreelPlugin()] : [],
    server: { host: 'localhost' },
  });
  await server.listen(0);
  const address = server.httpServer?.address();
  if (typeof address !== 'object' || address === null) throw new Error('The dev server listens nowhere');
  return {
    folder,
    port: address.port,
    url: `http://localhost:${address.port}/`,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Imports the plugin from the packed package, which is missing when types are checked. */
async function nextreelPlugin(): Promise<PluginOption> {
  const { nextreel }: { nextreel: () => PluginOption } = await import(join(packageFolder, 'vite.js'));
  return nextreel();
}
