import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listenOnLoopback } from '../demo/loopback-server.ts';
import { readStaticFile } from '../demo/static-files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

export type HostFile = {
  readonly body: string | Buffer;
  readonly type?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A host's site: the files that a test puts there, and the package's files below `/nextreel/`. */
export type HostSite = {
  readonly url: string;
  put(path: string, file: HostFile | string): void;
  /** Puts the package's worker at this path, with these headers. */
  putWorker(path?: string, file?: Partial<HostFile>): Promise<void>;
  /** Removes everything except the package. */
  clear(): void;
  close(): Promise<void>;
};

/** The output of `npm run build:package`. */
const packageFolder = join(root, 'dist-package');

/** Starts a host's site. It also serves the files of `folder`. */
export async function startHostSite(folder?: string): Promise<HostSite> {
  const files = new Map<string, HostFile>();
  const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html', '': 'text/html' };
  const hls = await readFile(join(root, 'node_modules/hls.js/dist/hls.min.js'));
  const server = await listenOnLoopback(async (_request, response, { pathname }) => {
    const put = files.get(pathname);
    const [, path] = /^\/nextreel(\/.*)/.exec(pathname) ?? [];
    const packed = path === undefined ? undefined : await readStaticFile(packageFolder, path);
    const own = folder === undefined ? undefined : await readStaticFile(folder, pathname.replace(/\/$/, '/index.html'));
    const file =
      put ?? packed ?? own ?? (pathname === '/hls.js' ? { body: hls } : { body: 'There is nothing.', status: 404 });
    const { status = 200, headers = {} }: Partial<HostFile> = file;
    const type = file.type ?? types[extname(pathname)] ?? 'application/octet-stream';
    response.writeHead(status, {
      'content-type': status === 404 ? 'text/plain' : type,
      'cache-control': 'no-cache',
      ...headers,
    });
    response.end(file.body);
  }, 0);
  return {
    url: server.url,
    put: (path, file) => void files.set(path, typeof file === 'string' ? { body: file } : file),
    putWorker: async (path = '/nextreel-sw.js', file = {}) => {
      files.set(path, { body: await readFile(join(packageFolder, 'nextreel-sw.js')), ...file });
      files.set(new URL('nextreel-mp4.js', new URL(path, server.url)).pathname, {
        body: await readFile(join(packageFolder, 'nextreel-mp4.js')),
      });
    },
    clear: () => files.clear(),
    close: () => server.close(),
  };
}
