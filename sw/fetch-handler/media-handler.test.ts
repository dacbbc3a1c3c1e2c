import { afterEach, expect, it, vi } from 'vitest';
import type { Head } from '../body.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { MediaHandler } from './media-handler.ts';
import type { JoinableTransfer, KeptBody, MediaSources } from './media-sources.ts';
import { keptBody } from './testing/kept-body.ts';

const scopeOrigin = 'https://page.example';
const url = 'https://a.example/r1/0.m4s';
const identity = { origins: [], volatileParameters: [] };

/** Returns a file in flight. */
function arriving(text: string, announced: Partial<Head> = {}): JoinableTransfer {
  const head: Head = {
    url,
    contentType: 'video/mp4',
    lengthBytes: text.length,
    mayBeCompressed: false,
    fileBytes: text.length,
    etag: null,
    lastModified: null,
    headers: {},
    digest: null,
    receivedAtMs: 0,
    firstByteMs: 1,
    isConfirmed: false,
    isRedirected: false,
    ...announced,
  };
  const cut = ({ firstByte, lastByte }: ByteRange) => text.slice(firstByte, lastByte + 1);
  return {
    resource: resourceOf(url, null, identity),
    requestHeaders: {},
    head: Promise.resolve(head),
    receivedBytes: 2,
    spentMs: 1,
    follow: (part = { firstByte: 0, lastByte: text.length }) => new Blob([cut(part)]).stream(),
    readWhole: () => Promise.resolve({ head, body: new Blob([text]), requestHeaders: {}, transferMs: 1 }),
  };
}

type World = {
  readonly fresh?: JoinableTransfer;
  readonly asked?: string;
  readonly kept?: Readonly<Record<string, KeptBody>>;
  readonly nowMs?: number;
};

/** Answers a player while `underWay` is in flight; a new transfer delivers `fresh`. */
function answer(
  init: RequestInit,
  underWay: JoinableTransfer | undefined,
  { fresh = arriving('fresh'), asked = url, kept = {}, nowMs = 0 }: World = {},
): Promise<Response> {
  const sources: Partial<MediaSources> = {
    scopeOrigin,
    nowMs: () => nowMs,
    identityFor: () => Promise.resolve(identity),
    originIdOf: () => 'a',
    use: () => undefined,
    sharedLinkBps: () => null,
    find: ({ key }) => Promise.resolve(kept[key]),
    isLive: () => false,
    findArriving: () => underWay,
    join: ({ from, resource }) => {
      const joined = from === 'origin' ? undefined : underWay;
      const transfer = { ...(joined ?? fresh), resource };
      return { transfer, isNew: joined === undefined, kept: Promise.resolve() };
    },
  };
  const handler = new MediaHandler(Object.assign(Object.create(null), sources));
  return handler.answer({ waitUntil: () => undefined }, new Request(asked, init));
}

function stubNetwork(): void {
  vi.stubGlobal('fetch', ({ headers }: Request) => Promise.resolve(new Response(`network: ${headers.get('range')}`)));
}
afterEach(() => void vi.unstubAllGlobals());

async function askForPart(range: string, underWay: JoinableTransfer) {
  const response = await answer({ headers: { range } }, underWay);
  const { status, headers } = response;
  return [status, headers.get('content-range'), headers.get('content-length'), await response.text()];
}

it('serves a range of a file that is in flight', async () => {
  const file = arriving('0123456789');
  expect(await askForPart('bytes=2-4', file)).toEqual([206, 'bytes 2-4/10', '3', '234']);
  expect(await askForPart('bytes=7-', file)).toEqual([206, 'bytes 7-9/10', '3', '789']);
});

it.each([
  ['bytes=7-20', 10, 'bytes 7-9/10'],
  ['bytes=7-20', null, 'bytes 7-9/*'],
])('states the actual end of a part shorter than requested: %s of %s', async (range, fileBytes, contentRange) => {
  const answered = await answer({ headers: { range } }, undefined, { fresh: arriving('789', { fileBytes }) });
  expect([answered.headers.get('content-range'), answered.headers.get('content-length')]).toEqual([contentRange, '3']);
});

it('does not report the length of a compressed body as the size of the file', async () => {
  const file = arriving('0123456789', { lengthBytes: 5, mayBeCompressed: true });
  expect(await askForPart('bytes=2-4', file)).toEqual([206, 'bytes 2-4/*', '3', '234']);
});

it('leaves a range to the network if its end is unknown while the file is in flight', async () => {
  stubNetwork();
  const file = arriving('0123456789', { lengthBytes: 5, mayBeCompressed: true });
  file.readWhole = () => new Promise(() => {});
  for (const range of ['bytes=3-7', 'bytes=3-', 'bytes=0-'])
    expect(await (await answer({ headers: { range } }, file)).text()).toBe(`network: ${range}`);
});

it('leaves an open range of another origin to the network, and fetches a same-origin file as a whole', async () => {
  stubNetwork();
  const all = { headers: { range: 'bytes=0-' } };
  expect(await (await answer(all, undefined)).text()).toBe('network: bytes=0-');
  const own = await answer(all, undefined, { asked: `${scopeOrigin}/0.m4s` });
  expect([own.headers.get('content-range'), await own.text()]).toEqual(['bytes 0-4/5', 'fresh']);
});

it.each<[RequestInit, string]>([
  [{}, 'under way'],
  [{ cache: 'force-cache' }, 'under way'],
  [{ cache: 'no-cache' }, 'fresh'],
  [{ cache: 'reload' }, 'fresh'],
  [{ headers: { 'cache-control': 'no-cache' } }, 'fresh'],
])('joins a transfer in flight unless the request demands a new one: %o gets "%s"', async (init, text) => {
  expect(await (await answer(init, arriving('under way'))).text()).toBe(text);
});

it('does not serve a cached part to a request with If-Range', async () => {
  stubNetwork();
  const range = 'bytes=0-3';
  const kept = { [resourceOf(url, { firstByte: 0, lastByte: 3 }, identity).key]: keptBody('kept', { etag: '"2"' }) };
  expect(await (await answer({ headers: { range } }, undefined, { kept })).text()).toBe('kept');
  const named = await answer({ headers: { range, 'if-range': '"1"' } }, undefined, { kept });
  expect(await named.text()).toBe('network: bytes=0-3');
});

it('reports the Age of the origin for a copy that was just revalidated', async () => {
  const kept = { [resourceOf(url, null, identity).key]: keptBody('kept') };
  const age = async (headers: Head['headers']) => {
    const fresh = arriving('', { isConfirmed: true, headers });
    const response = await answer({}, undefined, { fresh, kept, nowMs: 5_000_000 });
    return [await response.text(), response.headers.get('age')];
  };
  expect(await age({})).toEqual(['kept', null]);
  expect(await age({ age: '7' })).toEqual(['kept', '7']);
});

it.each([
  ['application/dash+xml', true, 'network: null'],
  ['application/json; charset=utf-8', true, 'network: null'],
  ['application/dash+xml', false, '<MPD/>'],
  ['video/mp4', true, '<MPD/>'],
])(
  'leaves redirected XML and JSON to the network, which exposes the target: %s, redirected: %s',
  async (contentType, isRedirected, text) => {
    stubNetwork();
    const fresh = arriving('<MPD/>', { contentType, isRedirected });
    expect(await (await answer({}, undefined, { fresh })).text()).toBe(text);
  },
);
