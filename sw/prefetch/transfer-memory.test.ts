import { expect, test } from 'vitest';
import { TransferMemory } from './transfer-memory.ts';

const body = { bytes: 250_000, transferMs: 1080, firstByteMs: 80 };

test('a few bodies show how fast the link is and how long a response takes to start', () => {
  const memory = new TransferMemory();
  for (let n = 0; n < 12; n += 1) memory.observe(`seg-${n}`, body, 1_500_000);
  const { bps, overheadSeconds } = memory.link(1_500_000);
  expect(bps).toBeGreaterThan(1_900_000);
  expect(bps).toBeLessThan(2_050_000);
  expect(overheadSeconds).toBeCloseTo(0.08);
});

test('before the first body the link has the assumed throughput', () => {
  expect(new TransferMemory().link(3_000_000).bps).toBeCloseTo(3_000_000);
});

test('the sizes of fetched resources are known, and the oldest one is forgotten', () => {
  const memory = new TransferMemory();
  for (let n = 0; n <= 5000; n += 1) memory.observe(`seg-${n}`, { ...body, bytes: n + 1 }, 1_500_000);
  expect(memory.bytesOf('seg-5000')).toBe(5001);
  expect(memory.bytesOf('seg-0')).toBeUndefined();
});
