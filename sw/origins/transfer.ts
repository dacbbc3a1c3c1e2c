import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { headerReader, type KeptHeaders, renewHeaders } from '../decision/http/kept-headers.ts';
import { assessFreshness, isFresh } from '../decision/http/freshness.ts';
import { renewalHeaders } from '../decision/http/validators.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { isText, type KeptPart } from './arrived-body.ts';
import type { Bytes } from './attempt.ts';
import { defer } from './deferred.ts';
import { download, type DownloadParts, type DownloadRequest, type Priority } from './download.ts';
import type { Head, WholeBody } from '../body.ts';
import { aloneMs, LineMeter } from './line-meter.ts';

const wholeBody: ByteRange = { firstByte: 0, lastByte: Number.POSITIVE_INFINITY };

/** What is kept of a resource, and may still be current. */
export type KeptCopy = {
  readonly body: Blob;
  readonly entry: {
    readonly contentType: string;
    readonly fileBytes: number | null;
    readonly headers: KeptHeaders;
    readonly firstByteMs: number;
    readonly transferMs: number;
  };
};

export type TransferLimits = {
  /** What is larger is neither held in memory nor kept. */
  readonly maxBytes: number;
  /** How far a transfer runs ahead of those who read it, unless somebody wants all of it. */
  readonly readAheadBytes: number;
};

export type TransferParts = DownloadParts & { readonly limits: TransferLimits };

export type TransferRequest = Omit<DownloadRequest, 'signal' | 'kept' | 'priority' | 'conditions'> & {
  readonly priority: Priority;
  /** Asked whether this is still current. */
  readonly renews?: KeptCopy;
  /** What is under way for others already is not good enough. */
  readonly isAnew?: boolean | undefined;
};

type Follower = { nextChunk: number };

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
  /** Its length was not told, and it has outgrown what may be held: it is passed on, and forgotten as it goes. */
  #isTooLarge = false;
  readonly #followers = new Set<Follower>();
  /** How many want all of it, as fast as it comes. */
  #collectors = 0;
  #roomMade = defer<void>();

  constructor(
    request: TransferRequest,
    readonly parts: TransferParts,
    readonly kept: KeptPart | null = null,
    readonly line: LineMeter = new LineMeter(),
  ) {
    this.resource = request.resource;
    this.#priority = request.priority;
    this.#startedMs = parts.network.nowMs();
    this.head = this.#headSlot.promise;
    const conditions = request.renews === undefined ? {} : conditionsFor(this.resource, request.renews);
    const signal = this.#abort.signal;
    this.whole = this.#run({ ...request, conditions, priority: () => this.#priority, signal, kept }, request.renews);
    // Whoever cares awaits these; a transfer nobody waits for may fail in silence.
    this.head.catch(() => undefined);
    this.whole.catch(() => undefined);
  }

  /**
   * False once it failed or was given up, and once all of it is here if that may not be used again unasked: nobody can
   * join it any more.
   */
  get isJoinable(): boolean {
    if (this.#isTooLarge) return false;
    return this.#end === 'complete' ? this.#isFresh : this.#end === 'open' && !this.#abort.signal.aborted;
  }

  get #isFresh(): boolean {
    const head = this.#knownHead;
    if (head === null) return false;
    const { receivedAtMs, firstByteMs, headers } = head;
    const times = { requestedAtMs: receivedAtMs - firstByteMs, receivedAtMs };
    const freshness = assessFreshness({ kind: this.resource.kind, header: headerReader(headers), ...times });
    return isFresh(freshness, this.parts.network.nowMs());
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
    if (isUseless || this.#isTooLarge || head.isConfirmed) return null;
    if (this.#receivedBytes === 0 || isText(this.resource)) return null;
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
    this.#collectors += 1;
    this.#makeRoom();
    signal?.addEventListener('abort', release);
    if (signal?.aborted === true) release();
    try {
      return await this.whole;
    } finally {
      this.#collectors -= 1;
      release();
    }
  }

  /**
   * A body that starts with what is here and follows the rest, or of both a part. A reader that leaves, by the signal also
   * before it has got anything, only gives up its own hold.
   */
  follow({ firstByte, lastByte }: ByteRange = wholeBody, signal?: AbortSignal): ReadableStream<Bytes> {
    const release = this.hold();
    const follower: Follower = { nextChunk: 0 };
    this.#followers.add(follower);
    const leave = () => {
      this.#followers.delete(follower);
      this.#makeRoom();
      release();
    };
    signal?.addEventListener('abort', leave);
    if (signal?.aborted === true) leave();
    let atByte = 0;
    let hasLeft = false;
    const takeNext = (): Bytes | undefined => {
      const chunk = this.#chunks[follower.nextChunk];
      if (chunk === undefined || atByte > lastByte) return undefined;
      const fromByte = atByte;
      follower.nextChunk += 1;
      this.#makeRoom();
      atByte += chunk.byteLength;
      return chunk.subarray(Math.max(0, firstByte - fromByte), Math.max(0, lastByte + 1 - fromByte));
    };
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          for (;;) {
            const isAtEnd = () => follower.nextChunk === this.#chunks.length && atByte <= lastByte;
            while (isAtEnd() && this.#end === 'open') await this.#arrival.promise;
            if (hasLeft) return;
            const bytes = takeNext();
            if (bytes === undefined) break;
            if (bytes.byteLength > 0) return controller.enqueue(bytes);
          }
          leave();
          if (this.#end === 'complete' || atByte > lastByte) controller.close();
          else controller.error(this.#end);
        },
        cancel: () => {
          hasLeft = true;
          leave();
        },
      },
      { highWaterMark: 0 },
    );
  }

  async #run(request: DownloadRequest, renews: KeptCopy | undefined): Promise<WholeBody> {
    const sink = {
      onHead: (head: Head) => {
        if ((head.lengthBytes ?? 0) > this.parts.limits.maxBytes) throw new DownloadError('too-large', head.url);
        this.#knownHead = head;
        this.#lineStartBytes = this.line.bytesOf(lineOf(head));
        this.#headSlot.resolve(head);
      },
      onBytes: (bytes: Bytes) => {
        this.#countOnLine(bytes);
        this.#chunks.push(bytes);
        this.#receivedBytes += bytes.byteLength;
        this.#wakeReaders();
        return this.#waitForReaders();
      },
      onConfirmed: async (head: Head) => {
        if (renews === undefined) return;
        this.#knownHead = confirmedHead(head, renews);
        const bytes = new Uint8Array(await renews.body.arrayBuffer());
        this.#chunks.push(bytes);
        this.#receivedBytes = bytes.byteLength;
        this.#headSlot.resolve(this.#knownHead);
      },
      onKeptDropped: () => {
        this.#hasDroppedKept = true;
      },
    };
    try {
      await download(request, sink, this.parts);
      this.#end = 'complete';
      const head = await this.head;
      if (this.#isTooLarge) throw new DownloadError('too-large', head.url);
      if (renews !== undefined && head.isConfirmed)
        return { head, body: renews.body, asked: request.headers, transferMs: renews.entry.transferMs };
      const body = new Blob(this.#chunks, { type: head.contentType });
      return { head, body, asked: request.headers, transferMs: this.spentMs };
    } catch (cause) {
      const failure =
        cause instanceof DownloadError ? cause : new DownloadError('network', this.resource.key, null, { cause });
      // Those who follow a body that has outgrown what may be held have it to its end.
      if (this.#end !== 'complete') this.#end = failure;
      this.#headSlot.reject(failure);
      throw failure;
    } finally {
      this.#wakeReaders();
    }
  }

  /** What an earlier transfer has left does not come over the line again. */
  #countOnLine(bytes: Bytes): void {
    if (this.kept?.chunks.includes(bytes) === true) this.#isResumed = true;
    else if (this.#knownHead !== null) this.line.count(lineOf(this.#knownHead), bytes.byteLength);
  }

  /** When nobody reads as fast as it comes, its origin waits too. */
  #waitForReaders(): Promise<void> | undefined {
    const { maxBytes, readAheadBytes } = this.parts.limits;
    if (this.#receivedBytes > maxBytes) this.#outgrow();
    const isCollected = this.#collectors > 0 && !this.#isTooLarge;
    if (isCollected || this.#unreadBytes <= readAheadBytes) return undefined;
    const stopped = new Promise<void>((resolve) => {
      this.#abort.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return Promise.race([this.#roomMade.promise.then(() => this.#waitForReaders()), stopped]);
  }

  /** What is here and the quickest of those who read has not read yet. */
  get #unreadBytes(): number {
    const quickest = Math.max(0, ...[...this.#followers].map(({ nextChunk }) => nextChunk));
    return this.#chunks.slice(quickest).reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  #outgrow(): void {
    if (this.#isTooLarge) return;
    this.#isTooLarge = true;
    // Those who want all of it at once cannot have it.
    if (this.#followers.size === 0) this.#abort.abort();
  }

  #makeRoom(): void {
    if (this.#isTooLarge) {
      const slowest = Math.min(...[...this.#followers].map(({ nextChunk }) => nextChunk));
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

const nothing: Bytes = new Uint8Array();

/** The pieces of a plain MP4 are made here, of byte ranges of the file: conditions would be about these. */
function conditionsFor({ urls }: Resource, { entry }: KeptCopy): Readonly<Record<string, string>> {
  const isMade = urls.some((url) => readMp4Address(url) !== null);
  return isMade ? {} : renewalHeaders(headerReader(entry.headers));
}

/** The answer was about headers alone: what they say now, of the body that is kept. */
function confirmedHead(head: Head, { body, entry }: KeptCopy): Head {
  const headers = renewHeaders(entry.headers, Object.entries(head.headers));
  const { contentType, fileBytes, firstByteMs } = entry;
  return { ...head, contentType, fileBytes, firstByteMs, headers, lengthBytes: body.size };
}

function lineOf(head: Head): string {
  return new URL(head.url).origin;
}
