import { DownloadError } from '../decision/origin/download-error.ts';
import { type PatienceRules, shouldSwitchSource } from '../decision/origin/patience.ts';
import { isDamagedStart, isPageInsteadOfFile, sniffedBytes } from '../decision/resource/damage.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { timesOut } from '../times-out.ts';
import { type Answer, isPartialRequest, readAnswer } from './head.ts';
import { PaceWatch } from './pace-watch.ts';
import { readStart } from './read-start.ts';

export type Network = { readonly fetch: typeof fetch; readonly nowMs: () => number };

export type Bytes = Uint8Array<ArrayBuffer>;

/** The body of an error response is meant for people: it is truncated, and not waited for long. */
const maxErrorBodyBytes = 16 * 1024;
const errorBodyWaitMs = 1000;

export type AttemptRequest = {
  readonly resource: Resource;
  readonly url: string;
  /** The URL that is requested: `url`, perhaps with CMCD data in its query. */
  readonly requestUrl: string;
  /** The byte of the resource at which the response has to start. */
  readonly fromByte: number;
  /** `origin`: without joining a transfer in flight. `browser`: from the browser's HTTP cache if possible. */
  readonly from?: 'origin' | 'browser' | undefined;
  /** The headers that make the request conditional; empty if the body is wanted in any case. */
  readonly conditions: Readonly<Record<string, string>>;
  readonly priority: 'high' | 'low';
  readonly headers: Readonly<Record<string, string>>;
  readonly referrerPolicy: ReferrerPolicy;
  readonly signal: AbortSignal;
  readonly patience: () => PatienceRules;
};

/** One request to one address. */
export class Attempt {
  readonly #watch: PaceWatch;
  readonly #signal: AbortSignal;
  readonly #abort = new AbortController();
  #reader: ReadableStreamDefaultReader<Bytes> | undefined;
  #finalUrl: string;
  #contentType = '';

  constructor(
    readonly request: AttemptRequest,
    readonly network: Network,
  ) {
    this.#watch = new PaceWatch(network.nowMs, (progress) => shouldSwitchSource(progress, request.patience()));
    this.#finalUrl = request.url;
    this.#signal = AbortSignal.any([request.signal, this.#watch.signal, this.#abort.signal]);
  }

  get startedMs(): number {
    return this.#watch.startedMs;
  }

  /** The URL of the response after redirects. */
  get finalUrl(): string {
    return this.#finalUrl;
  }

  /** Suspends stall detection while the reader of the body is busy. */
  pauseWhile(readerIsBusy: Promise<void>): Promise<void> {
    return this.#watch.pauseWhile(readerIsBusy);
  }

  /** Sends the request and checks the headers of the response. */
  async open(): Promise<Answer> {
    const { resource, url, requestUrl, fromByte, from, priority, referrerPolicy } = this.request;
    try {
      const response = await this.network.fetch(requestUrl, {
        signal: this.#signal,
        priority,
        referrerPolicy,
        credentials: resource.viewer?.credentials ?? 'same-origin',
        headers: {
          ...resource.viewer?.headers,
          ...this.request.headers,
          ...this.request.conditions,
          ...this.#rangeHeaders(),
        },
        // The worker decides what is fresh. The browser's HTTP cache would answer ranges from its copy of a file.
        cache: from === 'browser' ? 'force-cache' : 'no-store',
      });
      const nowMs = this.network.nowMs();
      const isConditional = Object.keys(this.request.conditions).length > 0;
      // The clock may have been set back meanwhile.
      const firstByteMs = Math.max(0, nowMs - this.startedMs);
      const answer = readAnswer(response, {
        resource,
        url,
        fromByte,
        isConditional,
        firstByteMs,
        nowMs,
        errorBody: await this.#readErrorBody(response),
        keptTag: this.request.conditions['if-none-match'] ?? null,
      });
      this.#finalUrl = response.redirected ? response.url : url;
      this.#reader = response.body?.getReader();
      const { lengthBytes, contentType } = answer.head;
      this.#contentType = contentType;
      this.#watch.onHeaders(lengthBytes === null ? null : lengthBytes - fromByte + answer.skipBytes);
      return answer;
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  /** Yields the bytes of the body as they arrive. Checks the first bytes of a resource before yielding them. */
  async *read(mostBytes: number): AsyncGenerator<Bytes> {
    const { resource, fromByte, url } = this.request;
    const contentType = this.#contentType;
    let start: Bytes | undefined = fromByte === 0 ? new Uint8Array() : undefined;
    try {
      for (let part = await this.#next(); part !== undefined; part = await this.#next()) {
        if (start === undefined) {
          yield part;
          continue;
        }
        start = start.length === 0 ? part : concatenate(start, part);
        if (start.length < sniffedBytes) continue;
        checkStart(resource, start, { url, contentType, mostBytes });
        yield start;
        start = undefined;
      }
      if (start === undefined || start.length === 0) return;
      checkStart(resource, start, { url, contentType, mostBytes });
      yield start;
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  /** Aborts the request, which frees its connection. */
  close(): void {
    this.#watch.stop();
    this.#abort.abort();
  }

  /** Reads the body of an error response, unless no player waits or another origin can be asked at once. */
  async #readErrorBody({ status, body }: Response): Promise<Bytes> {
    const { patience, priority } = this.request;
    if (status < 400 || priority === 'low' || patience().alternative !== null) return new Uint8Array();
    const start = readStart(body, maxErrorBodyBytes).catch(() => new Uint8Array());
    return (await timesOut(start, errorBodyWaitMs)) ? new Uint8Array() : await start;
  }

  async #next(): Promise<Bytes | undefined> {
    const part = await this.#reader?.read();
    if (part === undefined || part.done) return undefined;
    this.#watch.onBytes(part.value.byteLength);
    return part.value;
  }

  #rangeHeaders(): Record<string, string> {
    const { resource, fromByte } = this.request;
    return isPartialRequest(this.request) ? { range: rangeHeader(resource.range, fromByte) } : {};
  }

  #fail(cause: unknown): DownloadError {
    const { url, signal } = this.request;
    if (signal.aborted) return new DownloadError('aborted', url, null, { cause });
    if (this.#watch.signal.aborted) return new DownloadError('stalled', url, null, { cause });
    return cause instanceof DownloadError ? cause : new DownloadError('network', url, null, { cause });
  }
}

/** Throws if the body does not begin like the requested resource. */
export function checkStart(
  resource: Resource,
  start: Uint8Array,
  { url, contentType, mostBytes }: { readonly url: string; readonly contentType: string; readonly mostBytes: number },
): void {
  if (isPageInsteadOfFile(resource, contentType, start)) throw new DownloadError('wrong-type', url);
  if (isDamagedStart(resource, start, mostBytes)) throw new DownloadError('damaged', url);
}

function rangeHeader(range: ByteRange | null, fromByte: number): string {
  return `bytes=${(range?.firstByte ?? 0) + fromByte}-${range?.lastByte ?? ''}`;
}

function concatenate(first: Bytes, second: Bytes): Bytes {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
