const maxMebibytes = 8;

type Output<Chunk> = { enqueue(chunk: Chunk): void; error(reason: unknown): void };

/** Passes the body of a feed page through, and fails if it is larger than a page may be. */
export function feedPageLimit<Chunk extends { readonly byteLength: number }>() {
  let bytes = 0;
  return {
    transform(chunk: Chunk, output: Output<Chunk>): void {
      bytes += chunk.byteLength;
      if (bytes > maxMebibytes * 2 ** 20) output.error(new Error(`it has more than ${maxMebibytes} MiB`));
      else output.enqueue(chunk);
    },
  };
}
