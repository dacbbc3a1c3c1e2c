import { expect, test } from 'vitest';
import { estimateSegmentBytes, type RenditionSizes } from './segment-sizes.ts';

const seconds = [2, 2, 2];
const nothing = [null, null, null];

function rendition(change: Partial<RenditionSizes> = {}): RenditionSizes {
  return { bandwidthBps: 800_000, averageBandwidthBps: 600_000, knownBytes: nothing, bitrateBps: nothing, ...change };
}

test('a size known from a byte range or an earlier transfer is used unchanged', () => {
  const [sizes] = estimateSegmentBytes([rendition({ knownBytes: [111_111, null, 222_222] })], seconds);
  expect([sizes?.[0], sizes?.[2]]).toEqual([111_111, 222_222]);
});

test('EXT-X-BITRATE gives the size of a segment that is otherwise unknown', () => {
  const [sizes] = estimateSegmentBytes([rendition({ bitrateBps: [400_000, null, null] })], seconds);
  expect(sizes?.[0]).toBe(100_000);
});

test('a size known in one rendition is scaled to another by their average bandwidths', () => {
  const low = rendition({ knownBytes: [90_000, 180_000, 90_000], averageBandwidthBps: 480_000 });
  const high = rendition({ bandwidthBps: 1_600_000, averageBandwidthBps: 960_000 });
  const [, sizes = []] = estimateSegmentBytes([low, high], seconds);
  expect((sizes[1] ?? 0) / (sizes[0] ?? 1)).toBeCloseTo(2);
  expect(sizes[1]).toBeGreaterThan(340_000);
  expect(sizes[1]).toBeLessThan(380_000);
});

test('segments that were larger than announced raise the estimate for the coming ones', () => {
  const [fresh] = estimateSegmentBytes([rendition()], seconds);
  const [learned] = estimateSegmentBytes([rendition({ knownBytes: [300_000, 300_000, null] })], seconds);
  expect(fresh?.[2]).toBe(150_000);
  expect(learned?.[2]).toBeGreaterThan(220_000);
});

test('without an average bandwidth, three quarters of the peak are expected', () => {
  const [sizes] = estimateSegmentBytes([rendition({ averageBandwidthBps: null })], seconds);
  expect(sizes?.[0]).toBe(150_000);
});

test('a manifest without bandwidths gives sizes of 0, never NaN', () => {
  const [sizes] = estimateSegmentBytes([rendition({ bandwidthBps: 0, averageBandwidthBps: null })], seconds);
  expect(sizes).toEqual([0, 0, 0]);
});
