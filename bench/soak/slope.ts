/** Returns the growth per step by least squares, so that mere fluctuation does not count. */
export function slopeOf(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let along = 0;
  let square = 0;
  for (const [place, value] of values.entries()) {
    along += (place - middle) * (value - mean);
    square += (place - middle) ** 2;
  }
  return along / square;
}
