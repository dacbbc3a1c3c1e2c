import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/shared/device.ts';
import type { View } from '../../../src/shared/messages.ts';
import { unknownDevice } from '../../../src/shared/unknown-device.ts';
import { cautiousBps, clientOf, rewriteConditions } from './client-state.ts';
import { selectRendition } from './select-fragment.ts';

const url = 'https://a.example/r/main.m3u8';

function view(throughputBps: number | null, device: Partial<Device> = {}, durationSeconds = 30): View {
  return {
    type: 'view',
    viewerId: 'v',
    atMs: 0,
    visible: true,
    origins: [],
    reels: [{ id: 'r', url, format: 'hls', poster: null, durationSeconds, tags: [] }],
    currentIndex: 0,
    playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
    throughputBps,
    device: { ...unknownDevice, ...device },
  };
}

const screen = { widthPx: 390, heightPx: 844 };
const ladder = [
  { bandwidthBps: 200_000, height: 480, codecs: 'avc1.1,mp4a.40.2' },
  { bandwidthBps: 420_000, height: 640, codecs: 'avc1.1,mp4a.40.2' },
  { bandwidthBps: 850_000, height: 960, codecs: 'avc1.1,mp4a.40.2' },
  { bandwidthBps: 900_000, height: 960, codecs: 'vp09.00,opus' },
];
const heightChosen = (seen: View | undefined) => {
  const rendition = selectRendition(clientOf(seen), ladder)?.rendition;
  return [rendition?.height, rendition?.codecs?.slice(0, 4)];
};

describe('the rendition of a reel', () => {
  it('assumes a cautious throughput and codecs that every device decodes until the page has reported a view', () => {
    expect(clientOf(undefined)).toMatchObject({ throughputBps: cautiousBps, screenHeightPx: null });
    expect(heightChosen(undefined)).toEqual([960, 'avc1']);
  });

  it('is the highest that the screen and the network allow', () => {
    expect(heightChosen(view(400_000, { screen }))).toEqual([480, 'avc1']);
    expect(heightChosen(view(4_000_000, { screen }))).toEqual([960, 'vp09']);
  });

  it('is one that the device can decode', () => {
    expect(heightChosen(view(4_000_000, { screen, undecodableCodecs: ['vp09'] }))).toEqual([960, 'avc1']);
  });

  it('is lower on an overloaded device and for a viewer who saves data', () => {
    const connection = { ...unknownDevice.connection, saveData: true };
    expect(heightChosen(view(4_000_000, { screen, cpuLoad: 0.97 }))).toEqual([480, 'avc1']);
    expect(heightChosen(view(4_000_000, { screen, connection }))).toEqual([480, 'avc1']);
  });
});

describe('the conditions for rewriting a manifest', () => {
  it('are empty until the page has reported something', () => {
    expect(rewriteConditions(undefined, url)).toEqual({
      undecodableCodecs: [],
      maxHeight: null,
      hopelessAboveBps: null,
    });
    expect(rewriteConditions(view(null), url)).toEqual({
      undecodableCodecs: [],
      maxHeight: null,
      hopelessAboveBps: null,
    });
  });

  it('hold the longer screen side, undecodable codecs and a coarse bandwidth limit', () => {
    const wide = { widthPx: 1280, heightPx: 720 };
    const found = rewriteConditions(view(1_000_000, { screen: wide, undecodableCodecs: ['hvc1'] }), url);
    expect(found).toEqual({ undecodableCodecs: ['hvc1'], maxHeight: 1280, hopelessAboveBps: 2 ** 22 });
    expect(rewriteConditions(view(1_300_000), url).hopelessAboveBps).toBe(2 ** 22);
  });

  it('remove nothing for its bitrate from a reel of more than three minutes, since it may outlast a slow link', () => {
    const limitFor = (durationSeconds: number) =>
      rewriteConditions(view(1_000_000, {}, durationSeconds), url).hopelessAboveBps;
    expect([0, 180, 181].map(limitFor)).toEqual([2 ** 22, 2 ** 22, null]);
  });
});
