import { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { isText, type KeptPart } from './arrived-body.ts';
import type { Bytes } from './attempt.ts';
import { defer } from './deferred.ts';
import { download, type DownloadParts, type DownloadRequest, type Priority } from './download.ts';
import type { Head } from './head.ts';
import { aloneMs, LineMeter } from './line-meter.ts';

const wholeBody: ByteRange = { firstByte: 0, lastByte: Number.POSITIVE_INFINITY };

/** A body that arrived whole and was checked. */
export type WholeBody = {
  readonly head: Head;
  readonly body: Blob;
  /** From the request to the last byte, as it would have been with the line to itself. */
  readonly transferMs: number;
};

export type TransferRequest = Omit<DownloadRequest, 'signal' | 'kept' | 'priority'> & { readonly priority: Priority };

export type TransferStatus = {
  readonly key: string;
  readonly priority: Priority;
  readonly url: string | null;
  readonly receivedBytes: number;
  readonly lengthBytes: number | null;
  /** 0–1: how much of the body is here. */
  readonly fillLevel: number;
  readonly elapsedMs: number;
  readonly holders: number;
};

/**
 * One download of one resource, followed by any number of readers: each gets what has already arrived at once and the
 * rest as it comes. It lives as long as somebody holds it.
 */
export class Transfer {
  readonly resource: Resource;
  readonly head: Promise<Head>;
  readonly whole: Promise<WholeBody>;
  readonly #abort = new AbortController();
  readonly #headSlot = defer<Head>();
  readonly #chunks: Bytes[] = [];
  readonly #holders = new Set<symbol>();
  readonly #startedMs: number;
  #priority: Priority;
  #knownHead: Head | null = null;
  #receivedBytes = 0;
  /** Of the line, when this transfer's own bytes began. */
  #lineStartBytes = 0;
  #isResumed = false;
  #hasDroppedKept = false;
  #arrival = defer<void>();
  #end: 'open' | 'complete' | DownloadError = 'open';

  constructor(
    request: TransferRequest,
    readonly parts: DownloadParts,
    readonly kept: KeptPart | null = null,
    readonly line: LineMeter = new LineMeter(),
  ) {
    this.resource = request.resource;
    this.#priority = request.priority;
    this.#startedMs = parts.network.nowMs();
    this.head = this.#headSlot.promise;
    this.whole = this.#run({ ...request, priority: () => this.#priority, signal: this.#abort.signal, kept });
    // Whoever cares awaits these; a transfer nobody waits for may fail in silence.
    this.head.catch(() => undefined);
    this.whole.catch(() => undefined);
  }

  /** False once it failed or was given up: nobody can join it any more. */
  get isJoinable(): boolean {
    return this.#end === 'complete' || (this.#end === 'open' && !this.#abort.signal.aborted);
  }

  /** Takes a share of the line that nobody waits for; a text takes none to speak of. */
  get isSpeculative(): boolean {
    return this.#priority === 'low' && this.#end === 'open' && this.isJoinable && !isText(this.resource);
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get status(): TransferStatus {
    const lengthBytes = this.#knownHead?.lengthBytes ?? null;
    return {
      key: this.resource.key,
      priority: this.#priority,
      url: this.#knownHead?.url ?? null,
      receivedBytes: this.#receivedBytes,
      lengthBytes,
      fillLevel: lengthBytes === null || lengthBytes === 0 ? 0 : Math.min(1, this.#receivedBytes / lengthBytes),
      elapsedMs: this.parts.network.nowMs() - this.#startedMs,
      holders: this.#holders.size,
    };
  }

  /** What a later transfer of this resource can go on with; null where there is nothing. */
  get part(): KeptPart | null {
    const head = this.#knownHead;
    // Not even the headers came: what an earlier transfer has left is as good as it was.
    if (head === null) return this.#hasDroppedKept ? null : this.kept;
    const isUseless = this.#end instanceof DownloadError && this.#end.reason === 'changed';
    if (isUseless || this.#receivedBytes === 0 || isText(this.resource)) return null;
    const spentMs = this.spentMs - head.firstByteMs;
    return { head, chunks: [...this.#chunks], sizeBytes: this.#receivedBytes, spentMs };
  }

  /** What it has cost up to now: the wait for the first byte, and the time that the bytes would have taken alone. */
  get spentMs(): number {
    const head = this.#knownHead;
    const elapsedMs = this.parts.network.nowMs() - this.#startedMs;
    if (head === null) return elapsedMs + (this.kept?.spentMs ?? 0);
    const [keptBytes, keptMs] = this.#isResumed ? [this.kept?.sizeBytes ?? 0, this.kept?.spentMs ?? 0] : [0, 0];
    const lineBytes = this.line.bytesOf(lineOf(head)) - this.#lineStartBytes;
    const bodyMs = aloneMs(elapsedMs - head.firstByteMs, this.#receivedBytes - keptBytes, lineBytes);
    return head.firstByteMs + keptMs + bodyMs;
  }

  /** Somebody waits for what was only fetched in advance: from now on it is worth more. */
  raise(priority: Priority): void {
    if (priority === 'high') this.#priority = priority;
  }

  /** Keeps the transfer alive until the returned function is called. */
  hold(): () => void {
    const holder = Symbol('holder');
    this.#holders.add(holder);
    return () => {
      if (this.#holders.delete(holder) && this.#holders.size === 0 && this.#end === 'open') this.#abort.abort();
    };
  }

  /** The whole body. Whoever waits for it holds the transfer meanwhile, until the signal says stop. */
  async readWhole(signal?: AbortSignal): Promise<WholeBody> {
    const release = this.hold();
    signal?.addEventListener('abort', release);
    if (signal?.aborted === true) release();
    try {
      return await this.whole;
    } finally {
      release();
    }
  }

  /**
   * A body that starts with what is here and follows the rest, or of both a part. A reader that leaves only gives up its
   * own hold.
   */
  follow({ firstByte, lastByte }: ByteRange = wholeBody): ReadableStream<Bytes> {
    const release = this.hold();
    let next = 0;
    let atByte = 0;
    let hasLeft = false;
    const takeNext = (): Bytes | undefined => {
      const chunk = this.#chunks[next];
      if (chunk === undefined || atByte > lastByte) return undefined;
      const fromByte = atByte;
      next += 1;
      atByte += chunk.byteLength;
      return chunk.subarray(Math.max(0, firstByte - fromByte), Math.max(0, lastByte + 1 - fromByte));
    };
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          for (;;) {
            const isAtEnd = () => next === this.#chunks.length && atByte <= lastByte;
            while (isAtEnd() && this.#end === 'open') await this.#arrival.promise;
            if (hasLeft) return;
            const bytes = takeNext();
            if (bytes === undefined) break;
            if (bytes.byteLength > 0) return controller.enqueue(bytes);
          }
          release();
          if (this.#end === 'complete' || atByte > lastByte) controller.close();
          else controller.error(this.#end);
        },
        cancel: () => {
          hasLeft = true;
          release();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async #run(request: DownloadRequest): Promise<WholeBody> {
    const sink = {
      onHead: (head: Head) => {
        this.#knownHead = head;
        this.#lineStartBytes = this.line.bytesOf(lineOf(head));
        this.#headSlot.resolve(head);
      },
      onBytes: (bytes: Bytes) => {
        this.#countOnLine(bytes);
        this.#chunks.push(bytes);
        this.#receivedBytes += bytes.byteLength;
        this.#wakeReaders();
      },
      onKeptDropped: () => {
        this.#hasDroppedKept = true;
      },
    };
    try {
      await download(request, sink, this.parts);
      this.#end = 'complete';
      const head = await this.head;
      const body = new Blob(this.#chunks, { type: head.contentType });
      return { head, body, transferMs: this.spentMs };
    } catch (cause) {
      this.#end =
        cause instanceof DownloadError ? cause : new DownloadError('network', this.resource.key, null, { cause });
      this.#headSlot.reject(this.#end);
      throw this.#end;
    } finally {
      this.#wakeReaders();
    }
  }

  /** What an earlier transfer has left does not come over the line again. */
  #countOnLine(bytes: Bytes): void {
    if (this.kept?.chunks.includes(bytes) === true) this.#isResumed = true;
    else if (this.#knownHead !== null) this.line.count(lineOf(this.#knownHead), bytes.byteLength);
  }

  #wakeReaders(): void {
    this.#arrival.resolve();
    this.#arrival = defer<void>();
  }
}

function lineOf(head: Head): string {
  return new URL(head.url).origin;
}
