import { expect, it } from 'vitest';
import type { Head } from '../body.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { MediaHandler } from './media-handler.ts';
import type { ArrivingBody, MediaSources } from './media-sources.ts';

const url = 'https://a.example/r1/0.m4s';
const identity = { origins: [], volatileParameters: [] };

/** A file on its way. */
function arriving(text: string, announced: Partial<Head> = {}): ArrivingBody {
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
    ...announced,
  };
  const cut = ({ firstByte, lastByte }: ByteRange) => text.slice(firstByte, lastByte + 1);
  return {
    resource: resourceOf(url, null, identity),
    head: Promise.resolve(head),
    receivedBytes: 2,
    spentMs: 1,
    follow: (part = { firstByte: 0, lastByte: text.length }) => new Blob([cut(part)]).stream(),
    readWhole: () => Promise.resolve({ head, body: new Blob([text]), asked: {}, transferMs: 1 }),
  };
}

/** What a player gets while `underWay` is on its way; a transfer that is begun anew brings `anew`. */
function answer(init: RequestInit, underWay: ArrivingBody, anew = arriving('anew')): Promise<Response> {
  const sources: Partial<MediaSources> = {
    nowMs: () => 0,
    wait: () => new Promise(() => {}),
    identityFor: () => Promise.resolve(identity),
    originIdOf: () => 'a',
    sharesLine: () => false,
    find: () => Promise.resolve(undefined),
    findArriving: () => underWay,
    join: ({ isAnew }) => ({ transfer: isAnew ? anew : underWay, isNew: isAnew, kept: Promise.resolve() }),
  };
  const handler = new MediaHandler(Object.assign(Object.create(null), sources));
  return handler.answer({ waitUntil: () => undefined }, new Request(url, init));
}

async function askForPart(range: string, underWay: ArrivingBody) {
  const response = await answer({ headers: { range } }, underWay);
  const { status, headers } = response;
  return [status, headers.get('content-range'), headers.get('content-length'), await response.text()];
}

it('cuts a part out of a file that is on its way', async () => {
  const file = arriving('0123456789');
  expect(await askForPart('bytes=2-4', file)).toEqual([206, 'bytes 2-4/10', '3', '234']);
  expect(await askForPart('bytes=7-', file)).toEqual([206, 'bytes 7-9/10', '3', '789']);
});

it('does not take the length of a compressed file for its own', async () => {
  const file = arriving('0123456789', { lengthBytes: 5, mayBeCompressed: true });
  expect(await askForPart('bytes=2-4', file)).toEqual([206, 'bytes 2-4/*', '3', '234']);
  expect(await askForPart('bytes=3-7', file)).toEqual([206, 'bytes 3-7/10', '5', '34567']);
  expect(await askForPart('bytes=7-', file)).toEqual([206, 'bytes 7-9/10', '3', '789']);
});

it.each<[RequestInit, string]>([
  [{}, 'under way'],
  [{ cache: 'force-cache' }, 'under way'],
  [{ cache: 'no-cache' }, 'anew'],
  [{ cache: 'reload' }, 'anew'],
  [{ headers: { 'cache-control': 'no-cache' } }, 'anew'],
])('gives a request with %o what is %s', async (init, text) => {
  expect(await (await answer(init, arriving('under way'))).text()).toBe(text);
});
