import { DownloadError } from '../decision/origin/download-error.ts';
import { withAbsoluteUris } from '../decision/playlist/absolute-uris.ts';
import { isManifestOrPlaylist, type Resource } from '../decision/resource/resource.ts';
import type { Attempt, Bytes } from './attempt.ts';
import type { Head } from '../body.ts';
import { type Answer, isOtherVersion } from './head.ts';
import { agrees, extendTail, seamBytes } from './seam.ts';

/** The beginning of a body, left by an earlier transfer. */
export type KeptPart = {
  readonly head: Head;
  readonly chunks: readonly Bytes[];
  readonly sizeBytes: number;
  /** How long its bytes took to arrive, without the wait for the first one. */
  readonly spentMs: number;
};

export type DownloadSink = {
  onHead(head: Head): void;
  /** If it returns a promise, no more is read until that settles. */
  onBytes(bytes: Bytes): Promise<void> | undefined;
  /** The origin has confirmed that the cached copy is current (304). */
  onConfirmed(head: Head): Promise<void>;
  /** The kept part is of no use and has been dropped. */
  onKeptDropped(): void;
};

/** No real playlist is longer. A longer one fails as too large, and the player gets it from the network instead. */
const maxPlaylistBytes = 16 * 1024 * 1024;

/** Media is already compressed: no content encoding shrinks it by this factor. */
const bestCompression = 64;

/** The bytes of one resource received so far, and how the next response continues them. */
export class ReceivedBytes {
  #kept: KeptPart | null;
  #head: Head | null = null;
  #receivedBytes = 0;
  #tail: Bytes = new Uint8Array();
  /** The last response ended cleanly, but before its announced length. */
  #endedShort = false;

  constructor(
    readonly resource: Resource,
    readonly sink: DownloadSink,
    kept: KeptPart | null,
    readonly onResumed: (url: string, savedBytes: number) => void,
  ) {
    this.#kept = kept;
    for (const chunk of kept?.chunks ?? []) this.#tail = extendTail(this.#tail, chunk);
  }

  /**
   * Where the next response has to start: `seamBytes` before the end of the received bytes, so that the overlap shows
   * whether the two belong together. After a clean end only bytes beyond the received ones are requested.
   */
  get nextByte(): number {
    return this.#endedShort ? this.#bytesSoFar : Math.max(0, this.#bytesSoFar - seamBytes);
  }

  get #bytesSoFar(): number {
    return this.#kept?.sizeBytes ?? this.#receivedBytes;
  }

  /** The kept part, as long as no response has continued it. */
  get kept(): KeptPart | null {
    return this.#kept;
  }

  /** 0–1. */
  get fillLevel(): number {
    const lengthBytes = this.#head?.lengthBytes ?? 0;
    return lengthBytes > 0 ? Math.min(1, this.#receivedBytes / lengthBytes) : 0;
  }

  dropKept(): void {
    this.#kept = null;
    this.#tail = new Uint8Array();
    this.sink.onKeptDropped();
  }

  /** Reads the body of a response. Bytes that arrive before it breaks off are kept. */
  async take(answer: Answer, attempt: Attempt, count: (bytes: Bytes) => void): Promise<void> {
    if (answer.head.isConfirmed) await this.sink.onConfirmed(answer.head);
    else if (isManifestOrPlaylist(this.resource) || /mpegurl/i.test(answer.head.contentType))
      await this.#takePlaylist({ ...answer.head, lengthBytes: null }, attempt, count);
    else await this.#takeMedia(answer, attempt, count);
  }

  /** Whether the body is complete although the last attempt failed. */
  isWholeAfter({ status }: DownloadError): boolean {
    if (this.#receivedBytes === 0) return false;
    // No bytes follow those received: the announced length was that of the compressed body.
    const nothingLeft = status === 416 && this.#endedShort;
    return nothingLeft || this.#receivedBytes === this.#head?.lengthBytes;
  }

  /** Playlists are short and often compressed: another origin starts them over, and they are passed on whole. */
  async #takePlaylist(head: Head, attempt: Attempt, count: (bytes: Bytes) => void, start: readonly Bytes[] = []) {
    const chunks = [...start];
    let sizeBytes = 0;
    for await (const bytes of attempt.read(Number.POSITIVE_INFINITY)) {
      count(bytes);
      sizeBytes += bytes.byteLength;
      if (sizeBytes > maxPlaylistBytes) throw new DownloadError('too-large', head.url);
      chunks.push(bytes);
    }
    if (chunks.length === 0) throw new DownloadError('truncated', head.url);
    this.sink.onHead(head);
    for (const chunk of resolveRedirectedUris(chunks, head.url, attempt.finalUrl)) void this.sink.onBytes(chunk);
  }

  async #takeMedia({ head, skipBytes }: Answer, attempt: Attempt, count: (bytes: Bytes) => void): Promise<void> {
    const { nextByte } = this;
    const repeatedBytes = this.#bytesSoFar - nextByte;
    let toSkipBytes = this.#join(head, skipBytes) + repeatedBytes;
    const seam = this.#tail.slice(this.#tail.length - repeatedBytes);
    const lengthBytes = head.lengthBytes ?? this.#head?.lengthBytes ?? this.#kept?.head.lengthBytes ?? null;
    const mostBytes = (lengthBytes ?? Number.POSITIVE_INFINITY) * (head.mayBeCompressed ? bestCompression : 1);
    const isRange = this.resource.range !== null;
    this.#endedShort = false;
    for await (const bytes of attempt.read(mostBytes)) {
      count(bytes);
      if (nextByte === 0 && this.#receivedBytes === 0 && isPlaylist(bytes))
        return this.#takePlaylist({ ...head, lengthBytes: null }, attempt, count, [bytes]);
      const skipped = Math.min(toSkipBytes, bytes.byteLength);
      if (!agrees(seam, bytes.subarray(0, skipped), toSkipBytes)) throw this.#mismatch(head.url);
      toSkipBytes -= skipped;
      if (skipped === bytes.byteLength) continue;
      if (this.#head === null) this.#accept({ ...head, lengthBytes });
      const end = isRange && lengthBytes !== null ? skipped + lengthBytes - this.#receivedBytes : bytes.byteLength;
      const isBusy = this.#pass(bytes.subarray(skipped, end));
      if (isBusy !== undefined) await attempt.pauseWhile(isBusy);
      if (isRange && this.#receivedBytes === lengthBytes) return;
    }
    // The kept part was the whole body: its last bytes have arrived again and match.
    if (toSkipBytes === 0 && this.#kept?.sizeBytes === lengthBytes) this.#accept({ ...head, lengthBytes });
    // A body longer than announced was compressed, and the browser has checked its compressed length.
    this.#endedShort = this.#receivedBytes < Math.max(1, lengthBytes ?? 0);
    if (this.#endedShort) throw new DownloadError('truncated', head.url);
  }

  /** Joins a response to the bytes already received. Returns how many bytes of its body precede the overlap. */
  #join(head: Head, skipBytes: number): number {
    const kept = this.#kept;
    const known = kept?.head ?? this.#head;
    if (known === null || !isOtherVersion(known, head)) return skipBytes;
    // Only an undelivered kept part can be replaced, and only by a response that has the new version from its start.
    if (kept === null || skipBytes === 0) throw new DownloadError('changed', head.url);
    this.dropKept();
    return skipBytes - kept.sizeBytes;
  }

  /** Accepts a response once its first bytes have arrived: until then another one may replace it. */
  #accept(head: Head): void {
    this.#head = head;
    this.sink.onHead(head);
    const kept = this.#kept;
    if (kept === null) return;
    this.#kept = null;
    this.onResumed(head.url, kept.sizeBytes);
    for (const chunk of kept.chunks) void this.#pass(chunk);
  }

  /** Returns the error for bytes that do not match the overlap. An undelivered kept part may itself be wrong. */
  #mismatch(url: string): DownloadError {
    return new DownloadError(this.#kept === null ? 'damaged' : 'changed', url);
  }

  #pass(bytes: Bytes): Promise<void> | undefined {
    this.#receivedBytes += bytes.byteLength;
    this.#tail = extendTail(this.#tail, bytes);
    return this.sink.onBytes(bytes);
  }
}

/** Detects a playlist by its first bytes, since storage may serve it under any type and name. */
function isPlaylist(start: Bytes): boolean {
  return '#EXTM3U'.split('').every((character, index) => start[index] === character.charCodeAt(0));
}

/** Makes the URIs of a redirected playlist absolute: they are relative to the URL after the redirect. */
function resolveRedirectedUris(chunks: readonly Bytes[], requestedUrl: string, finalUrl: string): readonly Bytes[] {
  if (requestedUrl === finalUrl) return chunks;
  const decoder = new TextDecoder();
  const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
  return [new TextEncoder().encode(withAbsoluteUris(text, finalUrl))];
}
