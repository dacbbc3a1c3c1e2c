import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { MediaComparison } from './media-comparison.ts';

const path = 'aurora/270x480/000.m4s';
const file = await readFile(new URL(`../../demo/media/${path}`, import.meta.url));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const urlOf = (place: string) => `http://localhost:1/${place}?token=x`;

it('received bytes are compared with the file, also for copies and ranges', async () => {
  const comparison = new MediaComparison();
  await comparison.compare(urlOf(path), null, sha256(file));
  await comparison.compare(urlOf(`copies/7/${path}`), 'bytes=2-9', sha256(file.subarray(2, 10)));
  await comparison.compare(urlOf('koi/video.mp4/nextreel/v1/0.m4s'), null, 'whatever');
  expect(comparison).toMatchObject({ compared: 2, comparedBytes: file.length + 8, converted: 1, mismatches: [] });
});

it('other bytes are wrong, and so is a response for which the origin has no file', async () => {
  const comparison = new MediaComparison();
  await comparison.compare(urlOf(path), 'bytes=2-9', sha256(file));
  await comparison.compare(urlOf('aurora/nothing.m4s'), null, sha256(file));
  expect(comparison.mismatches).toEqual([
    expect.stringContaining('bytes=2-9'),
    expect.stringContaining('is no file of the origin'),
  ]);
});
