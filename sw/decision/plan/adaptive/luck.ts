/**
 * Transfers on a real link are now fast, now slow, and a slow one is often followed by another. A turn is one fixed
 * course of such luck, in standard normal steps; all decisions rehearse the same turns, so that their values compare.
 */
const stepsPerTurn = 16;
/** How much of one transfer's luck the next one keeps. */
const persistence = 0.4;
/** Whole turns run above or below the estimate, because the estimate itself is uncertain. */
const offsets = [0, 0.5, -0.5, 0.25];
export const luckTurns = 2 * offsets.length;

const steps = drawSteps();

function drawSteps(): Float64Array {
  const courses: number[][] = [];
  let seed = 12_345;
  const drawUniform = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed + 0.5) / 4_294_967_296;
  };
  for (const offset of offsets) {
    let luck = 0;
    const course = Array.from({ length: stepsPerTurn }, (_, step) => {
      const fresh = Math.sqrt(-2 * Math.log(drawUniform())) * Math.cos(2 * Math.PI * drawUniform());
      luck = step === 0 ? fresh : persistence * luck + Math.sqrt(1 - persistence ** 2) * fresh;
      return luck + offset;
    });
    // Each course comes with its mirror image, so that luck is fair on the whole.
    courses.push(
      course,
      course.map((step) => -step),
    );
  }
  // The unluckiest course first: it tells soonest that a habit is too costly to be followed through the others.
  const luckOf = (course: readonly number[]): number => course.reduce((sum, step) => sum + step, 0);
  return Float64Array.from(courses.toSorted((a, b) => luckOf(a) - luckOf(b)).flat());
}

/** Factors on a transfer's time, for all turns one after the other. */
export function listDelays(spread: number): Float64Array {
  return steps.map((luck) => Math.exp(-luck * spread));
}

export function delayAt(delays: Float64Array, turn: number, step: number): number {
  return delays[turn * stepsPerTurn + (step % stepsPerTurn)] ?? 1;
}
