import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type LoopbackServer, listenOnLoopback } from '../../demo/loopback-server.ts';
import { readStaticFile } from '../../demo/static-files.ts';
import { packageFolder } from './build.ts';

export type Item = { readonly id: string; readonly hls: string; readonly mp4: string; readonly poster: string };

/** How a site is served. By default as plain files from the root of its host. */
export type SiteTraits = {
  /** The path on the host below which the site is served. */
  readonly base?: string;
  /** The folder of the site that holds its scripts and, beside them, the worker's files. */
  readonly scriptFolder?: string;
  /** Sent with every response. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Renders the markup that the page contains before any script runs. */
  readonly render?: (items: readonly Item[]) => string;
};

export type SiteOptions = SiteTraits & {
  /** The name of the page's script. */
  readonly page: string;
  /** The folder of the built site. */
  readonly folder: string;
  readonly items: readonly Item[];
};

/** Starts a team's site: one page, its scripts and, beside them, the worker's files as `npx nextreel init` does. */
export async function startSite(options: SiteOptions): Promise<LoopbackServer> {
  const { folder, base = '/', scriptFolder = '', headers = {} } = options;
  const scripts = `${base}${scriptFolder}`;
  const files = new Map<string, string | Buffer>([[base, pageOf(options)]]);
  for (const name of ['nextreel-sw.js', 'nextreel-mp4.js']) {
    files.set(`${scripts}${name}`, await readFile(join(packageFolder, name)));
  }
  const built = async (pathname: string) =>
    pathname.startsWith(scripts) ? (await readStaticFile(folder, pathname.slice(scripts.length)))?.body : undefined;
  const server = await listenOnLoopback(async (_request, response, { pathname }) => {
    const body = files.get(pathname) ?? (await built(pathname));
    const type = pathname === base ? 'text/html' : (types[extname(pathname)] ?? 'text/plain');
    if (body === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing.');
    else response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', ...headers }).end(body);
  }, 0);
  return { ...server, url: new URL(base, server.url).href };
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** The nonce of the page's inline script and styles, for a content security policy that requires one. */
export const nonce = 'bm9uY2U';

export const pageOf = ({
  page,
  items,
  base = '/',
  scriptFolder = '',
  render = () => '',
}: Omit<SiteOptions, 'folder'>) => `<!doctype html>
<meta charset="utf-8" />
<link rel="icon" href="data:," />
<title>${page}</title>
<style nonce="${nonce}">body { margin: 0 } #app, video { width: 390px; height: 780px }</style>
<div id="app">${render(items)}</div>
<script nonce="${nonce}">window.feed = ${JSON.stringify(items)}</script>
<script type="module" src="${base}${scriptFolder}${page}.js"></script>
`;
