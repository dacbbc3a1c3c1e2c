import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findBoxes } from '../../demo/make-media/boxes.ts';
import { readStaticFile } from '../../demo/static-files.ts';
import { parseManifest } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';
import { type Ladder, ladders, weighMedia } from './weighted-media.ts';

const root = fileURLToPath(new URL('../../demo/media', import.meta.url));
const base = 'http://media/';

async function weightOf(reelId: string, ladder: Ladder) {
  const read = weighMedia(root, ladder);
  const body = async (url: string) => (await read(new URL(url).pathname))?.body ?? Buffer.alloc(0);
  const url = `${base}${reelId}/main.m3u8`;
  const { renditions } = parseManifest((await body(url)).toString(), url);
  return Promise.all(
    renditions.map(async (rendition) => {
      const playlist = parsePlaylist((await body(rendition.uri)).toString(), rendition.uri);
      const sizes = await Promise.all(playlist.segments.map(async ({ uri }) => (await body(uri)).length));
      const rates = sizes.map((bytes, index) => (8 * bytes) / (playlist.segments[index]?.durationSeconds ?? 0));
      const bps = (8 * sizes.reduce((sum, bytes) => sum + bytes, 0)) / playlist.totalSeconds;
      return { rendition, bps, peakBps: Math.max(...rates) };
    }),
  );
}

test.each(Object.entries(ladders))(
  'the demo weighs what the %s ladder says, and its manifests say so',
  async (_, ladder) => {
    for (const reelId of ['aurora', 'kaleidoscope']) {
      const weights = await weightOf(reelId, ladder);
      for (const { rendition, bps, peakBps } of weights) {
        const rank = [480, 640, 960].indexOf(rendition.height ?? 0);
        expect(bps / (ladder[rank] ?? 0)).toBeCloseTo(1, 2);
        expect(Math.abs((rendition.averageBandwidthBps ?? 0) - bps)).toBeLessThan(2);
        expect(Math.abs(rendition.bandwidthBps - peakBps)).toBeLessThan(2);
      }
    }
  },
);

test('a weighted segment is the original one followed by an empty box', async () => {
  const path = '/aurora/540x960/004.m4s';
  const light = await readStaticFile(root, path);
  const heavy = await weighMedia(root, ladders.mobile)(path);
  const length = light?.body.length ?? 0;
  expect(light?.body.equals(heavy?.body.subarray(0, length) ?? Buffer.alloc(0))).toBe(true);
  const added = heavy?.body.subarray(length) ?? Buffer.alloc(0);
  expect(added.length).toBeGreaterThan(length);
  expect(findBoxes(added, 'free')).toHaveLength(1);
  expect(heavy?.etag).not.toBe(light?.etag);
});

test('files that cannot be padded are served unchanged', async () => {
  const read = weighMedia(root, ladders.broadband);
  for (const path of ['/koi/main.m3u8', '/koi/540x960/media.mp4', '/balloons/video.mp4', '/aurora/540x960/init.mp4']) {
    const served = await read(path);
    const file = await readStaticFile(root, path);
    expect(served?.etag).toBe(file?.etag);
    expect(served?.body.length).toBe(file?.body.length);
  }
});
