export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
}

export type Estimate = { readonly mean: number /** Half the width of the 95 % interval. */; readonly half: number };

export function estimate(values: readonly number[]): Estimate {
  return { mean: meanOf(values), half: (1.96 * deviationOf(values)) / Math.sqrt(Math.max(1, values.length)) };
}

export type Paired = Estimate & { /** Two-sided, normal approximation. */ readonly p: number };

export function comparePaired(ours: readonly number[], theirs: readonly number[]): Paired {
  if (ours.length !== theirs.length) throw new RangeError(`${ours.length} values cannot pair with ${theirs.length}`);
  const { mean, half } = estimate(ours.map((value, index) => value - (theirs[index] ?? 0)));
  return { mean, half, p: half === 0 ? (mean === 0 ? 1 : 0) : 2 * tailOf(Math.abs(mean) / (half / 1.96)) };
}

/** Returns P(standard normal > z), by Abramowitz and Stegun 26.2.17. */
function tailOf(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
