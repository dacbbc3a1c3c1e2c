export type FileScript = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag?: string;
  readonly cacheControl?: string;
  /** False: it sends the whole file whatever is asked for. */
  readonly ranges?: boolean;
  /** False: it hides from other origins where a range lies. */
  readonly showsRange?: boolean;
  /** So many bytes of every body are lost at its end. */
  readonly lostBytes?: number;
  /** It answers with this status and nothing else. */
  readonly status?: number;
};

/** One file at an origin that is asked for byte ranges. What it does can be changed between two requests. */
export class FileOrigin {
  readonly asked: { readonly url: string; readonly firstByte: number; readonly lastByte: number }[] = [];

  constructor(public script: FileScript) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const { bytes, etag, cacheControl, ranges = true, showsRange = true, lostBytes = 0, status } = this.script;
    if (status !== undefined) return new Response(null, { status });
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('range') ?? '') ?? [];
    const [firstByte, lastByte] = [Number(first), Math.min(Number(last), bytes.length - 1)];
    if (!ranges || first === undefined) return new Response(bytes);
    this.asked.push({ url: new Request(input).url, firstByte, lastByte });
    if (firstByte >= bytes.length) return new Response(null, { status: 416 });
    const headers = new Headers({ 'content-type': 'video/mp4' });
    if (showsRange) headers.set('content-range', `bytes ${firstByte}-${lastByte}/${bytes.length}`);
    if (etag !== undefined) headers.set('etag', etag);
    if (cacheControl !== undefined) headers.set('cache-control', cacheControl);
    return new Response(bytes.slice(firstByte, lastByte + 1 - lostBytes), { status: 206, headers });
  };
}
