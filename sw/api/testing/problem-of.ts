import * as v from 'valibot';
import { expect } from 'vitest';

const problemSchema = v.strictObject({
  type: v.pipe(v.string(), v.startsWith('urn:nextreel:problem:')),
  title: v.pipe(v.string(), v.nonEmpty()),
  status: v.number(),
  detail: v.pipe(v.string(), v.nonEmpty()),
  errors: v.array(v.strictObject({ field: v.string(), message: v.pipe(v.string(), v.nonEmpty()) })),
});

/** Expects a problem document, and returns it with the names of the fields at fault. */
export async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = v.parse(problemSchema, await response.json());
  expect(problem.status).toBe(response.status);
  return { ...problem, fields: problem.errors.map(({ field }) => field) };
}
