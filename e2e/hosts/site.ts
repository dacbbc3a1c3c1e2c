import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type LoopbackServer, listenOnLoopback } from '../../demo/loopback-server.ts';
import { readStaticFile } from '../../demo/static-files.ts';
import { packageFolder } from './build.ts';

export type Item = { readonly id: string; readonly hls: string; readonly mp4: string; readonly poster: string };

export type SiteOptions = {
  readonly host: string;
  /** What was built of the site. */
  readonly folder: string;
  readonly items: readonly Item[];
};

/** A team's site: one page, its scripts, and the worker's files at its root as `npx nextreel init` puts them there. */
export async function startSite({ host, folder, items }: SiteOptions): Promise<LoopbackServer> {
  const html = pageOf(host, items);
  const workerFiles = new Map(
    await Promise.all(
      ['nextreel-sw.js', 'nextreel-mp4.js'].map(
        async (name): Promise<[string, Buffer]> => [`/${name}`, await readFile(join(packageFolder, name))],
      ),
    ),
  );
  return listenOnLoopback(async (_request, response, { pathname }) => {
    const built = async () => (await readStaticFile(folder, pathname))?.body;
    const body = pathname === '/' ? html : (workerFiles.get(pathname) ?? (await built()));
    const type = pathname === '/' ? 'text/html' : (types[extname(pathname)] ?? 'text/plain');
    if (body === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing.');
    else response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
  }, 0);
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

const pageOf = (host: string, items: readonly Item[]) => `<!doctype html>
<meta charset="utf-8" />
<link rel="icon" href="data:," />
<title>${host}</title>
<style>body { margin: 0 } #app, video { width: 390px; height: 780px }</style>
<div id="app"></div>
<script>window.feed = ${JSON.stringify(items)}</script>
<script type="module" src="/${host}.js"></script>
`;
