import { describe, expect, it } from 'vitest';
import { honestTiming } from './honest-timing.ts';

const cached = { startMs: 1_000, firstMs: 1_002, endMs: 1_004 };
const headers = (values: Record<string, string>) => (name: string) => values[name] ?? null;

describe('honestTiming', () => {
  it('moves a cached response back to the times that its bytes took', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '100', 'x-nextreel-transfer-ms': '500' });
    expect(honestTiming(cached, header)).toEqual({ startMs: 504, firstMs: 604, endMs: 1_004 });
  });

  it('leaves the times of a response that says nothing', () => {
    expect(honestTiming(cached, () => null)).toBe(cached);
  });

  it.each(['', 'soon', '-5', 'Infinity'])('leaves the times of a response that says "%s"', (value) => {
    const header = headers({ 'x-nextreel-first-byte-ms': value, 'x-nextreel-transfer-ms': '500' });
    expect(honestTiming(cached, header)).toBe(cached);
  });

  it('never puts the first byte behind the last', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '80', 'x-nextreel-transfer-ms': '20' });
    const { firstMs, endMs } = honestTiming(cached, header);
    expect(firstMs).toBeLessThanOrEqual(endMs);
  });
});
