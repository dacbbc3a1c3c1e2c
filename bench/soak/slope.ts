/** How much the values grow with each step, by least squares: what merely goes up and down does not count. */
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
