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
let etags: string[];
let origins: string[];
let isPrepared: boolean;

/** As much of the media handler as a file needs: it has every part. */
const media = {
  sources: { find: async () => (isPrepared ? { body: new Blob([playlist]) } : undefined) },
  answer: async (event: Pick<ExtendableEvent, 'waitUntil'>, request: Request) => {
    event.waitUntil(Promise.resolve());
    const [, first = '', last = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '') ?? [];
    asked.push(`${first}-${last}`);
    const etag = etags.shift() ?? '"1"';
    const headers = { etag, 'x-nextreel-source': 'memory', 'x-nextreel-origin': origins.shift() ?? 'a' };
    return new Response(file.slice(Number(first), Number(last) + 1), { status: 206, headers });
  },
};

/** Arrays of this size are slow to compare one by one. */
const isFilePart = async (answer: Response, from: number, end: number) =>
  Buffer.from(await answer.arrayBuffer()).equals(file.subarray(from, end));

const ask = (range: string, event: Pick<ExtendableEvent, 'waitUntil'> = { waitUntil: () => undefined }) =>
  answerFile(async (url) => url, media, event, new Request(fileUrl, { headers: { range } }));

beforeEach(() => {
  [asked, etags, origins, isPrepared] = [[], [], [], true];
  vi.stubGlobal('fetch', async () => new Response('from the network'));
});
afterEach(() => vi.unstubAllGlobals());

describe('a video element that reads a file', () => {
  it('gets all of it from its parts, as one answer', async () => {
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

  it('asks for no more than the next part when it stops reading', async () => {
    const reader = (await ask('bytes=0-')).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(asked).toEqual(['0-32767', '32768-294911']);
  });

  it('gets the rest of a file that it reads for longer than an event may last', async () => {
    let isOver = false;
    const waitUntil = () => {
      if (isOver) throw new DOMException('The event is over', 'InvalidStateError');
    };
    const answer = await ask('bytes=0-', { waitUntil });
    isOver = true;
    expect(await isFilePart(answer, 0, fileBytes)).toBe(true);
  });

  it('never gets bytes of two versions', async () => {
    etags = ['"1"', '"2"'];
    await expect((await ask('bytes=0-')).arrayBuffer()).rejects.toThrow();
  });

  it('gets parts from replicas that name the same bytes differently', async () => {
    etags = ['"1"', '"2"'];
    origins = ['a', 'b'];
    expect(await isFilePart(await ask('bytes=0-'), 0, fileBytes)).toBe(true);
  });

  it('gets a file of which nothing is here from the network', async () => {
    isPrepared = false;
    expect(await (await ask('bytes=0-')).text()).toBe('from the network');
  });
});
