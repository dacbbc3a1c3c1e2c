import * as v from 'valibot';
import type { Cause } from '../decision/resource/life.ts';

const count = v.pipe(v.number(), v.finite(), v.minValue(0));

export const causeSchema = v.object({ reelId: v.string(), source: v.string() }) satisfies v.GenericSchema<Cause>;

const entrySchema = v.object({
  key: v.string(),
  sizeBytes: count,
  contentType: v.string(),
  /** Size of the whole file that a byte range was taken from. */
  fileBytes: v.nullable(count),
  etag: v.nullable(v.string()),
  lastModified: v.nullable(v.string()),
  /** Base address of the origin that the bytes came from, and what their way over the network cost. */
  sourceUrl: v.string(),
  firstByteMs: count,
  transferMs: count,
  storedAtMs: count,
  /** Entries of the first schema lack what follows. */
  prefetchedBy: v.optional(v.nullable(causeSchema), null),
  /** Saved for offline: never evicted, never too old. */
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
