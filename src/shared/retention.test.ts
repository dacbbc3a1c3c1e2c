import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxRetentionSeconds, readRetention } from './retention.ts';

test('a curve that falls from 1 is taken as it is', () => {
  expect(readRetention([1, 0.8, 0.8, 0.3])).toEqual({ retention: [1, 0.8, 0.8, 0.3], warning: undefined });
});

test('a feed that does not tell it is no reason for a warning', () => {
  for (const nothing of [undefined, null])
    expect(readRetention(nothing)).toEqual({ retention: undefined, warning: undefined });
});

test('a curve that rises or leaves 0 to 1 is brought back to what can be, with a warning', () => {
  const { retention, warning } = readRetention([1.4, 0.5, 0.9, -1]);
  expect(retention).toEqual([1, 0.5, 0.5, 0]);
  expect(warning).toMatch(/never rise/);
});

test('what is no list of numbers is left out with a warning', () => {
  for (const odd of [[], {}, 'half', [1, 'half'], [1, Number.NaN], [1, null]]) {
    const { retention, warning } = readRetention(odd);
    expect(retention).toBeUndefined();
    expect(warning).toMatch(/list of numbers/);
  }
});

test('whatever a feed tells, the curve falls from 1 and has an end', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 400 }), (told) => {
      const { retention = [1] } = readRetention(told);
      expect(retention[0]).toBe(1);
      expect(retention.length).toBeLessThanOrEqual(maxRetentionSeconds + 1);
      for (const [second, share] of retention.entries()) {
        expect(share).toBeLessThanOrEqual(retention[second - 1] ?? 1);
        expect(share).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
