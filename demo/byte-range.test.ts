import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRange } from './byte-range';

it.each([
  ['bytes=0-99', { start: 0, endExclusive: 100 }],
  ['bytes=900-', { start: 900, endExclusive: 1000 }],
  ['bytes=900-5000', { start: 900, endExclusive: 1000 }],
  ['bytes=-100', { start: 900, endExclusive: 1000 }],
  ['bytes=-5000', { start: 0, endExclusive: 1000 }],
  ['bytes=1000-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', null],
  ['bytes=0-1,5-6', null],
  ['bytes=-', null],
  ['items=0-1', null],
  [undefined, null],
])('reads %s of 1000 bytes as %j', (header, range) => {
  expect(readRange(header, 1000)).toEqual(range);
});

it('never exceeds the body', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), fc.nat(1500), (from, to, size) => {
      const range = readRange(`bytes=${from}-${to}`, size);
      if (range === null || range === 'unsatisfiable') return;
      expect(range.start).toBe(from);
      expect(range.endExclusive).toBeLessThanOrEqual(size);
      expect(range.endExclusive).toBeGreaterThan(range.start);
    }),
  );
});
