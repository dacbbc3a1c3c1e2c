import { DownloadError } from '../decision/origin/download-error.ts';
import type { PatienceRules } from '../decision/origin/patience.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { isRefusal } from '../decision/http/storing.ts';
import { timesOut } from '../times-out.ts';
import { ReceivedBytes, type DownloadSink, type KeptPart } from './received-bytes.ts';
import { Attempt, type AttemptRequest, type Network } from './attempt.ts';
import type { Answer } from './head.ts';
import type { OriginChoice, OriginEvent, RequestRecord } from './origin-choice.ts';

export type DownloadRequest = {
  readonly resource: Resource;
  /** Rises when a player joins a prefetch. */
  readonly priority: () => Priority;
  /** Headers for every request of this download. */
  readonly headers: Readonly<Record<string, string>>;
  readonly referrerPolicy?: ReferrerPolicy;
  /** Returns the URL to request for an address, such as one with CMCD data in its query. */
  readonly requestUrlOf?: (url: string) => string;
  readonly signal: AbortSignal;
  /** A source that delivers nothing for this long is abandoned. */
  readonly stallMs: number;
  readonly kept: KeptPart | null;
  /** Called when all origins have failed and one refused this address. Returns the new addresses, if known. */
  readonly readdress?: (refusedUrl: string) => Promise<readonly string[] | undefined>;
  readonly from?: AttemptRequest['from'];
  /** The headers that revalidate the cached copy; empty if there is none. */
  readonly conditions?: Readonly<Record<string, string>>;
};

export type Priority = 'high' | 'low';

export type DownloadParts = { readonly network: Network; readonly origins: OriginChoice };

/**
 * Downloads a resource's bytes, in order and each once. An origin that fails, stalls or crawls is abandoned for the
 * next one, which continues where the last one stopped. If the first byte is slow, a second origin is asked as a hedge.
 */
export async function download(request: DownloadRequest, sink: DownloadSink, parts: DownloadParts): Promise<void> {
  await parts.origins.ready;
  await new Download(request, sink, parts).run();
}

type OpenRequest = {
  readonly url: string;
  readonly attempt: Attempt;
  readonly answer: Answer;
  readonly record: RequestRecord;
};
type PendingRequest = { readonly opened: Promise<OpenRequest>; readonly giveUp: () => void };

/** How often one origin is asked in total if it keeps breaking off in the middle of the body. */
const mostAttemptsPerOrigin = 3;
/** The player's address, the newest known one, which may have expired too, and a refetched one. */
const mostAddresses = 3;

class Download {
  readonly #failed = new Map<string, { count: number; mayRetry: boolean }>();
  readonly #body: ReceivedBytes;
  #urls: readonly string[];
  #addresses = 1;
  /** The last of these addresses that was refused. */
  #refusedUrl: string | undefined;
  #conditionsRefused = false;

  constructor(
    readonly request: DownloadRequest,
    sink: DownloadSink,
    readonly parts: DownloadParts,
  ) {
    const { resource, kept } = request;
    this.#urls = resource.urls;
    this.#body = new ReceivedBytes(resource, sink, kept, (url, savedBytes) =>
      this.#report({ kind: 'resume', url, savedBytes }),
    );
  }

  async run(): Promise<void> {
    const { resource, signal } = this.request;
    let failure: DownloadError | undefined;
    for (;;) {
      const [url] = this.#candidates(this.request.priority());
      if (signal.aborted) throw new DownloadError('aborted', url ?? resource.key);
      if (url === undefined) {
        if (await this.#readdress()) continue;
        throw failure ?? this.parts.origins.refusal(this.#urls);
      }
      if (failure !== undefined && failure.url !== url) this.#report({ kind: 'failover', url: failure.url, failure });
      try {
        await this.#take(await this.#openFirst(url));
        return;
      } catch (cause) {
        failure = asDownloadError(cause, url);
        if (failure.isNotOriginFault) throw failure;
        if (this.#body.isWholeAfter(failure)) return;
      }
    }
  }

  /** Gets new addresses after a refusal, which may mean that a signature has expired. Returns whether there are any. */
  async #readdress(): Promise<boolean> {
    const refusedUrl = this.#refusedUrl;
    if (refusedUrl === undefined || this.#addresses === mostAddresses) return false;
    const urls = await this.request.readdress?.(refusedUrl);
    if (urls === undefined) return false;
    this.#refusedUrl = undefined;
    this.#addresses += 1;
    this.#urls = urls;
    this.#failed.clear();
    return true;
  }

  /** Returns the addresses that have not failed yet, best first, or else those that may be asked for the rest. */
  #candidates(priority: Priority): string[] {
    const urls = this.#urls;
    const fresh = this.parts.origins.rank(
      urls.filter((url) => !this.#failed.has(url)),
      priority,
    );
    if (fresh.length > 0) return fresh;
    const again = urls.filter((url) => {
      const failed = this.#failed.get(url);
      return failed?.mayRetry === true && failed.count < mostAttemptsPerOrigin;
    });
    return this.parts.origins.rank(again, priority);
  }

  /** Sends the request, hedges it at a second origin if the first byte is slow, and returns the first response. */
  async #openFirst(url: string): Promise<OpenRequest> {
    const { origins } = this.parts;
    const first = this.#open(url);
    const second = this.#alternative(url);
    // Only one response at a time may decide what becomes of a kept part.
    if (second === undefined || this.#body.kept !== null) return first.opened;
    const { slowFirstByteMs } = origins.expect(url);
    do {
      if (!(await timesOut(first.opened, slowFirstByteMs))) return first.opened;
      // A prefetch is not hedged until a player waits for it.
    } while (this.request.priority() === 'low');
    if (!origins.mayHedge()) return first.opened;
    this.#report({ kind: 'hedge', url: second });
    const hedge = this.#open(second);
    try {
      const opened = await Promise.any([first.opened, hedge.opened]);
      if (opened.url === second) this.#report({ kind: 'hedge-won', url: second });
      (opened.url === second ? first : hedge).giveUp();
      return opened;
    } catch {
      return first.opened;
    }
  }

  #alternative(url: string): string | undefined {
    const others = this.#urls.filter((other) => other !== url && !this.#failed.has(other));
    return this.parts.origins.rank(others, 'low')[0];
  }

  #open(url: string): PendingRequest {
    const { origins, network } = this.parts;
    const { resource, headers, referrerPolicy = '', requestUrlOf, signal, from } = this.request;
    const priority = this.request.priority();
    const record = origins.begin(url, priority);
    const fromByte = this.#body.nextByte;
    const conditions = fromByte > 0 || this.#conditionsRefused ? {} : (this.request.conditions ?? {});
    const patience = () => this.#patience(url);
    const requestUrl = requestUrlOf?.(url) ?? url;
    const attemptRequest = {
      resource,
      url,
      requestUrl,
      fromByte,
      from,
      conditions,
      priority,
      headers,
      referrerPolicy,
      signal,
      patience,
    };
    const attempt = new Attempt(attemptRequest, network);
    let isOvertaken = false;
    const open = async (): Promise<OpenRequest> => {
      try {
        const answer = await attempt.open();
        if (from !== 'browser') record.answered(answer.head.firstByteMs);
        return { url, attempt, answer, record };
      } catch (cause) {
        attempt.close();
        const failure = asDownloadError(cause, url);
        const isExcused =
          isOvertaken || this.#wasCausedByKeptPart(failure) || this.#wasCausedByConditions(failure, conditions);
        if (!isExcused) this.#noteFailure(url, failure);
        // A poster without CORS headers fails as a network error, which is not the origin's fault.
        const isUnreadablePoster = failure.reason === 'network' && resource.kind === 'poster';
        record.finish(isExcused || isUnreadablePoster || failure.isNotOriginFault ? 'given-up' : failure, 0);
        throw failure;
      }
    };
    const giveUp = () => {
      isOvertaken = true;
      record.finish('overtaken', 0);
      attempt.close();
    };
    const opened = open();
    opened.catch(() => undefined);
    return { opened, giveUp };
  }

  async #take({ url, attempt, answer, record }: OpenRequest): Promise<void> {
    let bodyBytes = 0;
    try {
      await this.#body.take(answer, attempt, (bytes) => {
        bodyBytes += bytes.byteLength;
      });
      // The time that the browser's own cache takes says nothing about the origin.
      if (this.request.from === 'browser') record.finish('given-up', 0);
      else record.finish('whole', bodyBytes);
    } catch (cause) {
      const failure = asDownloadError(cause, url);
      const isExcused = this.#wasCausedByKeptPart(failure);
      if (!isExcused) this.#noteFailure(url, failure, bodyBytes);
      record.finish(isExcused || failure.isNotOriginFault ? 'given-up' : failure, bodyBytes);
      throw failure;
    } finally {
      attempt.close();
    }
  }

  /**
   * Whether the kept part caused the failure: it no longer fits, or is too long for an origin that ignores ranges. It
   * is then dropped, and the same origin is asked for the whole body. If-Range would reveal that sooner, but costs a
   * CORS preflight for every part that does fit.
   */
  #wasCausedByKeptPart({ reason, status }: DownloadError): boolean {
    if (this.#body.kept === null) return false;
    const isFault = reason === 'changed' || status === 416 || (reason === 'status' && status === 200);
    if (isFault) this.#body.dropKept();
    return isFault;
  }

  /**
   * Whether the conditional headers caused the failure: a cross-origin server may reject them in the CORS preflight,
   * which looks like a network error, or confirm another version than the cached one. The body is then requested
   * unconditionally.
   */
  #wasCausedByConditions({ reason }: DownloadError, conditions: Readonly<Record<string, string>>): boolean {
    const isFault = reason === 'network' || reason === 'changed';
    if (!isFault || Object.keys(conditions).length === 0) return false;
    this.#conditionsRefused = true;
    return true;
  }

  #patience(url: string): PatienceRules {
    const { origins } = this.parts;
    const alternative = this.#alternative(url);
    return {
      stallMs: this.request.stallMs,
      current: origins.expect(url),
      alternative: alternative === undefined ? null : origins.expect(alternative),
    };
  }

  /** `bodyBytes`: how many bytes of the body arrived; below 0 without a response. */
  #noteFailure(url: string, failure: DownloadError, bodyBytes = -1): void {
    if (failure.isNotOriginFault) return;
    if (failure.reason === 'stalled') this.#report({ kind: 'stall', url, fillLevel: this.#body.fillLevel });
    if (isRefusal(failure.status)) this.#refusedUrl = url;
    const count = (this.#failed.get(url)?.count ?? 0) + 1;
    const { reason } = failure;
    const hasDelivered = bodyBytes > 0;
    // Waiting for a stall is expensive: unless it is the only one, an origin that stalled is asked again only if it has
    // delivered something. A body that ended cleanly while empty has nothing to deliver.
    const mayResume =
      reason === 'stalled' ? hasDelivered || this.#urls.length === 1 : reason === 'truncated' && hasDelivered;
    this.#failed.set(url, { count, mayRetry: bodyBytes >= 0 && (mayResume || reason === 'network') });
  }

  #report(event: OriginEvent): void {
    this.parts.origins.report(this.request.resource.key, event);
  }
}

function asDownloadError(cause: unknown, url: string): DownloadError {
  return cause instanceof DownloadError ? cause : new DownloadError('network', url, null, { cause });
}
