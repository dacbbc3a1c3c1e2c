import { describe, expect, test } from 'vitest';
import type { View } from '../../../src/shared/messages.ts';
import { unknownDevice } from '../../../src/shared/unknown-device.ts';
import { parseManifest } from '../playlist/parse-manifest.ts';
import { parsePlaylist } from '../playlist/parse-playlist.ts';
import {
  ladderOf,
  adaptiveGoals,
  adaptiveRendition,
  type AdaptiveFacts,
  isTooHeavy,
  planningFactsOf,
  wholeLadder,
} from './adaptive-goals.ts';
import { createWatchTime } from './adaptive/watch-time.ts';
import type { PlannableReel } from './goal.ts';

const base = 'https://a.example/';
const manifest = parseManifest(
  [
    '#EXTM3U',
    ...[400, 800, 1600].flatMap((k) => [`#EXT-X-STREAM-INF:BANDWIDTH=${k}000,CODECS="avc1.64001f"`, `${k}.m3u8`]),
  ].join('\n'),
  `${base}main.m3u8`,
);

function reelInView(id: string): View['reels'][number] {
  return { id, url: `${base}${id}/main.m3u8`, format: 'hls', poster: null, durationSeconds: 12, tags: [] };
}

function outlined(id: string, count = 12): PlannableReel {
  const url = `${base}${id}/v.m3u8`;
  const segments = Array.from({ length: count }, (_, index) => `#EXTINF:1,\n${index}.m4s`).join('\n');
  const playlist = parsePlaylist(`#EXTM3U\n#EXT-X-TARGETDURATION:1\n${segments}\n#EXT-X-ENDLIST`, url);
  const rendition = manifest.renditions[1] ?? null;
  return { reel: reelInView(id), outline: { manifest, rendition, tracks: [{ url, playlist }], missing: [] } };
}

const ids = ['x', 'a', 'b', 'c', 'd'];

function facts(change: Partial<AdaptiveFacts> = {}): AdaptiveFacts {
  const playback = { positionSeconds: 1, bufferAheadSeconds: 11, bufferedToEnd: true, paused: false };
  return {
    view: {
      type: 'view',
      viewerId: 'v',
      atMs: 0,
      visible: true,
      origins: [],
      reels: ids.map(reelInView),
      currentIndex: 1,
      playback,
      throughputBps: 4_000_000,
      device: unknownDevice,
    },
    direction: 1,
    identity: { origins: [], volatileParameters: [] },
    has: () => false,
    bytesOf: () => undefined,
    link: { bps: 4_000_000, spread: 0.4, overheadSeconds: 0.1 },
    watchTime: createWatchTime(0),
    setting: { hour: 20, region: '' },
    nowMs: 0,
    ...change,
  };
}

const reels = ids.map((id) => outlined(id));

describe('adaptive goals', () => {
  test('consider only a limited part of a film, however long it is and wherever the viewer is in it', () => {
    const asked = (segments: number, positionSeconds: number) => {
      const some = reels.map(({ reel }) => outlined(reel.id, segments));
      const playback = { positionSeconds, bufferAheadSeconds: 20, bufferedToEnd: false, paused: false };
      let questions = 0;
      const has = () => (questions += 1) === 0;
      const { goals } = adaptiveGoals(some, facts({ has, view: { ...facts().view, playback } }));
      expect(goals.some(({ reelId }) => reelId === 'b')).toBe(true);
      return questions;
    };
    expect(asked(10_000, 5000)).toBe(asked(1000, 500));
    expect(asked(10_000, 5000)).toBeLessThan(2000);
  });

  test('fetch the beginnings of the reels ahead, nearest first, and give a reason', () => {
    const { goals } = adaptiveGoals(reels, facts());
    const firsts = [...new Set(goals.map(({ reelId }) => reelId))];
    expect(firsts.slice(0, 2)).toEqual(['b', 'c']);
    expect(goals[0]?.reason).toMatch(/likely to be watched/);
  });

  test('leave the playing reel to its player', () => {
    const playback = { positionSeconds: 0, bufferAheadSeconds: 1, bufferedToEnd: false, paused: false };
    const { goals } = adaptiveGoals(reels, facts({ view: { ...facts().view, playback } }));
    expect(goals.every(({ reelId }) => reelId !== 'a')).toBe(true);
  });

  test('are for the reels before the current one when the viewer swipes back', () => {
    const { goals } = adaptiveGoals(reels, facts({ direction: -1 }));
    expect(goals[0]?.reelId).toBe('x');
    expect(goals.some(({ reelId }) => reelId === 'b')).toBe(false);
  });

  test('are empty, with a reason, when everything likely to be watched is cached', () => {
    const { goals, rest } = adaptiveGoals(reels, facts({ has: () => true }));
    expect(goals).toEqual([]);
    expect(rest).toMatch(/nothing more/);
  });

  test('include a reel whose playlists are not known yet', () => {
    const [x, a, , c, d] = reels;
    const unknown = { manifest: null, rendition: null, tracks: [], missing: [`${base}b/main.m3u8`] };
    const some = [x, a, { reel: reelInView('b'), outline: unknown }, c, d].filter((reel) => reel !== undefined);
    expect(adaptiveGoals(some, facts()).goals.some(({ reelId }) => reelId === 'b')).toBe(true);
  });
});

test('a reel without a manifest gets its segment sizes from byte ranges, EXT-X-BITRATE and past transfers', () => {
  const segments = ['#EXT-X-BYTERANGE:70000@0\nv.mp4', '#EXT-X-BITRATE:400\nb.m4s', '#EXT-X-BITRATE:0\nc.m4s', 'd.m4s'];
  const lines = segments.map((segment) => `#EXTINF:1,\n${segment}`).join('\n');
  const url = `${base}b/v.m3u8`;
  const playlist = parsePlaylist(`#EXTM3U\n#EXT-X-TARGETDURATION:1\n${lines}\n#EXT-X-ENDLIST`, url);
  const [x, a] = reels;
  const bare = { manifest: null, rendition: null, tracks: [{ url, playlist }], missing: [] };
  const some = [x, a, { reel: reelInView('b'), outline: bare }].filter((reel) => reel !== undefined);
  const bytesOf = (key: string) => (key === `${base}b/c.m4s` ? 60_000 : undefined);
  const [next] = planningFactsOf(some, facts({ bytesOf }), wholeLadder)?.coming ?? [];
  // The last size is estimated from the known ones, about half a megabit each; by default it would be twice as much.
  expect(next?.segmentBytes?.[0]).toEqual([70_000, 50_000, 60_000, expect.closeTo(76_000, -3.5)]);
});

describe('the rendition of a reel that is not begun yet', () => {
  test('is higher on a faster network', () => {
    const bpsAt = (bps: number) => {
      const link = { bps, spread: 0.3, overheadSeconds: 0.05 };
      return adaptiveRendition('b', manifest, reels, facts({ link }))?.bandwidthBps;
    };
    expect(bpsAt(20_000_000)).toBe(1_600_000);
    expect(bpsAt(300_000) ?? 400_000).toBe(400_000);
  });
});

test('a rendition is too heavy if the link does not sustain it and a lower one exists, in whatever codec it is', () => {
  const variants = [
    ['400000', 'avc1.64001f'],
    ['800000', 'avc1.64001f'],
    ['1600000', 'hvc1.1.6.L93.B0'],
  ];
  const lines = variants.map(([bps, codec], at) => `#EXT-X-STREAM-INF:BANDWIDTH=${bps},CODECS="${codec}"\n${at}.m3u8`);
  const mixed = parseManifest(['#EXTM3U', ...lines].join('\n'), `${base}main.m3u8`);
  const areTooHeavy = (bps: number) =>
    mixed.renditions.map((rendition) =>
      isTooHeavy({ manifest: mixed, rendition, tracks: [], missing: [] }, { bps, spread: 0, overheadSeconds: 0 }),
    );
  expect(areTooHeavy(2_000_000)).toEqual([false, false, false]);
  expect(areTooHeavy(1_000_000)).toEqual([false, false, true]);
  expect(areTooHeavy(100_000)).toEqual([false, true, true]);
});

test('the ladder of a reel has only renditions with a picture, whatever is listed first and in whatever order', () => {
  const text = [
    '#EXTM3U',
    '#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.5"\naudio.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=416x234,CODECS="mp4a.40.2, avc1.42c015"\nlow.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=3000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"\nhigh.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720,CODECS="hvc1.1.6,mp4a.40.2"\nhevc.m3u8',
  ].join('\n');
  const names = (listed: string) =>
    ladderOf(parseManifest(listed, 'https://a.example/r/main.m3u8')).map(({ uri }) => uri.replace(/.*\//, ''));
  expect(names(text)).toEqual(['low.m3u8', 'high.m3u8']);
  expect(names(text.split('\n').slice(0, 3).join('\n'))).toEqual(['audio.m3u8']);
});
