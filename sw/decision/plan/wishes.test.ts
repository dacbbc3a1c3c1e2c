import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/shared/messages.ts';
import { unknownDevice } from '../../../src/shared/unknown-device.ts';
import { parsePlaylist } from '../playlist/parse-playlist.ts';
import { aheadOfPlayer, type Goal, type PlannableReel } from './goal.ts';
import { wishesFor } from './wishes.ts';

const reel = (id: string, poster: string | null = null) => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls' as const,
  poster,
  durationSeconds: 8,
  tags: [],
});

function planned(id: string): PlannableReel {
  const url = `https://a.example/${id}/index.m3u8`;
  const segments = [0, 1, 2, 3].map((number) => `#EXTINF:2,\n${number}.m4s`).join('\n');
  const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="init.mp4"\n${segments}\n#EXT-X-ENDLIST\n`;
  const outline = {
    manifest: null,
    rendition: null,
    tracks: [{ url, playlist: parsePlaylist(text, url) }],
    missing: [],
  };
  return { reel: reel(id), outline };
}

const goal = (reelId: string, seconds: number): Goal => ({ reelId, seconds, strategy: 'test', reason: 'why not' });
const reels = ['a', 'b'].map(planned);
const identity = { origins: [], volatileParameters: [] };
const filesOf = (goals: readonly Goal[]) =>
  wishesFor(goals, reels, identity).map(({ resource: { key } }) => key.replace('https://a.example/', ''));

function viewAt(positionSeconds: number, bufferAheadSeconds: number, bufferedToEnd = false): View {
  return {
    type: 'view',
    viewerId: 'v',
    atMs: 0,
    visible: true,
    origins: [],
    reels: [reel('a'), reel('b')],
    currentIndex: 0,
    playback: { positionSeconds, bufferAheadSeconds, bufferedToEnd, paused: false },
    throughputBps: null,
    device: unknownDevice,
  };
}

describe('the poster of a reel', () => {
  const rendition = {
    uri: 'https://a.example/a/index.m3u8',
    bandwidthBps: 1_000_000,
    averageBandwidthBps: null,
    codecs: null,
    frameRate: null,
    width: null,
    height: null,
    isHighRange: false,
    audioGroup: null,
    subtitlesGroup: null,
  };
  const { outline } = planned('a');
  const shown = [{ reel: reel('a', 'https://a.example/a.webp'), outline: { ...outline, rendition } }];
  const asked = (linkBps?: number) =>
    wishesFor([goal('a', 2)], shown, identity, linkBps).map(({ resource: { key } }) => key.replace(/^.*\//, ''));

  it('comes after the media when the link carries four times what the reel needs', () => {
    expect(asked(4_000_000)).toEqual(['init.mp4', '0.m4s', 'a.webp']);
    expect(asked()).toEqual(['init.mp4', '0.m4s', 'a.webp']);
  });

  it('is left out when the link carries less than four times what the reel needs', () => {
    expect(asked(3_900_000)).toEqual(['init.mp4', '0.m4s']);
  });
});

describe('the wishes of a goal', () => {
  it('are the initialisation section and the segments that cover its seconds', () => {
    expect(filesOf([goal('a', 3)])).toEqual(['a/init.mp4', 'a/0.m4s', 'a/1.m4s']);
  });

  it('leave out gaps and data: URLs, which cannot be fetched', () => {
    const url = 'https://a.example/c/index.m3u8';
    const text =
      '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="data:video/mp4;base64,AA=="\n#EXTINF:2,\ndata:,0\n' +
      '#EXT-X-GAP\n#EXTINF:2,\n1.m4s\n#EXTINF:2,\n2.m4s\n#EXT-X-ENDLIST';
    const tracks = [{ url, playlist: parsePlaylist(text, url) }];
    const outline = { manifest: null, rendition: null, tracks, missing: [] };
    const wishes = wishesFor([goal('c', 6)], [{ reel: reel('c'), outline }], identity);
    expect(wishes.map(({ resource }) => resource.key)).toEqual(['https://a.example/c/2.m4s']);
  });

  it('are in the order of the goals, each resource once', () => {
    expect(filesOf([goal('b', 1), goal('a', 1), goal('b', 3)])).toEqual([
      'b/init.mp4',
      'b/0.m4s',
      'a/init.mp4',
      'a/0.m4s',
      'b/1.m4s',
    ]);
  });

  it('leave out what the player of the current reel has buffered', () => {
    const goals = [goal('a', 8), goal('b', 1)];
    expect(filesOf(aheadOfPlayer(goals, viewAt(1, 3.5)))).toEqual([
      'a/init.mp4',
      'a/2.m4s',
      'a/3.m4s',
      'b/init.mp4',
      'b/0.m4s',
    ]);
    expect(filesOf(aheadOfPlayer(goals, viewAt(5, 3, true)))).toEqual(['b/init.mp4', 'b/0.m4s']);
    expect(filesOf(aheadOfPlayer([goal('a', 2)], viewAt(1, 3.5)))).toEqual([]);
  });
});
