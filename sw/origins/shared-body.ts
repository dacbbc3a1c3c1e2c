import type { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Bytes } from './attempt.ts';
import { defer } from './deferred.ts';

const wholeBody: ByteRange = { firstByte: 0, lastByte: Number.POSITIVE_INFINITY };
const nothing: Bytes = new Uint8Array();

export type BodyLimits = {
  /** What is larger is neither held in memory nor kept. */
  readonly maxBytes: number;
  /** How far a body runs ahead of those who read it, unless somebody wants all of it. */
  readonly readAheadBytes: number;
};

type Reader = { nextChunk: number };

/**
 * A body that is still arriving, and those who read it: each gets what is here at once and the rest as it comes. What
 * brings it waits while nobody reads as fast as it comes.
 */
export class SharedBody {
  readonly #chunks: Bytes[] = [];
  readonly #readers = new Set<Reader>();
  #sizeBytes = 0;
  #outcome: 'open' | 'complete' | DownloadError = 'open';
  /** Its length was not told, and it has outgrown what may be held: it is passed on, and forgotten as it goes. */
  #isTooLarge = false;
  /** How many want all of it, as fast as it comes. */
  #collectors = 0;
  #arrival = defer<void>();
  #roomMade = defer<void>();

  constructor(
    readonly limits: BodyLimits,
    /** Ends what brings it. */
    readonly source: AbortController,
  ) {}

  /** All that is here; what has been forgotten is empty. */
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

  /** Nothing more comes. Whoever reads a body that is complete has it to its end, whatever else is said of it later. */
  end(outcome: 'complete' | DownloadError): void {
    if (this.#outcome === 'open') this.#outcome = outcome;
    this.#wakeReaders();
  }

  /** Undefined while there is room for more; else settles when there is, or when what brings it has been ended. */
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

  /** Somebody wants all of it, until the returned function is called. */
  collect(): () => void {
    this.#collectors += 1;
    this.#makeRoom();
    return () => {
      this.#collectors -= 1;
    };
  }

  /**
   * The body, or a part of it. `onLeave`: this reader has got what it wanted, or has gone; by the signal it may go before it
   * has got anything.
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

  /** What is here and the quickest of those who read has not read yet. */
  get #unreadBytes(): number {
    const quickest = Math.max(0, ...[...this.#readers].map(({ nextChunk }) => nextChunk));
    return this.#chunks.slice(quickest).reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #outgrow(): void {
    if (this.#isTooLarge) return;
    this.#isTooLarge = true;
    // Those who want all of it at once cannot have it.
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
