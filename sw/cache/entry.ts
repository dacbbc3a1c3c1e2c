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

/** Of entries that were stored before anybody asked how long they hold. */
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
  /** Base address of the origin that the bytes came from, and what their way over the network cost. */
  sourceUrl: v.string(),
  firstByteMs: notNegative,
  transferMs: notNegative,
  storedAtMs: notNegative,
  /** Entries of the first schema lack what follows. */
  prefetchedBy: v.optional(v.nullable(causeSchema), null),
  /** What came with it and goes with it; and how long it stands for what its origin would say. */
  headers: v.optional(v.record(v.string(), v.string()), {}),
  freshness: v.optional(freshnessSchema, staleFromTheStart),
  /** What a request has to have in common with the one that brought it. */
  selection: v.optional(v.record(v.string(), v.nullable(v.string())), {}),
  /** Saved for offline: never evicted, never too old. In the cache itself, by version 0.1. */
  isPinned: v.optional(v.boolean(), false),
});

/**
 * What is known of a stored body, apart from how it is used. It is kept beside the body, so that thousands can be read
 * without their bytes.
 */
export type Entry = v.InferOutput<typeof entrySchema>;

/** A stored record that does not read as an entry is treated as absent, and its body is fetched again. */
export function readEntry(record: unknown): Entry | undefined {
  const parsed = v.safeParse(entrySchema, record);
  return parsed.success ? parsed.output : undefined;
}

export type CachedBody = { readonly entry: Entry; readonly body: Blob };
