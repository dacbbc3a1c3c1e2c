import * as v from 'valibot';

/** An id that strategies learn. Longer ones are not worth their space in the snapshot. */
export const learnedId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2048));

export function isLearnable(resourceId: string): boolean {
  return v.is(learnedId, resourceId);
}
