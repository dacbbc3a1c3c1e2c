import * as v from 'valibot';
import { finite } from './numbers.ts';

/** The fragment that the worker chose for one time of a reel, and why. */
const chosenFragmentSchema = v.object({
  url: v.string(),
  /** Null if the fragment is a whole file. */
  range: v.nullable(v.object({ firstByte: finite, lastByte: finite })),
  /** Null for a URL that has no replica. */
  originId: v.nullable(v.string()),
  /** Values that the manifest does not give are null, or 0. */
  rendition: v.object({ height: v.nullable(finite), bandwidthBps: finite, codecs: v.nullable(v.string()) }),
  startSeconds: finite,
  durationSeconds: finite,
  /** One human-readable line. */
  reason: v.string(),
});
export type ChosenFragment = v.InferOutput<typeof chosenFragmentSchema>;

/** Returns null when the worker has chosen none. */
export function readChosenFragment(data: unknown): ChosenFragment | null {
  const parsed = v.safeParse(chosenFragmentSchema, data);
  return parsed.success ? parsed.output : null;
}
