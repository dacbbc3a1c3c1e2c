import * as v from 'valibot';
import { finite } from './numbers.ts';

/** What the worker chose for one time of a reel, and why. */
const chosenFragmentSchema = v.object({
  url: v.string(),
  /** Null for a file of its own. */
  range: v.nullable(v.object({ firstByte: finite, lastByte: finite })),
  /** Null for an address that has no replica. */
  originId: v.nullable(v.string()),
  /** Null, and 0, where the manifest does not say. */
  rendition: v.object({ height: v.nullable(finite), bandwidthBps: finite, codecs: v.nullable(v.string()) }),
  startSeconds: finite,
  durationSeconds: finite,
  /** One line for people. */
  reason: v.string(),
});
export type ChosenFragment = v.InferOutput<typeof chosenFragmentSchema>;

/** Null when the worker has chosen none. */
export function readChosenFragment(data: unknown): ChosenFragment | null {
  const parsed = v.safeParse(chosenFragmentSchema, data);
  return parsed.success ? parsed.output : null;
}
