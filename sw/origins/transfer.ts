import { headerReader } from '../decision/http/kept-headers.ts';
import { assessFreshness, isFresh } from '../decision/http/freshness.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { isManifestOrPlaylist, type Resource } from '../decision/resource/resource.ts';
import type { KeptPart } from './received-bytes.ts';
import type { Bytes } from './attempt.ts';
import { defer } from './deferred.ts';
import { download, type DownloadParts, type DownloadRequest, type Priority } from './download.ts';
import type { Head, WholeBody } from '../body.ts';
import { uncontendedMs, OriginByteCounter } from './origin-byte-counter.ts';
import { conditionsFor, confirmedHead, type KeptCopy } from './renewal.ts';
import { type BodyLimits, SharedBody } from './shared-body.ts';

export type TransferParts = DownloadParts & { readonly limits: BodyLimits };

export type TransferRequest = Omit<DownloadRequest, 'signal' | 'kept' | 'priority' | 'conditions'> & {
  readonly priority: Priority;
  /** The cached copy that is revalidated. */
  readonly renews?: KeptCopy;
};

export type TransferStatus = {
  readonly key: string;
  readonly priority: Priority;
  readonly url: string | null;
  readonly receivedBytes: number;
  readonly lengthBytes: number | null;
  /** 0–1: how much of the body has arrived. */
  readonly fillLevel: number;
  readonly elapsedMs: number;
};

/**
 * One download of one resource with any number of readers: each gets the bytes received so far at once and the rest as
 * it arrives. The transfer is aborted when its last holder releases it.
 */
export class Transfer {
  readonly resource: Resource;
  /** The headers of the request, without those that the browser adds. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly head: Promise<Head>;
  readonly whole: Promise<WholeBody>;
  readonly #abort = new AbortController();
  readonly #headSlot = defer<Head>();
  readonly #body: SharedBody;
  readonly #holders = new Set<symbol>();
  readonly #startedMs: number;
  #priority: Priority;
  #knownHead: Head | null = null;
  /** The origin's byte count when this transfer's own bytes began to arrive. */
  #originBytesAtStart = 0;
  #isResumed = false;
  #hasDroppedKept = false;

  constructor(
    request: TransferRequest,
    readonly parts: TransferParts,
    readonly kept: KeptPart | null = null,
    readonly byteCounter: OriginByteCounter = new OriginByteCounter(),
  ) {
    this.resource = request.resource;
    this.requestHeaders = request.headers;
    this.#priority = request.priority;
    this.#startedMs = parts.network.nowMs();
    this.head = this.#headSlot.promise;
    this.#body = new SharedBody(parts.limits, this.#abort);
    const conditions = request.renews === undefined ? {} : conditionsFor(this.resource, request.renews);
    const signal = this.#abort.signal;
    this.whole = this.#run({ ...request, conditions, priority: () => this.#priority, signal, kept }, request.renews);
    // Callers await these if they care. If none does, a failure must not count as an unhandled rejection.
    this.head.catch(() => undefined);
    this.whole.catch(() => undefined);
  }

  /**
   * Whether more readers may join. False once the transfer has failed, was aborted or became too large, and once it is
   * complete if its response may not be reused without revalidation.
   */
  get isJoinable(): boolean {
    const { isTooLarge, outcome } = this.#body;
    if (isTooLarge) return false;
    return outcome === 'complete' ? this.#isFresh : outcome === 'open' && !this.#abort.signal.aborted;
  }

  get #isFresh(): boolean {
    const head = this.#knownHead;
    if (head === null) return false;
    const { receivedAtMs, firstByteMs, headers } = head;
    const times = { requestedAtMs: receivedAtMs - firstByteMs, receivedAtMs };
    const freshness = assessFreshness({ kind: this.resource.kind, header: headerReader(headers), ...times });
    return isFresh(freshness, this.parts.network.nowMs());
  }

  /** Whether it uses bandwidth for bytes that no player waits for. Playlists use too little to count. */
  get isSpeculative(): boolean {
    return (
      this.#priority === 'low' &&
      this.#body.outcome === 'open' &&
      this.isJoinable &&
      !isManifestOrPlaylist(this.resource)
    );
  }

  get receivedBytes(): number {
    return this.#body.sizeBytes;
  }

  get status(): TransferStatus {
    const { receivedBytes } = this;
    const lengthBytes = this.#knownHead?.lengthBytes ?? null;
    return {
      key: this.resource.key,
      priority: this.#priority,
      url: this.#knownHead?.url ?? null,
      receivedBytes,
      lengthBytes,
      fillLevel: lengthBytes === null || lengthBytes === 0 ? 0 : Math.min(1, receivedBytes / lengthBytes),
      elapsedMs: Math.max(0, this.parts.network.nowMs() - this.#startedMs),
    };
  }

  /** The part that a later transfer of this resource can continue, or null if there is none. */
  get part(): KeptPart | null {
    const head = this.#knownHead;
    // No headers arrived, so the part left by an earlier transfer is as good as before.
    if (head === null) return this.#hasDroppedKept ? null : this.kept;
    const { chunks, sizeBytes, isTooLarge, outcome } = this.#body;
    const isUseless = outcome instanceof DownloadError && outcome.reason === 'changed';
    if (isUseless || isTooLarge || head.isConfirmed) return null;
    if (sizeBytes === 0 || isManifestOrPlaylist(this.resource)) return null;
    const spentMs = this.spentMs - head.firstByteMs;
    return { head, chunks: [...chunks], sizeBytes, spentMs };
  }

  /** The time spent so far: the wait for the first byte, and the time that the bytes would have taken alone. */
  get spentMs(): number {
    const head = this.#knownHead;
    const nowMs = this.parts.network.nowMs();
    if (head === null) return Math.max(0, nowMs - this.#startedMs) + (this.kept?.spentMs ?? 0);
    const [keptBytes, keptMs] = this.#isResumed ? [this.kept?.sizeBytes ?? 0, this.kept?.spentMs ?? 0] : [0, 0];
    const originBytes = this.byteCounter.bytesOf(originOf(head)) - this.#originBytesAtStart;
    // Time lost to an origin that did not answer says nothing about the link, and is not counted.
    const bodyMs = uncontendedMs(nowMs - head.receivedAtMs, this.receivedBytes - keptBytes, originBytes);
    return head.firstByteMs + keptMs + bodyMs;
  }

  /** Raises the priority when a player joins a prefetch. It is never lowered. */
  raise(priority: Priority): void {
    if (priority === 'high') this.#priority = priority;
  }

  /** Keeps the transfer alive until the returned function is called. */
  hold(): () => void {
    const holder = Symbol('holder');
    this.#holders.add(holder);
    return () => {
      if (this.#holders.delete(holder) && this.#holders.size === 0 && this.#body.outcome === 'open')
        this.#abort.abort();
    };
  }

  /** Returns the whole body. Holds the transfer until it has arrived or the signal aborts. */
  async readWhole(signal?: AbortSignal): Promise<WholeBody> {
    const release = this.hold();
    const stopCollecting = this.#body.collect();
    signal?.addEventListener('abort', release);
    if (signal?.aborted === true) release();
    try {
      return await this.whole;
    } finally {
      stopCollecting();
      release();
    }
  }

  /**
   * Streams the body, or a range of it: the bytes received so far, then the rest as it arrives. A reader that leaves,
   * or whose signal aborts, releases only its own hold.
   */
  follow(range?: ByteRange, signal?: AbortSignal): ReadableStream<Bytes> {
    return this.#body.read(range, signal, this.hold());
  }

  async #run(request: DownloadRequest, renews: KeptCopy | undefined): Promise<WholeBody> {
    const sink = {
      onHead: (head: Head) => {
        if ((head.lengthBytes ?? 0) > this.parts.limits.maxBytes) throw new DownloadError('too-large', head.url);
        this.#knownHead = head;
        this.#originBytesAtStart = this.byteCounter.bytesOf(originOf(head));
        this.#headSlot.resolve(head);
      },
      onBytes: (bytes: Bytes) => {
        this.#countReceived(bytes);
        this.#body.add(bytes);
        return this.#body.waitForReaders();
      },
      onConfirmed: async (head: Head) => {
        if (renews === undefined) return;
        this.#knownHead = confirmedHead(head, renews);
        this.#body.add(new Uint8Array(await renews.body.arrayBuffer()));
        this.#headSlot.resolve(this.#knownHead);
      },
      onKeptDropped: () => {
        this.#hasDroppedKept = true;
      },
    };
    try {
      await download(request, sink, this.parts);
      this.#body.end('complete');
      const head = await this.head;
      if (this.#body.isTooLarge) throw new DownloadError('too-large', head.url);
      if (renews !== undefined && head.isConfirmed)
        return { head, body: renews.body, requestHeaders: this.requestHeaders, transferMs: renews.entry.transferMs };
      const body = new Blob([...this.#body.chunks], { type: head.contentType });
      return {
        head,
        body,
        requestHeaders: this.requestHeaders,
        transferMs: request.from === 'browser' ? 0 : this.spentMs,
      };
    } catch (cause) {
      const failure =
        cause instanceof DownloadError ? cause : new DownloadError('network', this.resource.key, null, { cause });
      this.#body.end(failure);
      this.#headSlot.reject(failure);
      throw failure;
    }
  }

  /** Counts bytes from the network. Those of the kept part were received by an earlier transfer. */
  #countReceived(bytes: Bytes): void {
    if (this.kept?.chunks.includes(bytes) === true) this.#isResumed = true;
    else if (this.#knownHead !== null) this.byteCounter.count(originOf(this.#knownHead), bytes.byteLength);
  }
}

function originOf(head: Head): string {
  return new URL(head.url).origin;
}
