import { expect, it } from 'vitest';
import { errorOf } from './estimate.ts';

const linkBps = 4_000_000;
const withEstimates = (without: number, bps: number) =>
  errorOf({ host: 'x', linkBps, sessionsBps: { without: [without], with: [bps] } });

it.each([
  ['that takes the link for faster alone', 5_000_000, 5_500_000, 0.1],
  ['that takes the link for faster alone', 5_000_000, 3_600_000, -0.1],
  ['that takes the link for slower alone', 2_000_000, 1_800_000, -0.1],
  ['that takes the link for slower alone', 2_000_000, 4_400_000, 0.1],
])('a player %s (%i bps), and for %i bps with Nextreel, is off by %f', (_, without, bps, error) => {
  expect(withEstimates(without, bps)).toBeCloseTo(error);
});

it.each([
  [5_000_000, 4_200_000],
  [2_000_000, 3_900_000],
  [2_000_000, 2_000_000],
])('a player that Nextreel makes no worse has an error of 0: %i bps alone, %i bps with Nextreel', (without, bps) => {
  expect(withEstimates(without, bps)).toBe(0);
});

it('sessions are compared by their medians', () => {
  const sessionsBps = { without: [4e6, 1e6, 4e6], with: [9e6, 4e6, 4e6] };
  expect(errorOf({ host: 'x', linkBps, sessionsBps })).toBe(0);
});
