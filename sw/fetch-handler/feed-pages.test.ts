import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FeedPages } from './feed-pages.ts';
import { KeptFeedPages } from './kept-feed-pages.ts';
import { memoryCaches, openVault } from './testing/kept-pages.ts';

const pageUrl = 'https://page.example/feed.json?page=2';
const nextPageUrl = 'https://page.example/feed.json?page=3';

let asked: { readonly answer: (response: Response) => void; readonly fail: () => void }[];
let nowMs: number;
let patience: () => void;
let pages: FeedPages;
let work: Promise<unknown>[];

const page = (name: string, cacheControl = 'no-cache') =>
  new Response(JSON.stringify({ name }), { headers: { 'cache-control': cacheControl } });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const ask = (init?: RequestInit) =>
  pages.answer({ waitUntil: (done: Promise<unknown>) => void work.push(done) }, new Request(pageUrl, init));
const nameOf = async (answer: Response | Promise<Response>): Promise<unknown> => (await (await answer).json()).name;

/** Requests the page and lets the network respond with this, or fail. */
async function askNetwork(response: Response | undefined, init?: RequestInit): Promise<Response> {
  const answer = ask(init);
  answer.catch(() => undefined);
  await settle();
  if (response === undefined) asked.at(-1)?.fail();
  else asked.at(-1)?.answer(response);
  const answered = await answer;
  await Promise.all(work);
  return answered;
}

async function prefetch(response: Response): Promise<void> {
  const arriving = pages.prefetch(pageUrl);
  asked.at(-1)?.answer(response);
  await arriving;
}

beforeEach(() => {
  asked = [];
  work = [];
  nowMs = 1_000_000;
  pages = openPages(true);
});

function openPages(isOwnSite: boolean): FeedPages {
  return new FeedPages({
    isOwnSite,
    scopeOrigin: 'https://page.example',
    kept: new KeptFeedPages({ scopeOrigin: 'https://page.example', caches: memoryCaches(), vault: openVault() }),
    fetch: () =>
      new Promise((answer, reject) => asked.push({ answer, fail: () => reject(new TypeError('Failed to fetch')) })),
    sharingRules: { whyPersonal: () => Promise.resolve(null) },
    wait: () => new Promise((resolve) => (patience = resolve)),
    nowMs: () => nowMs,
  });
}

describe('a page of the feed', () => {
  it('that was fetched in advance is served once without the network, and requested again after that', async () => {
    await prefetch(page('early'));
    expect(await pages.hasPrefetched(pageUrl)).toBe(true);
    const answer = await ask();
    expect([...answer.headers.keys()]).not.toContain('x-nextreel-early');
    expect(await nameOf(answer)).toBe('early');
    await Promise.all(work);
    expect(asked).toHaveLength(1);
    expect(await pages.hasPrefetched(pageUrl)).toBe(false);
    expect(await nameOf(askNetwork(page('new')))).toBe('new');
  });

  it('that a page has just asked for is not prefetched again before that page has named the next one', async () => {
    await prefetch(page('early'));
    await ask();
    await Promise.all(work);
    expect(pages.mayPrefetch(pageUrl)).toBe(false);
    expect(pages.mayPrefetch(nextPageUrl)).toBe(true);
    nowMs += 5000;
    expect(pages.mayPrefetch(pageUrl)).toBe(true);
  });

  it('that was fetched in advance too long ago is requested again', async () => {
    await prefetch(page('early'));
    nowMs += 5 * 60_000;
    expect(await nameOf(askNetwork(page('new')))).toBe('new');
  });

  it('that was fetched in advance is requested again when the clock is set back by a year', async () => {
    await prefetch(page('early'));
    nowMs -= 365 * 24 * 3600 * 1000;
    expect(await pages.hasPrefetched(pageUrl)).toBe(false);
    expect(await nameOf(askNetwork(page('new')))).toBe('new');
  });

  it.each<RequestInit>([{ cache: 'reload' }, { cache: 'no-cache' }, { headers: { 'cache-control': 'no-cache' } }])(
    'that was fetched in advance is not served to a request that demands the network: %o',
    async (init) => {
      await prefetch(page('early'));
      expect(await nameOf(askNetwork(page('new'), init))).toBe('new');
    },
  );

  it('that was fetched in advance as HTML is not served to a request for JSON', async () => {
    const html = () => new Response('<li>', { headers: { vary: 'Accept' } });
    await prefetch(html());
    const answer = ask({ headers: { accept: 'application/json' } });
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    asked.at(-1)?.answer(page('json'));
    expect(await nameOf(answer)).toBe('json');
    await Promise.all(work);
    await prefetch(html());
    expect(await (await ask({ headers: { accept: '*/*' } })).text()).toBe('<li>');
  });

  it('that is in flight is not requested twice', async () => {
    const arriving = pages.prefetch(pageUrl);
    const answer = ask();
    const again = pages.prefetch(pageUrl);
    await settle();
    asked[0]?.answer(page('early'));
    await Promise.all([arriving, again]);
    expect(await nameOf(answer)).toBe('early');
    expect(asked).toHaveLength(1);
  });

  it('whose prefetch fails is requested again for the page', async () => {
    const arriving = pages.prefetch(pageUrl);
    const answer = ask();
    await settle();
    asked[0]?.fail();
    await expect(arriving).rejects.toMatchObject({ reason: 'network' });
    await settle();
    asked[1]?.answer(page('own'));
    expect(await nameOf(answer)).toBe('own');
  });

  it('is served from its last stored copy when the network fails, is slow, or responds with a server error', async () => {
    await askNetwork(page('kept'));
    expect(await nameOf(askNetwork(undefined))).toBe('kept');
    expect(await nameOf(askNetwork(new Response('', { status: 502 })))).toBe('kept');
    const slow = ask();
    await settle();
    patience();
    expect(await nameOf(slow)).toBe('kept');
  });

  it.each<RequestInit>([{ cache: 'reload' }, { cache: 'no-cache' }])(
    'is not served from its last stored copy to a request that demands a new one: %o',
    async (init) => {
      await askNetwork(page('kept'));
      await expect(askNetwork(undefined, init)).rejects.toThrow('Failed to fetch');
      expect((await askNetwork(new Response('', { status: 502 }), init)).status).toBe(502);
    },
  );

  it.each(['private', 'no-store, max-age=0'])(
    'that is %s is never kept, and no further page is prefetched',
    async (rule) => {
      await askNetwork(page('everybody'));
      expect(pages.mayPrefetch(nextPageUrl)).toBe(true);
      await prefetch(page('secret', rule));
      expect(await pages.hasPrefetched(pageUrl)).toBe(false);
      expect(pages.mayPrefetch(nextPageUrl)).toBe(false);
      await expect(askNetwork(undefined)).rejects.toThrow('Failed to fetch');
    },
  );

  it('is not stored after a purge if it was requested before', async () => {
    await askNetwork(page('kept'));
    const arriving = pages.prefetch(pageUrl);
    await pages.purge();
    asked.at(-1)?.answer(page('early'));
    await arriving;
    await expect(askNetwork(undefined)).rejects.toThrow('Failed to fetch');
  });

  it('is not stored if its viewer signs out while the cache is searched for it', async () => {
    const answer = ask();
    await pages.purge();
    await settle();
    asked.at(-1)?.answer(page('late'));
    expect(await nameOf(answer)).toBe('late');
    await Promise.all(work);
    await expect(askNetwork(undefined)).rejects.toThrow('Failed to fetch');
  });

  it('is deleted when its site responds that it is gone', async () => {
    await askNetwork(page('kept'));
    expect((await askNetwork(new Response('', { status: 410 }))).status).toBe(410);
    await expect(askNetwork(undefined)).rejects.toThrow('Failed to fetch');
  });

  it('is recognised by its address, and only on its own site', () => {
    expect(pages.mayPrefetch('https://other.example/feed.json')).toBe(false);
    expect(pages.mayPrefetch('https://page.example/api/v1/config')).toBe(false);
  });

  it('is recognised on another site only if a page has named it, whatever its address', () => {
    pages = openPages(false);
    const namedUrl = 'https://api.example/reels?cursor=c2';
    expect([pageUrl, namedUrl].filter((url) => pages.mayPrefetch(url))).toEqual([]);
    pages.onView({ nextPageUrl: namedUrl });
    expect([pageUrl, namedUrl].filter((url) => pages.mayPrefetch(url))).toEqual([namedUrl]);
  });
});

it('a feed that is not prefetched is prefetched again once one of its responses may be stored', async () => {
  pages.stopPrefetching();
  expect(pages.mayPrefetch(nextPageUrl)).toBe(false);
  await askNetwork(page('first'));
  expect(pages.mayPrefetch(nextPageUrl)).toBe(true);
});
