import { describe, expect, it } from 'vitest';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import type { ReelInView, View } from '../../src/shared/messages.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { Moments } from './moments.ts';
import { RenditionChoices } from './rendition-choices.ts';

const base = 'https://eu.example/media/';
const origins = [
  { id: 'eu', url: base },
  { id: 'us', url: 'https://us.example/media/' },
];
const manifest = `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=270x480,CODECS="avc1.4d401e"
small/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=540x960,CODECS="avc1.4d401e"
large/index.m3u8
`;
const playlist = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2,
0.m4s
#EXTINF:2,
1.m4s
#EXT-X-ENDLIST
`;
const texts: Record<string, string> = {
  'a/main.m3u8': manifest,
  'a/small/index.m3u8': playlist,
  'a/large/index.m3u8': playlist,
};

const reel = (id: string): ReelInView => ({
  id,
  url: `${base}${id}/main.m3u8`,
  format: 'hls',
  poster: null,
  durationSeconds: 4,
  tags: [],
});

function bench(throughputBps: number) {
  const view: View = {
    type: 'view',
    viewerId: 'v',
    atMs: 0,
    visible: true,
    origins,
    reels: [reel('a')],
    currentIndex: 0,
    playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
    throughputBps,
    device: unknownDevice,
  };
  const seen = { view };
  const brought: string[] = [];
  const failures: string[] = [];
  const moments = new Moments({
    view: {
      get latest() {
        return seen.view;
      },
    },
    network: {
      identity: () => Promise.resolve({ origins, volatileParameters: [] }),
      readText: ({ key }: Resource) => {
        const text = texts[key.slice(base.length)];
        return text === undefined ? Promise.reject(new Error(`${key} is not there`)) : Promise.resolve(text);
      },
    },
    choices: new RenditionChoices({ read: () => Promise.resolve(undefined), write: () => Promise.resolve() }),
    cacheFiller: {
      ensureCached: ({ key }) => {
        brought.push(key.slice(base.length));
        return Promise.resolve();
      },
    },
    work: { timeoutMs: 1000 },
    monitor: {
      replicas: (known) =>
        known.map((origin) => ({
          ...origin,
          history: [{ atMs: 0, latencyMs: origin.id === 'us' ? 5 : 300, bandwidthMbps: 10, succeeded: true }],
          load: { activeTransfers: 0, maxTransfers: 6 },
          standing: 'good',
          requestedAtMs: 0,
        })),
    },
    log: { warn: (message) => failures.push(message) },
  });
  return { moments, seen, view, brought, failures };
}

describe('a moment of a reel', () => {
  it('is prefetched with its init segment, in the best rendition and from the best origin', async () => {
    const { moments, brought } = bench(4_000_000);
    expect(await moments.prefetch(reel('a'), 3)).toEqual({
      url: 'https://us.example/media/a/large/1.m4s',
      range: null,
      originId: 'us',
      rendition: { height: 960, bandwidthBps: 900_000, codecs: 'avc1.4d401e' },
      startSeconds: 2,
      durationSeconds: 2,
      reason: '960 lines from us: 4.0 Mbps available',
    });
    expect(brought).toEqual(['a/large/init.mp4', 'a/large/1.m4s']);
  });

  it('stays in the rendition of an earlier moment when the network changes', async () => {
    const { moments, seen, view } = bench(600_000);
    expect((await moments.prefetch(reel('a'), 0))?.rendition.height).toBe(480);
    seen.view = { ...view, throughputBps: 8_000_000 };
    expect(await moments.prefetch(reel('a'), 2)).toMatchObject({
      url: 'https://us.example/media/a/small/1.m4s',
      reason: '480 lines from us: the reel started in it',
    });
  });

  it('is null beyond the end of the reel, and for a reel that cannot be read', async () => {
    const { moments, brought, failures } = bench(4_000_000);
    expect(await moments.prefetch(reel('a'), 4)).toBeNull();
    expect(failures).toEqual([]);
    expect(await moments.prefetch(reel('gone'), 0)).toBeNull();
    expect(failures).toEqual([expect.stringContaining('"gone"')]);
    expect(brought).toEqual([]);
  });
});
