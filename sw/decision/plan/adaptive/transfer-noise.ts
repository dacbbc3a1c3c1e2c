/**
 * Transfers on a real link are now fast, now slow, and a slow one is often followed by another. A path is one fixed
 * sample of this noise, in standard normal steps. All decisions use the same paths, so that their values compare.
 */
const stepsPerPath = 16;
/** How much of one transfer's noise the next one keeps. */
const persistence = 0.4;
/** Whole paths run above or below the estimate, because the estimate itself is uncertain. */
const offsets = [0, 0.5, -0.5, 0.25];
export const noisePaths = 2 * offsets.length;

const steps = drawSteps();

function drawSteps(): Float64Array {
  const paths: number[][] = [];
  let seed = 12_345;
  const drawUniform = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed + 0.5) / 4_294_967_296;
  };
  for (const offset of offsets) {
    let noise = 0;
    const path = Array.from({ length: stepsPerPath }, (_, step) => {
      const fresh = Math.sqrt(-2 * Math.log(drawUniform())) * Math.cos(2 * Math.PI * drawUniform());
      noise = step === 0 ? fresh : persistence * noise + Math.sqrt(1 - persistence ** 2) * fresh;
      return noise + offset;
    });
    // Antithetic: each path comes with its mirror image, so that the noise is fair on the whole.
    paths.push(
      path,
      path.map((step) => -step),
    );
  }
  // The slowest path first: it tells soonest that a policy is too costly to be followed along the others.
  const sumOf = (path: readonly number[]): number => path.reduce((sum, step) => sum + step, 0);
  return Float64Array.from(paths.toSorted((a, b) => sumOf(a) - sumOf(b)).flat());
}

/** Factors on a transfer's time, for all paths one after the other. */
export function listSlowdowns(spread: number): Float64Array {
  return steps.map((noise) => Math.exp(-noise * spread));
}

export function slowdownAt(slowdowns: Float64Array, path: number, step: number): number {
  return slowdowns[path * stepsPerPath + (step % stepsPerPath)] ?? 1;
}
