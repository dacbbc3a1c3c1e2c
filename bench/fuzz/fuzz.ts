import * as fc from 'fast-check';
import type { Target } from './targets.ts';

/** No input may take a reader longer than this. */
const slowMs = 1000;

export type Finding = { readonly target: string; readonly report: string };

/**
 * Reads the given number of inputs generated from the seed. Returns null if each one was read or refused as declared.
 */
export async function fuzz(
  { name, inputs, read, refusals }: Target,
  options: { readonly cases: number; readonly seed: number },
): Promise<Finding | null> {
  const property = fc.asyncProperty(inputs, async (input) => {
    const startMs = performance.now();
    try {
      // Sound, since the input comes from the target's own generator.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      await read(input as never);
    } catch (cause) {
      if (!refusals.some((refusal) => cause instanceof refusal)) throw cause;
    }
    const spentMs = performance.now() - startMs;
    if (spentMs > slowMs) throw new Error(`took ${Math.round(spentMs)} ms`);
  });
  const details = await fc.check(property, { numRuns: options.cases, seed: options.seed });
  return details.failed ? { target: name, report: fc.defaultReportMessage(details) ?? 'failed' } : null;
}
