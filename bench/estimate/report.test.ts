import { expect, test } from 'vitest';
import { compare, settledMean } from './report.ts';

test('a session is judged by the second half of its estimates', () => {
  expect(settledMean([9, 9, 2, 4])).toBe(3);
  expect(settledMean([5])).toBe(5);
  expect(() => settledMean([])).toThrow(/without any estimate/);
});

test('each kind of session is compared by its median with the sessions without a worker', () => {
  const session = (kind: 'direct' | 'worker', bps: number) => ({ kind, estimatesBps: [bps] });
  const rows = compare([
    session('direct', 2),
    session('direct', 4),
    session('direct', 100),
    session('worker', 5),
    session('worker', 3),
  ]);
  expect(rows).toEqual([
    { kind: 'direct', bps: 4, offShare: 0, allowed: 0 },
    { kind: 'worker', bps: 4, offShare: 0, allowed: 0.15 },
  ]);
});
