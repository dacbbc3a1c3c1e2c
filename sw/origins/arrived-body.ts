import { DownloadError } from '../decision/origin/download-error.ts';
import { withAbsoluteUris } from '../decision/playlist/absolute-uris.ts';
import { isText, type Resource } from '../decision/resource/resource.ts';
import type { Attempt, Bytes } from './attempt.ts';
import type { Head } from '../body.ts';
import { type Answer, isOtherVersion } from './head.ts';
import { agrees, extendTail, seamBytes } from './seam.ts';

/** The beginning of a body that an earlier transfer has left. */
export type KeptPart = {
  readonly head: Head;
  readonly chunks: readonly Bytes[];
  readonly sizeBytes: number;
  /** How long its bytes took, without the wait for the first one. */
  readonly spentMs: number;
};

export type DownloadSink = {
  onHead(head: Head): void;
  /** What it returns is waited for before more is read. */
  onBytes(bytes: Bytes): Promise<void> | undefined;
  /** What is kept is current. */
  onConfirmed(head: Head): Promise<void>;
  /** What an earlier transfer has left is of no use. */
  onKeptDropped(): void;
};

/** No playlist that can be read is longer; what is, goes straight to the player. */
const maxTextBytes = 16 * 1024 * 1024;

/** Media is compressed already: nothing makes it so many times shorter on its way. */
const bestCompression = 64;

/** What has arrived of one resource, and how the next answer joins it. */
export class ArrivedBody {
  #kept: KeptPart | null;
  #head: Head | null = null;
  #receivedBytes = 0;
  #tail: Bytes = new Uint8Array();
  /** The last answer ended in good order, but before its announced length. */
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
   * Where the next answer has to start: a little before the end of what is here, so that it shows whether it belongs to
   * that. What ended in good order is asked for nothing but more.
   */
  get nextByte(): number {
    return this.#endedShort ? this.#hereBytes : Math.max(0, this.#hereBytes - seamBytes);
  }

  get #hereBytes(): number {
    return this.#kept?.sizeBytes ?? this.#receivedBytes;
  }

  /** A kept part that no origin has confirmed yet. */
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

  /** Takes the body of an answer; what comes before it breaks off stays. */
  async take(answer: Answer, attempt: Attempt, count: (bytes: Bytes) => void): Promise<void> {
    if (answer.head.isConfirmed) await this.sink.onConfirmed(answer.head);
    else if (isText(this.resource) || /mpegurl/i.test(answer.head.contentType))
      await this.#takeText({ ...answer.head, lengthBytes: null }, attempt, count);
    else await this.#takeMedia(answer, attempt, count);
  }

  /** Whether everything is here, although the last attempt has failed. */
  isWholeAfter({ status }: DownloadError): boolean {
    if (this.#receivedBytes === 0) return false;
    // There is nothing behind what came: the announced length was that of a compressed body.
    const nothingLeft = status === 416 && this.#endedShort;
    return nothingLeft || this.#receivedBytes === this.#head?.lengthBytes;
  }

  /** Texts are short and often compressed on their way: they are begun anew elsewhere, and passed on whole. */
  async #takeText(head: Head, attempt: Attempt, count: (bytes: Bytes) => void, start: readonly Bytes[] = []) {
    const chunks = [...start];
    let sizeBytes = 0;
    for await (const bytes of attempt.read(Number.POSITIVE_INFINITY)) {
      count(bytes);
      sizeBytes += bytes.byteLength;
      if (sizeBytes > maxTextBytes) throw new DownloadError('too-large', head.url);
      chunks.push(bytes);
    }
    if (chunks.length === 0) throw new DownloadError('truncated', head.url);
    this.sink.onHead(head);
    for (const chunk of atHome(chunks, head.url, attempt.landedAt)) void this.sink.onBytes(chunk);
  }

  async #takeMedia({ head, skipBytes }: Answer, attempt: Attempt, count: (bytes: Bytes) => void): Promise<void> {
    const { nextByte } = this;
    const repeatedBytes = this.#hereBytes - nextByte;
    let toSkipBytes = this.#join(head, skipBytes) + repeatedBytes;
    const seam = this.#tail.slice(this.#tail.length - repeatedBytes);
    const lengthBytes = head.lengthBytes ?? this.#head?.lengthBytes ?? this.#kept?.head.lengthBytes ?? null;
    const mostBytes = (lengthBytes ?? Number.POSITIVE_INFINITY) * (head.mayBeCompressed ? bestCompression : 1);
    const isRange = this.resource.range !== null;
    this.#endedShort = false;
    for await (const bytes of attempt.read(mostBytes)) {
      count(bytes);
      if (nextByte === 0 && this.#receivedBytes === 0 && isPlaylist(bytes))
        return this.#takeText({ ...head, lengthBytes: null }, attempt, count, [bytes]);
      const skipped = Math.min(toSkipBytes, bytes.byteLength);
      if (!agrees(seam, bytes.subarray(0, skipped), toSkipBytes)) throw this.#misfit(head.url);
      toSkipBytes -= skipped;
      if (skipped === bytes.byteLength) continue;
      if (this.#head === null) this.#announce({ ...head, lengthBytes });
      const end = isRange && lengthBytes !== null ? skipped + lengthBytes - this.#receivedBytes : bytes.byteLength;
      const isBusy = this.#pass(bytes.subarray(skipped, end));
      if (isBusy !== undefined) await attempt.pauseWhile(isBusy);
      if (isRange && this.#receivedBytes === lengthBytes) return;
    }
    // All of it was here: the last of it has come once more, and belongs to that.
    if (toSkipBytes === 0 && this.#kept?.sizeBytes === lengthBytes) this.#announce({ ...head, lengthBytes });
    // More than was announced is the length of a compressed body; the browser has checked that one.
    this.#endedShort = this.#receivedBytes < Math.max(1, lengthBytes ?? 0);
    if (this.#endedShort) throw new DownloadError('truncated', head.url);
  }

  /** Joins an answer to what is already here. Returns how much of its body comes before that. */
  #join(head: Head, skipBytes: number): number {
    const kept = this.#kept;
    const known = kept?.head ?? this.#head;
    if (known === null || !isOtherVersion(known, head)) return skipBytes;
    // Nobody has seen anything of the old version yet, and this is the new one from its start.
    if (kept === null || skipBytes === 0) throw new DownloadError('changed', head.url);
    this.dropKept();
    return skipBytes - kept.sizeBytes;
  }

  /** An answer counts when its first bytes are here: until then another one may take its place. */
  #announce(head: Head): void {
    this.#head = head;
    this.sink.onHead(head);
    const kept = this.#kept;
    if (kept === null) return;
    this.#kept = null;
    this.onResumed(head.url, kept.sizeBytes);
    for (const chunk of kept.chunks) void this.#pass(chunk);
  }

  /** Nobody has seen anything of a kept part yet: it may be the one that is wrong. */
  #misfit(url: string): DownloadError {
    return new DownloadError(this.#kept === null ? 'damaged' : 'changed', url);
  }

  #pass(bytes: Bytes): Promise<void> | undefined {
    this.#receivedBytes += bytes.byteLength;
    this.#tail = extendTail(this.#tail, bytes);
    return this.sink.onBytes(bytes);
  }
}

/** Storage that does not know the type of a playlist, nor its name, sends it as anything. */
function isPlaylist(start: Bytes): boolean {
  return '#EXTM3U'.split('').every((character, index) => start[index] === character.charCodeAt(0));
}

/** A text that was found elsewhere says where its files are as seen from there: here each address is written in full. */
function atHome(chunks: readonly Bytes[], askedAt: string, landedAt: string): readonly Bytes[] {
  if (askedAt === landedAt) return chunks;
  const decoder = new TextDecoder();
  const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
  return [new TextEncoder().encode(withAbsoluteUris(text, landedAt))];
}
