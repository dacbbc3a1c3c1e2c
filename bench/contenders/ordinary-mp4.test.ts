import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boxesIn } from '../../sw/decision/mp4/boxes.ts';
import { readMovie } from '../../sw/decision/mp4/movie-reader.ts';
import { ladders, weighMedia } from '../weight/weighted-media.ts';
import { demoMedia, mediaRoot } from './contenders.ts';
import { writeMp4Copy } from './mp4-copies.ts';

test.each([
  ['as it is', demoMedia],
  ['at the weight of a real ladder', weighMedia(mediaRoot, ladders.mobile)],
])('a reel %s becomes a file with its index in front, which tells where each picture lies', async (_, media) => {
  const folder = await mkdtemp(join(tmpdir(), 'nextreel-mp4-'));
  const path = join(folder, 'tide.mp4');
  expect(await writeMp4Copy(media, 'tide/main.m3u8', path, 4_000_000)).toBe(true);
  const file = new Uint8Array(await readFile(path));
  await rm(folder, { recursive: true });

  expect(boxesIn(file).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
  const { tracks } = readMovie(file);
  expect(tracks.map(({ kind }) => kind)).toEqual(['video', 'audio']);
  const seconds = tracks.map(
    ({ samples, timescale }) => samples.reduce((sum, one) => sum + one.duration, 0) / timescale,
  );
  for (const length of seconds) expect(length).toBeCloseTo(14, 1);
  const [pictures] = tracks;
  expect(pictures?.samples[0]?.isSync).toBe(true);
  expect(pictures?.samples.filter(({ isSync }) => isSync).length).toBeLessThan(20);
  // An H.264 sample is a list of NAL units, each prefixed with its length: read at a wrong offset, the lengths do not
  // add up.
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (const { offset, sizeBytes } of pictures?.samples ?? []) {
    let at = offset;
    while (at < offset + sizeBytes) at += 4 + view.getUint32(at);
    expect(at).toBe(offset + sizeBytes);
  }
});
