import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatBps,
  formatBytes,
  formatCount,
  formatMs,
  formatName,
  formatSeconds,
  formatShare,
} from './format.ts';

describe('formatted figures', () => {
  it('are a dash while they are unknown', () => {
    const formats = [formatCount, formatShare, formatSeconds, formatMs, formatBps, formatBytes, formatAge];
    for (const format of formats) {
      expect([null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map(format)).toEqual(['–', '–', '–', '–']);
    }
  });

  it('use the unit in which they have few digits', () => {
    expect([0, 999, 1000, 99_949, 999_499, 999_500, 1_500_000, 2.5e9, 7e15].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 KB',
      '99.9 KB',
      '999 KB',
      '1.0 MB',
      '1.5 MB',
      '2.5 GB',
      '7,000 TB',
    ]);
    expect([800_000, 999_499, 999_500, 4_630_000].map(formatBps)).toEqual([
      '800 kbit/s',
      '999 kbit/s',
      '1.0 Mbit/s',
      '4.6 Mbit/s',
    ]);
    expect([0.4, 9999, 10_000].map(formatMs)).toEqual(['0 ms', '9,999 ms', '10.0 s']);
    expect([-500, 59_000, 60_000, 7_200_000].map(formatAge)).toEqual(['0 s ago', '59 s ago', '1 min ago', '2 h ago']);
  });

  it('turn names of the API into readable words', () => {
    expect(formatName('fast_scroller')).toBe('Fast scroller');
    expect(formatName('')).toBe('');
  });
});
