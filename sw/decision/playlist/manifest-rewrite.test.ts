import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adaptManifest } from './adapt-manifest.ts';
import {
  adaptationFor,
  hopelessLimitBps,
  isDecodable,
  playableRenditions,
  type RewriteConditions,
  rewriteKey,
} from './manifest-rewrite.ts';
import { parseManifest } from './parse-manifest.ts';

const url = 'https://a.example/reel/manifest.m3u8';
const none: RewriteConditions = { undecodableCodecs: [], maxHeight: null, hopelessAboveBps: null, first: null };

const text = [
  '#EXTM3U',
  ...[
    [400_000, 360, 'avc1.1,mp4a.40.2'],
    [700_000, 720, 'av01.0,opus'],
    [900_000, 960, 'avc1.2,mp4a.40.2'],
    [2_400_000, 1280, 'avc1.3,mp4a.40.2'],
    [6_000_000, 1920, 'avc1.4, mp4a.40.2'],
  ].flatMap(([bps, height, codecs]) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${bps},RESOLUTION=540x${height},CODECS="${codecs}"`,
    `${height}.m3u8`,
  ]),
].join('\n');

function heightsLeft(conditions: Partial<RewriteConditions>): (number | null)[] {
  const { renditions } = parseManifest(text, url);
  const adapted = adaptManifest(text, url, adaptationFor(renditions, { ...none, ...conditions }));
  return parseManifest(adapted, url).renditions.map(({ height }) => height);
}

describe('adaptationFor', () => {
  test('changes nothing without conditions', () => {
    expect(adaptManifest(text, url, adaptationFor(parseManifest(text, url).renditions, none))).toBe(text);
  });

  test('removes renditions with an undecodable codec', () => {
    expect(heightsLeft({ undecodableCodecs: ['opus', 'avc1.4'] })).toEqual([360, 960, 1280]);
    expect(heightsLeft({ undecodableCodecs: ['mp4a.40.2'] })).toEqual([720]);
  });

  test('removes all codecs of an undecodable family', () => {
    expect(heightsLeft({ undecodableCodecs: ['avc1'] })).toEqual([720]);
    expect(heightsLeft({ undecodableCodecs: ['avc'] })).toEqual([360, 720, 960, 1280, 1920]);
  });

  test('removes the chosen rendition only for its codec', () => {
    const first = 'https://a.example/reel/1920.m3u8';
    expect(heightsLeft({ first, maxHeight: 300, hopelessAboveBps: 500_000 })).toEqual([1920, 360]);
    expect(heightsLeft({ first, undecodableCodecs: ['avc1.4'] })).toEqual([360, 720, 960, 1280]);
  });

  test('removes renditions more than one step above the screen', () => {
    expect(heightsLeft({ maxHeight: 700 })).toEqual([360, 720]);
    expect(heightsLeft({ maxHeight: 700, undecodableCodecs: ['av01.0'] })).toEqual([360, 960]);
    expect(heightsLeft({ maxHeight: 3000 })).toEqual([360, 720, 960, 1280, 1920]);
  });

  test('removes renditions far beyond what the network carries', () => {
    expect(heightsLeft({ hopelessAboveBps: hopelessLimitBps(500_000) })).toEqual([360, 720, 960]);
  });

  test('puts the chosen one first', () => {
    expect(heightsLeft({ first: 'https://a.example/reel/960.m3u8', maxHeight: 960 })).toEqual([960, 360, 720]);
  });
});

test('the limit for hopeless renditions is three to six times the throughput', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e10 }), (throughputBps) => {
      const limit = hopelessLimitBps(throughputBps);
      expect(limit).toBeGreaterThanOrEqual(throughputBps * 3);
      expect(limit).toBeLessThan(throughputBps * 6.000001);
    }),
  );
});

describe('rewriteKey', () => {
  const conditions = fc.record({
    undecodableCodecs: fc.subarray(['av01.0', 'opus', 'hvc1.1']),
    maxHeight: fc.constantFrom(null, 960, 1920),
    hopelessAboveBps: fc.constantFrom(null, 2 ** 20),
    first: fc.constantFrom(null, 'https://a.example/1.m3u8'),
  });

  test('is equal only for equal conditions', () => {
    fc.assert(
      fc.property(conditions, conditions, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(rewriteKey(url, one) === rewriteKey(url, other)).toBe(same);
        expect(rewriteKey(`${url}2`, one)).not.toBe(rewriteKey(url, one));
      }),
    );
  });

  test('does not depend on the order of codecs', () => {
    const key = (undecodableCodecs: string[]) => rewriteKey(url, { ...none, undecodableCodecs });
    expect(key(['b', 'a', 'b'])).toBe(key(['a', 'b']));
  });
});

describe('playableRenditions', () => {
  const { renditions } = parseManifest(text, url);
  const heights = (conditions: Partial<RewriteConditions>) =>
    playableRenditions(renditions, { ...none, ...conditions }).map(({ height }) => height);

  test('returns the renditions that the rewrite leaves', () => {
    expect(heights({ maxHeight: 700, undecodableCodecs: ['av01'] })).toEqual([360, 960]);
  });

  test('returns all decodable renditions if the network carries none', () => {
    expect(heights({ hopelessAboveBps: 1, undecodableCodecs: ['av01'] })).toEqual([360, 960, 1280, 1920]);
  });

  test('returns all renditions if none is decodable, since the browser may know better', () => {
    expect(heights({ undecodableCodecs: ['av01', 'avc1'] })).toHaveLength(5);
  });
});

describe('isDecodable', () => {
  test('does not depend on the format of captions', () => {
    expect(isDecodable('avc1.4d401f,mp4a.40.2, wvtt', ['wvtt'])).toBe(true);
    expect(isDecodable('stpp.ttml.im1t,avc1.4d401f', ['avc1.4d401f', 'stpp'])).toBe(false);
  });

  test('assumes that a rendition without CODECS can be decoded', () => {
    expect(isDecodable(null, ['avc1'])).toBe(true);
    expect(isDecodable('', [])).toBe(true);
  });
});
