import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OriginHistory } from '../origin/origin-score.ts';
import type { Standing } from '../origin/replica-order.ts';
import { parsePlaylist } from '../playlist/parse-playlist.ts';
import { type ClientState, selectFragment } from './select-fragment.ts';

const client: ClientState = {
  throughputBps: 4_000_000,
  screenHeightPx: 1280,
  cpuLoad: 0.2,
  saveData: false,
  canDecode: () => true,
};

const heights = [426, 854, 1280];
const bandwidths = [400_000, 1_200_000, 3_000_000];

function renditionsAt(base: string) {
  return heights.map((height, index) => {
    const segments = ['0.5', '0.5', '2', '2'].map((seconds, i) => `#EXTINF:${seconds},\ns${i}.m4s`).join('\n');
    const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${segments}\n#EXT-X-ENDLIST\n`;
    return {
      rendition: { height, bandwidthBps: bandwidths[index] ?? 0, codecs: index === 2 ? 'av01' : 'avc1' },
      playlist: parsePlaylist(text, `${base}reel/${height}/index.m3u8`),
    };
  });
}

const measured = (bandwidthMbps: number, latencyMs = 20): OriginHistory => [
  { atMs: 0, latencyMs, bandwidthMbps, succeeded: true },
];
const originAt = (id: string, history: OriginHistory, activeTransfers = 0, standing: Standing = 'good') => ({
  id,
  url: `https://${id}.example/media/`,
  history,
  load: { activeTransfers, maxTransfers: 4 },
  standing,
  requestedAtMs: 0,
});
function reelAt(base: string) {
  const reel = renditionsAt(base);
  return {
    renditions: reel.map(({ rendition }) => rendition),
    begun: undefined,
    playlistOf: (rendition: unknown) => reel.find((one) => one.rendition === rendition)?.playlist,
  };
}
const source = {
  ...reelAt('https://a.example/media/'),
  origins: [originAt('a', measured(10)), originAt('b', measured(20))],
};
const select = (change: Partial<ClientState>, timeSeconds = 0) =>
  selectFragment({ ...client, ...change }, timeSeconds, source);

describe('the fragment for a client at a given time', () => {
  it('is the best rendition from the best origin', () => {
    expect(select({})).toMatchObject({
      url: 'https://b.example/media/reel/1280/s0.m4s',
      originId: 'b',
      rendition: { height: 1280 },
      reason: '1280 lines from b: 4.0 Mbps available',
    });
  });

  it.each([
    [0, 's0.m4s'],
    [0.49, 's0.m4s'],
    [0.5, 's1.m4s'],
    [1, 's2.m4s'],
    [4.99, 's3.m4s'],
  ])('at %d s is %s', (timeSeconds, name) => {
    expect(select({}, timeSeconds)?.url).toBe(`https://b.example/media/reel/1280/${name}`);
  });

  it('is none after the end of the reel', () => {
    expect(select({}, 5)).toBeUndefined();
  });

  it('is none when the client can decode no rendition', () => {
    expect(select({ canDecode: () => false })).toBeUndefined();
  });

  it.each<[string, Partial<ClientState>, number]>([
    ['the network is slow', { throughputBps: 1_000_000 }, 426],
    ['the codec cannot be decoded', { canDecode: ({ codecs }) => codecs !== 'av01' }, 854],
    ['the screen is small', { screenHeightPx: 700 }, 854],
    ['the processor is busy', { cpuLoad: 0.95 }, 854],
    ['the viewer saves data', { saveData: true }, 854],
  ])('fits the client when %s', (_, change, height) => {
    expect(select(change)?.rendition.height).toBe(height);
  });

  it('stays in the rendition that the reel is begun in, unless the client cannot decode it', () => {
    const begun = { ...source, begun: source.renditions[0] };
    expect(selectFragment(client, 0, begun)).toMatchObject({
      rendition: { height: 426 },
      reason: '426 lines from b: the reel started in it',
    });
    const noAvc = { ...client, canDecode: ({ codecs }: { codecs: string | null }) => codecs !== 'avc1' };
    expect(selectFragment(noAvc, 0, begun)?.rendition.height).toBe(1280);
  });

  it('comes from another origin when the best one has failed', () => {
    const failing = { ...source, origins: [originAt('a', measured(10)), originAt('b', measured(20), 0, 'open')] };
    expect(selectFragment(client, 0, failing)?.originId).toBe('a');
  });

  it('comes from another origin while the best one has no free connection', () => {
    const busy = { ...source, origins: [originAt('a', measured(10)), originAt('b', measured(20), 4)] };
    expect(selectFragment(client, 0, busy)?.originId).toBe('a');
  });

  it('keeps its URL if that belongs to no known origin', () => {
    const elsewhere = { ...source, ...reelAt('https://other.example/') };
    expect(selectFragment(client, 0, elsewhere)).toMatchObject({
      url: 'https://other.example/reel/1280/s0.m4s',
      originId: null,
    });
  });

  it('is the same for equal arguments, and never in a higher rendition on a slower network', () => {
    const rate = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(rate, rate, fc.double({ min: 0, max: 4.9, noNaN: true }), (a, b, timeSeconds) => {
        const slow = select({ throughputBps: Math.min(a, b) }, timeSeconds);
        const fast = select({ throughputBps: Math.max(a, b) }, timeSeconds);
        expect(slow?.rendition.height ?? 0).toBeLessThanOrEqual(fast?.rendition.height ?? 0);
        expect(select({ throughputBps: Math.min(a, b) }, timeSeconds)).toEqual(slow);
      }),
    );
  });
});
