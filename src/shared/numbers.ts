import * as v from 'valibot';

export const finite = v.pipe(v.number(), v.finite());
export const notNegative = v.pipe(finite, v.minValue(0));
/** A count, or an index in a list. */
export const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
export const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));
