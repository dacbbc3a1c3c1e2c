import { type CatalogueReel, catalogue } from './catalogue';
import { buildFeedPage, FeedQueryError, readFeedQuery } from './feed-pages';
import { type LoopbackServer, listenOnLoopback } from './loopback-server';
import { namesEtag, readStaticFile } from './static-files';

type Feed = { readonly originUrls: readonly string[]; readonly reels: readonly CatalogueReel[] };
type Answer = { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer | string };

/** Serves the built page and its feed, which lists the running origins. */
export function startPage(
  dist: string,
  originUrls: readonly string[],
  port: number,
  reels: readonly CatalogueReel[] = catalogue,
): Promise<LoopbackServer> {
  const feed = { originUrls, reels };
  return listenOnLoopback(async (request, response, url) => {
    const { status, headers, body } = await answer(
      dist,
      feed,
      url,
      request.method ?? '',
      request.headers['if-none-match'],
    );
    const length = status === 304 ? {} : { 'content-length': Buffer.byteLength(body) };
    response.writeHead(status, { ...headers, ...length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }, port);
}

async function answer(
  dist: string,
  feed: Feed,
  url: URL,
  method: string,
  ifNoneMatch: string | undefined,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Only GET and HEAD.');
  if (url.pathname === '/feed.json') return feedAnswer(url, feed);
  // A path without an extension is a route of the page.
  const isRoute = !/\.[^/]*$/.test(url.pathname);
  const path = isRoute ? '/index.html' : url.pathname;
  const file = await readStaticFile(dist, path);
  if (file === undefined) {
    return plain(404, isRoute ? 'The page is not built. Run: npm run build' : `There is no ${url.pathname}.`);
  }
  const headers = {
    // Only files with a content hash in their name may be cached without revalidation.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    'last-modified': file.lastModified,
  };
  if (namesEtag(ifNoneMatch, file.etag)) return { status: 304, headers, body: '' };
  return { status: 200, headers: { ...headers, 'content-type': file.type }, body: file.body };
}

function feedAnswer(url: URL, { originUrls, reels }: Feed): Answer {
  try {
    const page = buildFeedPage(readFeedQuery(url.searchParams, reels), originUrls, reels);
    const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' };
    return { status: 200, headers, body: `${JSON.stringify(page)}\n` };
  } catch (error) {
    if (error instanceof FeedQueryError) return plain(400, error.message);
    throw error;
  }
}

function plain(status: number, message: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}
