import { expect, test } from 'vitest';
import { followingSegment } from './following-segment.ts';

const base = 'https://media.example/reel';
const fragments = [0, 1, 2].map((sn) => ({ sn, url: `${base}/${sn}.m4s` }));
const hls = {
  levels: [{ details: { live: false, fragments } }, {}],
  nextLoadLevel: 0,
  config: { maxBufferLength: 10 },
};
const first = { level: 0, sn: 0, end: 2 };

test('a segment is followed by the next one of its rendition', () => {
  expect(followingSegment(hls, first, 0)).toEqual({ url: `${base}/1.m4s`, range: null });
});

test('a byte range is requested in the same form as hls.js requests it', () => {
  const ranges = fragments.map((one) => ({ ...one, byteRangeStartOffset: 100, byteRangeEndOffset: 200 }));
  const ranged = { ...hls, levels: [{ details: { live: false, fragments: ranges } }] };
  expect(followingSegment(ranged, first, 0)?.range).toBe('bytes=100-199');
});

test('nothing follows at the end, in a full buffer, before a gap, at a rendition switch or in a live stream', () => {
  expect(followingSegment(hls, { level: 0, sn: 2, end: 6 }, 0)).toBeNull();
  expect(followingSegment(hls, { ...first, end: 12 }, 2)).toBeNull();
  expect(followingSegment({ ...hls, nextLoadLevel: 1 }, first, 0)).toBeNull();
  const withGap = fragments.map((one) => ({ ...one, gap: true }));
  expect(followingSegment({ ...hls, levels: [{ details: { live: false, fragments: withGap } }] }, first, 0)).toBeNull();
  expect(followingSegment({ ...hls, levels: [{ details: { live: true, fragments } }] }, first, 0)).toBeNull();
});

test('a segment inlined in the playlist as a data URL is not requested', () => {
  const inline = fragments.map((one) => ({ ...one, url: 'data:video/mp4;base64,AAAA' }));
  expect(followingSegment({ ...hls, levels: [{ details: { live: false, fragments: inline } }] }, first, 0)).toBeNull();
});
