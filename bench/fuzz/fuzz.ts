import * as fc from 'fast-check';
import type { Target } from './targets.ts';

/** Nothing of these may take a reader longer. */
const slowMs = 1000;

export type Finding = { readonly target: string; readonly report: string };

/** Reads so many inputs, each as the seed makes it. Null when every one of them was read or refused as it should be. */
export async function fuzz(
  { name, inputs, read, refusals }: Target,
  options: { readonly cases: number; readonly seed: number },
): Promise<Finding | null> {
  const property = fc.asyncProperty(inputs, async (input) => {
    const startMs = performance.now();
    try {
      // Sound: the target's own inputs.
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
