import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type ReadMedia, readStaticFile } from '../../demo/static-files.ts';
import { estimateSegmentBytes } from '../../sw/decision/plan/adaptive/segment-sizes.ts';
import { ladderOf } from '../../sw/decision/plan/adaptive-goals.ts';
import { isManifest, parseManifest, type Rendition } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';
import { readRecorded } from '../simulator/recorded.ts';
import { spreadOf } from '../store/statistics.ts';
import { ladders, weighMedia } from './weighted-media.ts';

const root = fileURLToPath(new URL('../../demo/media', import.meta.url));

/** A reel's ladder, and the sizes of its segments: [rendition][segment]. */
type Weighed = {
  readonly renditions: readonly Pick<Rendition, 'bandwidthBps' | 'averageBandwidthBps'>[];
  readonly seconds: readonly number[];
  readonly bytes: readonly (readonly number[])[];
};

async function demoReels(read: ReadMedia): Promise<Weighed[]> {
  const reels = await Promise.all(
    (await readdir(root)).map(async (id) => {
      const body = async (url: string) => (await read(new URL(url).pathname))?.body ?? Buffer.alloc(0);
      const url = `http://media/${id}/main.m3u8`;
      const text = (await body(url)).toString();
      if (!isManifest(text)) return [];
      const renditions = ladderOf(parseManifest(text, url));
      const playlists = await Promise.all(
        renditions.map(async ({ uri }) => parsePlaylist((await body(uri)).toString(), uri).segments),
      );
      // Byte ranges state the sizes, so there is nothing to estimate.
      if (playlists.flat().some(({ range }) => range !== null)) return [];
      const bytes = await Promise.all(
        playlists.map((segments) => Promise.all(segments.map(async ({ uri }) => (await body(uri)).length))),
      );
      return [{ renditions, seconds: (playlists[0] ?? []).map(({ durationSeconds }) => durationSeconds), bytes }];
    }),
  );
  return reels.flat();
}

/** Returns the relative error of each segment's expected size, given the sizes of the segments before it. */
function errorsOf({ renditions, seconds, bytes }: Weighed): number[] {
  return renditions.flatMap((_, chosen) =>
    seconds.map((_seconds, next) => {
      const isHere = (rendition: number, segment: number) => rendition === chosen && segment < next;
      const facts = renditions.map(({ bandwidthBps, averageBandwidthBps }, rendition) => ({
        bandwidthBps,
        averageBandwidthBps,
        knownBytes: seconds.map((_one, at) => (isHere(rendition, at) ? (bytes[rendition]?.[at] ?? null) : null)),
        bitrateBps: seconds.map(() => null),
      }));
      const expected = estimateSegmentBytes(facts, seconds)[chosen]?.[next] ?? 0;
      return Math.abs(expected / (bytes[chosen]?.[next] ?? 0) - 1);
    }),
  );
}

function withPeaksAlone(reel: Weighed): Weighed {
  return { ...reel, renditions: reel.renditions.map((one) => ({ ...one, averageBandwidthBps: null })) };
}

const readings = {
  'as it is': (path: string) => readStaticFile(root, path),
  ...Object.fromEntries(Object.entries(ladders).map(([name, ladder]) => [`as ${name}`, weighMedia(root, ladder)])),
} satisfies Record<string, ReadMedia>;

test.each(Object.entries(readings))(
  'half of the segments of the demo (%s) weigh within a tenth of what was expected',
  async (_, read) => {
    const reels = await demoReels(read);
    expect(reels.length).toBeGreaterThan(5);
    expect(spreadOf(reels.flatMap(errorsOf)).median).toBeLessThan(0.1);
    // The sizes seen so far must make up for a manifest that states only peaks.
    expect(spreadOf(reels.map(withPeaksAlone).flatMap(errorsOf)).median).toBeLessThan(0.1);
  },
);

const recorded = readRecorded();

test.skipIf(recorded === undefined)('half of recorded segments are within a tenth of their expected size', () => {
  const errors = (recorded?.videos ?? []).flatMap(({ chunkMs, kbps, sizes }) =>
    errorsOf({
      renditions: kbps.map((rate) => ({ bandwidthBps: 1000 * rate, averageBandwidthBps: 1000 * rate })),
      seconds: (sizes[0] ?? []).map(() => chunkMs / 1000),
      bytes: sizes,
    }),
  );
  expect(spreadOf(errors).median).toBeLessThan(0.1);
});
