import * as v from 'valibot';

/**
 * What can go wrong with a response:
 * refuse: the socket is closed before any byte of a response; status: 503 with `Retry-After: 1`;
 * stall-headers: no response at all; stall-body: half the body, then nothing more;
 * truncate: half the body under the full `Content-Length`, then an orderly end; reset: half the body, then a TCP reset;
 * corrupt: a body of the right length with inverted bytes; slow: 2 KB/s; redirect: to a login page on another host;
 * wrong-type: a login page with status 200; no-cors: the correct response without CORS headers.
 */
export const faultKinds = [
  'refuse',
  'status',
  'stall-headers',
  'stall-body',
  'truncate',
  'corrupt',
  'reset',
  'slow',
  'redirect',
  'wrong-type',
  'no-cors',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const faultSchema = v.strictObject({
  /** A part of the path; if it contains `*`, a pattern for the whole path. */
  path: v.pipe(v.string(), v.nonEmpty()),
  kind: v.picklist(faultKinds),
  /** How many requests it applies to; -1 means all until the fault is removed. */
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1)), -1),
});
export type Fault = v.InferOutput<typeof faultSchema>;

const shapeSchema = v.strictObject({
  rttMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)), 0),
  /** `null` means no limit. */
  bytesPerSecond: v.optional(v.nullable(v.pipe(v.number(), v.finite(), v.minValue(1))), null),
  /** Whether whole files are gzipped, as by a server that compresses everything. */
  compresses: v.optional(v.boolean(), false),
  faults: v.optional(v.array(faultSchema), []),
});
export type Shape = v.InferOutput<typeof shapeSchema>;

export const noShape: Shape = { rttMs: 0, bytesPerSecond: null, compresses: false, faults: [] };

export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export function readShape(text: string): Shape {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ShapeError('The shape is not JSON.', { cause });
  }
  const parsed = v.safeParse(shapeSchema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  throw new ShapeError(`The shape's "${v.getDotPath(issue) ?? '(whole)'}" is not valid: ${issue.message}`);
}
