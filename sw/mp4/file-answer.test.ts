import { Buffer } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeParts } from '../decision/mp4/parts.ts';
import { answerFile } from './file-answer.ts';

const fileUrl = 'https://origin.example/clip.mp4';
const fileBytes = 600_000;
const file = Uint8Array.from({ length: fileBytes }, (_, at) => at % 251);
const read = [{ firstByte: 0, lastByte: 32_767 }];
const playlist = writeParts({ name: 'clip.mp4', fileBytes, read, durationSeconds: 10 });

let asked: string[];
/** The version headers of each part in turn, and the file's length that comes with each. */
let versions: Record<string, string>[];
let totals: number[];
let origins: string[];
let isPrepared: boolean;
/** The status of each part in turn. */
let statuses: number[];
/** Files whose cached parts were removed. */
let dropped: string[];

/** The part of the media handler that a file needs. It has every part. */
const media = {
  sources: {
    find: async () => (isPrepared ? { body: new Blob([playlist]) } : undefined),
    drop: async (url: string) => void dropped.push(url),
  },
  answer: async (event: Pick<ExtendableEvent, 'waitUntil'>, request: Request) => {
    event.waitUntil(Promise.resolve());
    const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
    asked.push(`${first}-${last}`);
    const headers = {
      ...(versions.shift() ?? { etag: '"1"' }),
      'content-range': `bytes ${first}-${last}/${totals.shift() ?? '*'}`,
      'x-nextreel-source': 'memory',
      'x-nextreel-origin': origins.shift() ?? 'a',
    };
    return new Response(file.slice(Number(first), Number(last) + 1), { status: statuses.shift() ?? 206, headers });
  },
};

/** Compares as buffers, since `toEqual` is slow for arrays of this size. */
const isFilePart = async (answer: Response, from: number, end: number) =>
  Buffer.from(await answer.arrayBuffer()).equals(file.subarray(from, end));

const ask = (range: string, event: Pick<ExtendableEvent, 'waitUntil'> = { waitUntil: () => undefined }) =>
  answerFile(async (url) => url, media, event, new Request(fileUrl, { headers: { range } }));

beforeEach(() => {
  [asked, versions, totals, origins, isPrepared, dropped, statuses] = [[], [], [], [], true, [], []];
  vi.stubGlobal('fetch', async () => new Response('from the network'));
});
afterEach(() => vi.unstubAllGlobals());

describe('a video element that reads a file', () => {
  it('gets the whole file from its parts in one response', async () => {
    const answer = await ask('bytes=0-');
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes 0-${fileBytes - 1}/${fileBytes}`);
    expect(await isFilePart(answer, 0, fileBytes)).toBe(true);
    expect(asked).toEqual(['0-32767', '32768-294911', '294912-557055', '557056-599999']);
  });

  it.each([
    ['bytes=100000-', 100_000, fileBytes],
    ['bytes=100000-300000', 100_000, 300_001],
    ['bytes=10-20', 10, 21],
  ])('gets %s and nothing more', async (range, from, end) => {
    const answer = await ask(range);
    expect(answer.headers.get('content-length')).toBe(String(end - from));
    expect(await isFilePart(answer, from, end)).toBe(true);
  });

  it('causes no request beyond the next part when it stops reading', async () => {
    const reader = (await ask('bytes=0-')).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(asked).toEqual(['0-32767', '32768-294911']);
  });

  it('gets the rest of a file even if it reads for longer than the event lasts', async () => {
    let isOver = false;
    const waitUntil = () => {
      if (isOver) throw new DOMException('The event is over', 'InvalidStateError');
    };
    const answer = await ask('bytes=0-', { waitUntil });
    isOver = true;
    expect(await isFilePart(answer, 0, fileBytes)).toBe(true);
  });

  it.each([
    ['tag', '"1"', '"2"', 'etag'],
    ['date', 'Mon, 02 Nov 2026 10:00:00 GMT', 'Tue, 03 Nov 2026 10:00:00 GMT', 'last-modified'],
  ])('never gets bytes of two versions that differ in their %s', async (_what, first, second, name) => {
    versions = [{ [name]: first }, { [name]: second }];
    await expect((await ask('bytes=0-99999')).arrayBuffer()).rejects.toThrow();
    // The next read must not begin with the same cached part.
    expect(dropped).toEqual([fileUrl]);
  });

  it('keeps its cached parts when the network goes before the next one arrives', async () => {
    statuses = [206, 404];
    await expect((await ask('bytes=0-99999')).arrayBuffer()).rejects.toThrow();
    expect(dropped).toEqual([]);
  });

  it('gets parts from replicas that have different ETags for the same bytes', async () => {
    versions = [{ etag: '"1"' }, { etag: '"2"' }];
    origins = ['a', 'b'];
    expect(await isFilePart(await ask('bytes=0-'), 0, fileBytes)).toBe(true);
  });

  it('never gets bytes of a file whose length has changed', async () => {
    totals = [fileBytes, fileBytes + 1];
    await expect((await ask('bytes=0-')).arrayBuffer()).rejects.toThrow();
    totals = [fileBytes + 1];
    const unread = vi.spyOn(ReadableStream.prototype, 'cancel');
    expect(await (await ask('bytes=0-')).text()).toBe('from the network');
    expect(unread).toHaveBeenCalledOnce();
    expect(dropped).toEqual([fileUrl, fileUrl]);
    unread.mockRestore();
  });

  it('gets a file without cached parts from the network', async () => {
    isPrepared = false;
    expect(await (await ask('bytes=0-')).text()).toBe('from the network');
  });
});
