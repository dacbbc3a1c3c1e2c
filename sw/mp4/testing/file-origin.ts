export type FileScript = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag?: string;
  readonly cacheControl?: string;
  /** If false, every request is answered with the whole file. */
  readonly ranges?: boolean;
  /** If false, Content-Range is hidden, as it may be from other origins. */
  readonly showsRange?: boolean;
  /** The size that the origin states, if it is not the true one. */
  readonly claimedBytes?: number;
  /** This many bytes are missing at the end of every body. */
  readonly lostBytes?: number;
  /** If set, every request is answered with this status and no body. */
  readonly status?: number;
};

/** An origin with one file that is requested in byte ranges. Its behaviour can be changed between requests. */
export class FileOrigin {
  readonly requests: { readonly url: string; readonly firstByte: number; readonly lastByte: number }[] = [];

  constructor(public script: FileScript) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const { bytes, etag, cacheControl, ranges = true, showsRange = true, lostBytes = 0, status } = this.script;
    const { claimedBytes = bytes.length } = this.script;
    if (status !== undefined) return new Response(null, { status });
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('range') ?? '') ?? [];
    const [firstByte, lastByte] = [Number(first), Math.min(Number(last), bytes.length - 1)];
    if (!ranges || first === undefined) return new Response(bytes);
    this.requests.push({ url: new Request(input).url, firstByte, lastByte });
    if (firstByte >= bytes.length) return new Response(null, { status: 416 });
    const headers = new Headers({ 'content-type': 'video/mp4' });
    if (showsRange) headers.set('content-range', `bytes ${firstByte}-${lastByte}/${claimedBytes}`);
    if (etag !== undefined) headers.set('etag', etag);
    if (cacheControl !== undefined) headers.set('cache-control', cacheControl);
    return new Response(bytes.slice(firstByte, lastByte + 1 - lostBytes), { status: 206, headers });
  };
}
