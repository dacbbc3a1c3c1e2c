import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownNetwork, networkTiming } from './network-timing.ts';

const quick = { startMs: 1_000, firstMs: 1_002, endMs: 1_004 };
const headers = (values: Record<string, string>) => (name: string) => values[name] ?? null;
const known: KnownNetwork = { bps: 1_000_000, firstByteMs: 80, isRecent: (ageMs) => ageMs < 60_000 };

/** Time from the first to the last byte, from which hls.js computes a rate. */
const bodyMs = ({ firstMs, endMs }: { firstMs: number; endMs: number }) => endMs - firstMs;

describe('networkTiming', () => {
  it('gives a cached response the times that its bytes took on the network', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '100', 'x-nextreel-transfer-ms': '500' });
    expect(networkTiming(quick, 50_000, header, known)).toEqual({ startMs: 504, firstMs: 604, endMs: 1_004 });
  });

  it('times long-cached bytes at the estimated rate, so that they leave the estimate unchanged', () => {
    const header = headers({
      'x-nextreel-first-byte-ms': '5',
      'x-nextreel-transfer-ms': '10',
      'x-nextreel-age-ms': '60000',
    });
    expect(networkTiming(quick, 25_000, header, known)).toEqual({ startMs: 724, firstMs: 804, endMs: 1_004 });
  });

  it('times bytes from the browser cache at the estimated rate', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '5', 'x-nextreel-transfer-ms': '0.0' });
    expect(networkTiming(quick, 25_000, header, known)).toEqual({ startMs: 724, firstMs: 804, endMs: 1_004 });
  });

  it('uses the recorded times of long-cached bytes if there is no estimate', () => {
    const header = headers({
      'x-nextreel-first-byte-ms': '100',
      'x-nextreel-transfer-ms': '500',
      'x-nextreel-age-ms': '60000',
    });
    expect(networkTiming(quick, 25_000, header, { ...known, bps: null })).toMatchObject({ startMs: 504 });
  });

  it('times bytes that share the link with speculative transfers at the rate of the whole link', () => {
    const shared = { 'x-nextreel-first-byte-ms': '100', 'x-nextreel-spent-ms': '0.1' };
    const slowed = { startMs: 1_000, firstMs: 1_103, endMs: 1_900 };
    const corrected = (lineBps: string, bps: number | null) =>
      networkTiming(slowed, 25_000, headers({ ...shared, 'x-nextreel-line-bps': lineBps }), { ...known, bps });
    expect(corrected('500000', 4_000_000)).toEqual({ startMs: 1_420, firstMs: 1_500, endMs: 1_900 });
    expect(corrected('0', 1_000_000)).toEqual({ startMs: 1_620, firstMs: 1_700, endMs: 1_900 });
    expect(corrected('500000', null)).toEqual({ ...slowed, startMs: 1_003 });
  });

  it.each([
    ['some of them had arrived', '300', 1_003, { startMs: 703, firstMs: 803 }],
    ['the first of them had not arrived yet', '60', 1_043, { startMs: 943, firstMs: 1_043 }],
  ])('adds the time already spent on bytes in flight when %s', (_, spentMs, firstMs, corrected) => {
    const header = headers({ 'x-nextreel-first-byte-ms': '100', 'x-nextreel-spent-ms': spentMs });
    const joined = { startMs: 1_000, firstMs, endMs: 1_400 };
    expect(networkTiming(joined, 50_000, header, known)).toEqual({ ...corrected, endMs: 1_400 });
  });

  it('leaves out the time that the request of a cache miss took to reach the worker', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '100', 'x-nextreel-spent-ms': '0.1' });
    const missed = { startMs: 1_000, firstMs: 1_140, endMs: 1_400 };
    expect(networkTiming(missed, 50_000, header, known)).toEqual({ ...missed, startMs: 1_040 });
  });

  it('never counts more time than the player has waited', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '500', 'x-nextreel-spent-ms': '0' });
    const missed = { startMs: 1_000, firstMs: 1_140, endMs: 1_400 };
    expect(networkTiming(missed, 50_000, header, known)).toEqual(missed);
  });

  it('times the body from the request on for players that measure the rate from there', () => {
    const header = headers({ 'x-nextreel-first-byte-ms': '100', 'x-nextreel-line-bps': '1000000' });
    const countsAll = { ...known, firstByteMs: 0 };
    expect(networkTiming(quick, 25_000, header, countsAll)).toMatchObject({ startMs: 804, endMs: 1_004 });
  });

  it('keeps the times of a response without headers', () => {
    expect(networkTiming(quick, 50_000, () => null, known)).toBe(quick);
  });

  it.each(['', 'soon', '-5', 'Infinity'])('keeps the times of a response whose first-byte header is "%s"', (value) => {
    const header = headers({ 'x-nextreel-first-byte-ms': value, 'x-nextreel-transfer-ms': '500' });
    expect(networkTiming(quick, 50_000, header, known)).toBe(quick);
  });

  it('keeps the end and the order of the times, and never delays the first byte of a transfer in flight', () => {
    const ms = fc.double({ min: 0, max: 1e5, noNaN: true });
    const headerSets = fc.record(
      {
        'x-nextreel-first-byte-ms': ms.map(String),
        'x-nextreel-transfer-ms': ms.map(String),
        'x-nextreel-spent-ms': ms.map(String),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(headerSets, ms, ms, (values, waitMs, restMs) => {
        const timing = { startMs: 5_000, firstMs: 5_000 + waitMs, endMs: 5_000 + waitMs + restMs };
        const corrected = networkTiming(timing, 10_000, headers(values), known);
        expect(corrected.endMs).toBe(timing.endMs);
        expect(corrected.startMs).toBeLessThanOrEqual(corrected.firstMs);
        expect(bodyMs(corrected)).toBeGreaterThanOrEqual(0);
        if (values['x-nextreel-spent-ms'] !== undefined) expect(corrected.firstMs).toBeLessThanOrEqual(timing.firstMs);
      }),
    );
  });
});
