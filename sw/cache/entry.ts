import * as v from 'valibot';
import { notNegative } from '../../src/shared/numbers.ts';
import type { Freshness } from '../decision/http/freshness.ts';
import type { Cause } from '../decision/resource/life.ts';

export const causeSchema = v.object({ reelId: v.string(), source: v.string() }) satisfies v.GenericSchema<Cause>;

const freshnessSchema = v.object({
  receivedAtMs: notNegative,
  bornAtMs: v.number(),
  freshUntilMs: v.number(),
  staleUse: v.picklist(['when-unreachable', 'never']),
  isImmutable: v.boolean(),
  rule: v.string(),
}) satisfies v.GenericSchema<Freshness>;

/** For entries that were stored before freshness was recorded. */
const staleFromTheStart: Freshness = {
  receivedAtMs: 0,
  bornAtMs: 0,
  freshUntilMs: 0,
  staleUse: 'when-unreachable',
  isImmutable: false,
  rule: 'stored before freshness was kept',
};

const entrySchema = v.object({
  key: v.string(),
  sizeBytes: notNegative,
  contentType: v.string(),
  /** Size of the whole file that a byte range was taken from. */
  fileBytes: v.nullable(notNegative),
  /** Address that the bytes came from, without its query, and how long their transfer took. */
  sourceUrl: v.string(),
  firstByteMs: notNegative,
  transferMs: notNegative,
  storedAtMs: notNegative,
  /** Entries of the first schema lack the fields from here on. */
  prefetchedBy: v.optional(v.nullable(causeSchema), null),
  /** Response headers, to be sent with the body, and how long it may be served without revalidation. */
  headers: v.optional(v.record(v.string(), v.string()), {}),
  freshness: v.optional(freshnessSchema, staleFromTheStart),
  /** Header values, by Vary, that a request must share with the one that fetched the body. */
  selection: v.optional(v.record(v.string(), v.nullable(v.string())), {}),
  /** Saved for offline: never evicted, never too old. In the cache itself, only version 0.1 set this. */
  isPinned: v.optional(v.boolean(), false),
});

/**
 * The record of a stored body, except for its usage. It is stored separately, so that thousands can be read without
 * loading their bodies.
 */
export type Entry = v.InferOutput<typeof entrySchema>;

/** Returns undefined for a record that is not a valid entry: it counts as absent, and its body is fetched again. */
export function readEntry(record: unknown): Entry | undefined {
  const parsed = v.safeParse(entrySchema, record);
  return parsed.success ? parsed.output : undefined;
}

export type CachedBody = { readonly entry: Entry; readonly body: Blob };
