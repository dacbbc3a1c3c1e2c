import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxRetentionSeconds, readRetention } from './retention.ts';

test('a curve that falls from 1 is accepted unchanged', () => {
  expect(readRetention([1, 0.8, 0.8, 0.3])).toEqual({ retention: [1, 0.8, 0.8, 0.3], warning: undefined });
});

test('a missing curve adds no warning', () => {
  for (const nothing of [undefined, null])
    expect(readRetention(nothing)).toEqual({ retention: undefined, warning: undefined });
});

test('a curve that rises or leaves the range from 0 to 1 is corrected with a warning', () => {
  const { retention, warning } = readRetention([1.4, 0.5, 0.9, -1]);
  expect(retention).toEqual([1, 0.5, 0.5, 0]);
  expect(warning).toMatch(/never rise/);
});

test('anything but a list of numbers is ignored with a warning', () => {
  for (const odd of [[], {}, 'half', [1, 'half'], [1, Number.NaN], [1, null]]) {
    const { retention, warning } = readRetention(odd);
    expect(retention).toBeUndefined();
    expect(warning).toMatch(/list of numbers/);
  }
});

test('the curve starts at 1, never rises and has a limited length for any list of numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 400 }), (shares) => {
      const { retention = [1] } = readRetention(shares);
      expect(retention[0]).toBe(1);
      expect(retention.length).toBeLessThanOrEqual(maxRetentionSeconds + 1);
      for (const [second, share] of retention.entries()) {
        expect(share).toBeLessThanOrEqual(retention[second - 1] ?? 1);
        expect(share).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
