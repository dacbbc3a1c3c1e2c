import * as v from 'valibot';

const count = v.pipe(v.number(), v.finite(), v.minValue(0));

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
  usedAtMs: count,
});

/** What is known of a stored body. It is kept apart from the body, so that thousands can be read without their bytes. */
export type Entry = v.InferOutput<typeof entrySchema>;

/** A stored record that does not read as an entry is treated as absent, and its body is fetched again. */
export function readEntry(record: unknown): Entry | undefined {
  const parsed = v.safeParse(entrySchema, record);
  return parsed.success ? parsed.output : undefined;
}

export type CachedBody = { readonly entry: Entry; readonly body: Blob };
