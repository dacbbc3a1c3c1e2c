import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from './series.ts';

describe('a series', () => {
  it('fills a line with gaps where it has no samples', () => {
    const series = new Series(10);
    series.push(1, { one: 5 });
    series.push(2, { one: 6, two: 7 });
    series.push(3, { two: 8 });
    expect(series.names).toEqual(['one', 'two']);
    expect(series.columns(['one', 'two', 'three'])).toEqual([
      [1, 2, 3],
      [5, 6, null],
      [null, 7, 8],
      [null, null, null],
    ]);
  });

  it('has a gap after a pause in sampling, and drops samples that are too old', () => {
    const series = new Series(60);
    series.push(1, { one: 5 });
    series.push(2, { one: 6 });
    series.push(42, { one: 7 });
    expect(series.columns(['one'])).toEqual([
      [1, 2, 22, 42],
      [5, 6, null, 7],
    ]);
    series.push(70, { one: 8 });
    expect(series.columns(['one'])).toEqual([
      [22, 42, 56, 70],
      [null, 7, null, 8],
    ]);
    series.push(3600, { one: 9 });
    expect(series.columns(['one'])).toEqual([[3600], [9]]);
  });

  it('drops a line that is no longer sampled, but keeps one that has no value yet', () => {
    const series = new Series(3);
    series.push(1, { gone: 5, unmeasured: null });
    for (const at of [2, 3]) series.push(at, { one: 6, unmeasured: null });
    expect(series.names).toEqual(['gone', 'unmeasured', 'one']);
    series.push(4, { one: 6, unmeasured: null });
    expect(series.names).toEqual(['unmeasured', 'one']);
  });

  it('keeps the latest samples in columns of equal length, whatever is pushed', () => {
    const samples = fc.array(fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.option(fc.integer())));
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 5 }), (pushed, kept) => {
        const series = new Series(kept);
        for (const [at, sample] of pushed.entries()) series.push(at, sample);
        const columns = series.columns(series.names);
        const length = Math.min(kept, pushed.length);
        expect(columns.map((column) => column.length)).toEqual(columns.map(() => length));
        expect(columns[0].at(-1)).toBe(pushed.length === 0 ? undefined : pushed.length - 1);
      }),
    );
  });
});
