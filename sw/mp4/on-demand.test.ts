import { expect, test } from 'vitest';
import { Mp4Converter } from './converter.ts';
import { answerFile } from './file-answer.ts';
import { Mp4OnDemand, type Mp4Script } from './on-demand.ts';

const piece = 'https://a/clip.mp4/nextreel/index.m3u8';

function start(load: () => Mp4Script) {
  const fetched: string[] = [];
  const missing: unknown[] = [];
  const onDemand = new Mp4OnDemand({
    fetch: (input) => {
      fetched.push(new Request(input).url);
      return Promise.resolve(new Response(null, { status: 204 }));
    },
    readIndex: () => Promise.reject(new Error('offline')),
    readPart: () => Promise.reject(new Error('offline')),
    keyOf: (url) => Promise.resolve(url),
    log: { warn: (_message, cause) => missing.push(cause) },
    loadMp4: load,
  });
  return { onDemand, fetched, missing };
}

test('loads the script once, for the first piece of an MP4 file', async () => {
  let loads = 0;
  const { onDemand, fetched } = start(() => {
    loads++;
    return { Mp4Converter, answerFile };
  });
  expect((await onDemand.fetch('https://a/clip.mp4')).status).toBe(204);
  expect((await onDemand.fetch('https://a/reel/0.m4s')).status).toBe(204);
  expect({ loads, fetched }).toEqual({ loads: 0, fetched: ['https://a/clip.mp4', 'https://a/reel/0.m4s'] });
  for (const _ of [1, 2]) await expect(onDemand.fetch(piece)).rejects.toThrow('offline');
  expect({ loads, requests: fetched.length }).toEqual({ loads: 1, requests: 2 });
});

test('refuses pieces, and nothing else, when the script cannot be loaded', async () => {
  const { onDemand, missing } = start(() => {
    throw new Error('not stored');
  });
  expect((await onDemand.fetch(piece)).status).toBe(415);
  expect((await onDemand.fetch('https://a/reel/0.m4s')).status).toBe(204);
  expect(missing).toEqual([new Error('not stored')]);
});
