import type { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Bytes } from './attempt.ts';
import { defer } from './deferred.ts';

const wholeBody: ByteRange = { firstByte: 0, lastByte: Number.POSITIVE_INFINITY };
const nothing: Bytes = new Uint8Array();

export type BodyLimits = {
  /** A larger body is neither held in memory nor cached. */
  readonly maxBytes: number;
  /** How far a body runs ahead of its readers, unless a collector wants all of it. */
  readonly readAheadBytes: number;
};

type Reader = { nextChunk: number };

/**
 * A body that is still arriving, and its readers: each gets the bytes received so far at once and the rest as it
 * arrives. The source waits while even the fastest reader is too slow.
 */
export class SharedBody {
  readonly #chunks: Bytes[] = [];
  readonly #readers = new Set<Reader>();
  #sizeBytes = 0;
  #outcome: 'open' | 'complete' | DownloadError = 'open';
  /** A body of unknown length has exceeded `maxBytes`: it is passed on, and its chunks are dropped once read. */
  #isTooLarge = false;
  /** How many callers want all of it as fast as it arrives. */
  #collectors = 0;
  #arrival = defer<void>();
  #roomMade = defer<void>();

  constructor(
    readonly limits: BodyLimits,
    /** Aborts the source of the body. */
    readonly source: AbortController,
  ) {}

  /** All chunks received so far; those already dropped are empty. */
  get chunks(): readonly Bytes[] {
    return this.#chunks;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  get outcome(): 'open' | 'complete' | DownloadError {
    return this.#outcome;
  }

  add(bytes: Bytes): void {
    this.#chunks.push(bytes);
    this.#sizeBytes += bytes.byteLength;
    this.#wakeReaders();
  }

  /** Ends the body. Only the first outcome counts, so a complete body stays readable to its end. */
  end(outcome: 'complete' | DownloadError): void {
    if (this.#outcome === 'open') this.#outcome = outcome;
    this.#wakeReaders();
  }

  /** Returns undefined while there is room for more, or else a promise of room or of the source's end. */
  waitForReaders(): Promise<void> | undefined {
    const { maxBytes, readAheadBytes } = this.limits;
    if (this.#sizeBytes > maxBytes) this.#outgrow();
    const isCollected = this.#collectors > 0 && !this.#isTooLarge;
    if (isCollected || this.#unreadBytes <= readAheadBytes) return undefined;
    const stopped = new Promise<void>((resolve) => {
      this.source.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return Promise.race([this.#roomMade.promise.then(() => this.waitForReaders()), stopped]);
  }

  /** Lets the whole body arrive without waiting for readers, until the returned function is called. */
  collect(): () => void {
    this.#collectors += 1;
    this.#makeRoom();
    return () => {
      this.#collectors -= 1;
    };
  }

  /**
   * Streams the body, or a range of it. Calls `onLeave` when this reader has got what it wanted or has left; the signal
   * lets it leave before it has read anything.
   */
  read(
    { firstByte, lastByte }: ByteRange = wholeBody,
    signal: AbortSignal | undefined,
    onLeave: () => void,
  ): ReadableStream<Bytes> {
    const reader: Reader = { nextChunk: 0 };
    this.#readers.add(reader);
    const leave = () => {
      this.#readers.delete(reader);
      this.#makeRoom();
      onLeave();
    };
    signal?.addEventListener('abort', leave);
    if (signal?.aborted === true) leave();
    let atByte = 0;
    let hasLeft = false;
    const takeNext = (): Bytes | undefined => {
      const chunk = this.#chunks[reader.nextChunk];
      if (chunk === undefined || atByte > lastByte) return undefined;
      const fromByte = atByte;
      reader.nextChunk += 1;
      this.#makeRoom();
      atByte += chunk.byteLength;
      return chunk.subarray(Math.max(0, firstByte - fromByte), Math.max(0, lastByte + 1 - fromByte));
    };
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          for (;;) {
            const isAtEnd = () => reader.nextChunk === this.#chunks.length && atByte <= lastByte;
            while (isAtEnd() && this.#outcome === 'open') await this.#arrival.promise;
            if (hasLeft) return;
            const bytes = takeNext();
            if (bytes === undefined) break;
            if (bytes.byteLength > 0) return controller.enqueue(bytes);
          }
          leave();
          if (this.#outcome === 'complete' || atByte > lastByte) controller.close();
          else controller.error(this.#outcome);
        },
        cancel: () => {
          hasLeft = true;
          leave();
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** How many received bytes the fastest reader has not read yet. */
  get #unreadBytes(): number {
    const quickest = Math.max(0, ...[...this.#readers].map(({ nextChunk }) => nextChunk));
    return this.#chunks.slice(quickest).reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #outgrow(): void {
    if (this.#isTooLarge) return;
    this.#isTooLarge = true;
    // Without readers only collectors are left, and they cannot get a body that is not held.
    if (this.#readers.size === 0) this.source.abort();
  }

  #makeRoom(): void {
    if (this.#isTooLarge) {
      const slowest = Math.min(...[...this.#readers].map(({ nextChunk }) => nextChunk));
      for (let at = 0; at < Math.min(slowest, this.#chunks.length); at += 1) this.#chunks[at] = nothing;
    }
    this.#roomMade.resolve();
    this.#roomMade = defer<void>();
  }

  #wakeReaders(): void {
    this.#arrival.resolve();
    this.#arrival = defer<void>();
  }
}
