import { DownloadError } from '../decision/download-error.ts';
import type { PatienceRules } from '../decision/patience.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { Attempt, type Bytes, type Network } from './attempt.ts';
import { type Answer, type Head, isOtherVersion } from './head.ts';
import type { OriginChoice, Outcome, RequestRecord } from './origin-choice.ts';
import { waitMs } from './wait.ts';

/** The beginning of a body that an earlier transfer has left. */
export type KeptPart = {
  readonly head: Head;
  readonly chunks: readonly Bytes[];
  readonly sizeBytes: number;
  /** How long its transfer took. */
  readonly spentMs: number;
};

export type DownloadRequest = {
  readonly resource: Resource;
  /** It rises when a player joins what was only fetched in advance. */
  readonly priority: () => Priority;
  /** Headers for every request that this takes. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** A source that delivers nothing for this long is abandoned. */
  readonly stallMs: number;
  readonly kept: KeptPart | null;
};

export type Priority = 'high' | 'low';

export type DownloadSink = {
  onHead(head: Head): void;
  onBytes(bytes: Bytes): void;
};

export type DownloadParts = { readonly network: Network; readonly origins: OriginChoice };

/**
 * Brings a resource's bytes, in order and each once. An origin that fails, falls silent or crawls is left for the next
 * one, which goes on where the last one stopped. A slow first byte is asked for at a second origin as well.
 */
export async function download(request: DownloadRequest, sink: DownloadSink, parts: DownloadParts): Promise<void> {
  await parts.origins.ready;
  await new Download(request, sink, parts).run();
}

type Opened = {
  readonly url: string;
  readonly attempt: Attempt;
  readonly answer: Answer;
  readonly record: RequestRecord;
};
type Opening = { readonly opened: Promise<Opened>; readonly giveUp: () => void };

/** An origin that broke off in the middle may be asked for the rest, so many times. */
const mostAttemptsPerOrigin = 3;

class Download {
  readonly #failed = new Map<string, { count: number; brokeOff: boolean }>();
  #kept: KeptPart | null;
  #known: Head | null = null;
  #receivedBytes = 0;
  /** The last body ended in good order, but before its announced length. */
  #endedShort = false;
  #ifRangeRefused = false;

  constructor(
    readonly request: DownloadRequest,
    readonly sink: DownloadSink,
    readonly parts: DownloadParts,
  ) {
    this.#kept = request.kept;
  }

  async run(): Promise<void> {
    const { resource, signal } = this.request;
    let failure: DownloadError | undefined;
    for (;;) {
      const [url] = this.#candidates(this.request.priority());
      if (signal.aborted) throw new DownloadError('aborted', url ?? resource.key);
      if (url === undefined) throw failure ?? this.parts.origins.refusal(resource.urls);
      if (failure !== undefined) this.#reportFailover(failure);
      try {
        await this.#take(await this.#openFirst(url));
        return;
      } catch (cause) {
        failure = asDownloadError(cause, url);
        if (failure.reason === 'aborted') throw failure;
        if (this.#isWhole(failure)) return;
      }
    }
  }

  /** Those that have not failed yet, best first; then those that delivered something before they broke off. */
  #candidates(priority: Priority): string[] {
    const { urls } = this.request.resource;
    const fresh = this.parts.origins.rank(
      urls.filter((url) => !this.#failed.has(url)),
      priority,
    );
    if (fresh.length > 0) return fresh;
    const again = urls.filter((url) => {
      const failed = this.#failed.get(url);
      return failed?.brokeOff === true && failed.count < mostAttemptsPerOrigin;
    });
    return this.parts.origins.rank(again, priority);
  }

  /** Asks; when the first byte is slow, asks a second origin too, and goes on with the one that answers first. */
  async #openFirst(url: string): Promise<Opened> {
    const { origins } = this.parts;
    const first = this.#open(url);
    const second = this.#alternative(url);
    // What becomes of a kept part is for one answer alone to say.
    const isHedged = this.request.priority() === 'high' && this.#kept === null;
    if (second === undefined || !isHedged) return first.opened;
    const isSlow = await waitMs(origins.expect(url).slowFirstByteMs, first.opened);
    if (!isSlow || !origins.mayHedge()) return first.opened;
    const { key } = this.request.resource;
    origins.report({ kind: 'hedge', key, url: second });
    const hedge = this.#open(second);
    try {
      const opened = await Promise.any([first.opened, hedge.opened]);
      if (opened.url === second) origins.report({ kind: 'hedge-won', key, url: second });
      (opened.url === second ? first : hedge).giveUp();
      return opened;
    } catch {
      return first.opened;
    }
  }

  #alternative(url: string): string | undefined {
    const { urls } = this.request.resource;
    const others = urls.filter((other) => other !== url && !this.#failed.has(other));
    return this.parts.origins.rank(others, 'low')[0];
  }

  #open(url: string): Opening {
    const { origins, network } = this.parts;
    const { resource, headers, signal } = this.request;
    const priority = this.request.priority();
    const record = origins.begin(url);
    const fromByte = this.#kept?.sizeBytes ?? this.#receivedBytes;
    const ifRange = this.#ifRange(url);
    const patience = () => this.#patience(url);
    const attempt = new Attempt({ resource, url, fromByte, ifRange, priority, headers, signal, patience }, network);
    let isOvertaken = false;
    const open = async (): Promise<Opened> => {
      try {
        const answer = await attempt.open();
        record.answered(answer.head.firstByteMs);
        return { url, attempt, answer, record };
      } catch (cause) {
        attempt.close();
        const failure = asDownloadError(cause, url);
        const isExcused = isOvertaken || this.#isFaultOfKept(failure, ifRange);
        if (!isExcused) this.#noteFailure(url, failure);
        record.finish(isExcused || failure.reason === 'aborted' ? 'given-up' : failure, 0);
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

  /** Takes the body; what a failed attempt has brought stays. */
  async #take({ url, attempt, answer, record }: Opened): Promise<void> {
    let bodyBytes = 0;
    const count = (bytes: Bytes) => {
      bodyBytes += bytes.byteLength;
    };
    const finish = (outcome: Outcome) => record.finish(outcome, bodyBytes);
    try {
      if (isText(this.request.resource)) await this.#takeText(answer.head, attempt, count);
      else await this.#takeMedia(answer, attempt, count);
      finish('whole');
    } catch (cause) {
      const failure = asDownloadError(cause, url);
      const isExcused = this.#isFaultOfKept(failure, null);
      if (!isExcused) this.#noteFailure(url, failure, bodyBytes > 0);
      finish(isExcused || failure.reason === 'aborted' ? 'given-up' : failure);
      throw failure;
    } finally {
      attempt.close();
    }
  }

  /** Texts are short and often compressed on their way: they are begun anew elsewhere, and passed on whole. */
  async #takeText(head: Head, attempt: Attempt, count: (bytes: Bytes) => void): Promise<void> {
    const chunks: Bytes[] = [];
    for await (const bytes of attempt.read(head.lengthBytes)) {
      count(bytes);
      chunks.push(bytes);
    }
    if (chunks.length === 0) throw new DownloadError('truncated', head.url);
    this.sink.onHead(head);
    for (const chunk of chunks) this.sink.onBytes(chunk);
  }

  async #takeMedia({ head, skipBytes }: Answer, attempt: Attempt, count: (bytes: Bytes) => void): Promise<void> {
    let toSkipBytes = this.#join(head, skipBytes);
    const lengthBytes = head.lengthBytes ?? this.#known?.lengthBytes ?? this.#kept?.head.lengthBytes ?? null;
    const isRange = this.request.resource.range !== null;
    this.#endedShort = false;
    for await (const bytes of attempt.read(skipBytes === 0 ? lengthBytes : null)) {
      count(bytes);
      const skipped = Math.min(toSkipBytes, bytes.byteLength);
      toSkipBytes -= skipped;
      if (skipped === bytes.byteLength) continue;
      if (this.#known === null) this.#announce({ ...head, lengthBytes });
      const end = isRange && lengthBytes !== null ? skipped + lengthBytes - this.#receivedBytes : bytes.byteLength;
      this.#pass(bytes.subarray(skipped, end));
      if (isRange && this.#receivedBytes === lengthBytes) return;
    }
    // More than was announced is the length of a compressed body; the browser has checked that one.
    this.#endedShort = this.#receivedBytes < Math.max(1, lengthBytes ?? 0);
    if (this.#endedShort) throw new DownloadError('truncated', head.url);
  }

  /** Joins an answer to what is already here. Returns how much of its body comes before that. */
  #join(head: Head, skipBytes: number): number {
    const kept = this.#kept;
    const known = kept?.head ?? this.#known;
    if (known === null || !isOtherVersion(known, head)) return skipBytes;
    // Nobody has seen anything of the old version yet, and this is the new one from its start.
    if (kept === null || skipBytes === 0) throw new DownloadError('changed', head.url);
    this.#kept = null;
    return skipBytes - kept.sizeBytes;
  }

  /** An answer counts when its first bytes are here: until then another one may take its place. */
  #announce(head: Head): void {
    this.#known = head;
    this.sink.onHead(head);
    const kept = this.#kept;
    if (kept === null) return;
    this.#kept = null;
    const { key } = this.request.resource;
    this.parts.origins.report({ kind: 'resume', key, url: head.url, savedBytes: kept.sizeBytes });
    for (const chunk of kept.chunks) this.#pass(chunk);
  }

  #pass(bytes: Bytes): void {
    this.#receivedBytes += bytes.byteLength;
    this.sink.onBytes(bytes);
  }

  #isWhole(failure: DownloadError): boolean {
    if (this.#receivedBytes === 0) return false;
    // There is nothing behind what came: the announced length was that of a compressed body.
    const nothingLeft = failure.status === 416 && this.#endedShort;
    return nothingLeft || this.#receivedBytes === this.#known?.lengthBytes;
  }

  /**
   * A kept part that does not fit any more is dropped, and the same origin asked for the whole. Another origin's
   * If-Range needs its leave, which is refused without saying so; then it has to go without.
   */
  #isFaultOfKept({ reason, status }: DownloadError, ifRange: string | null): boolean {
    if (this.#kept === null) return false;
    if (reason === 'changed' || status === 416) {
      this.#kept = null;
      return true;
    }
    if (ifRange === null || reason !== 'network') return false;
    this.#ifRangeRefused = true;
    return true;
  }

  #patience(url: string): PatienceRules {
    const { origins } = this.parts;
    const elsewhere = this.#alternative(url);
    return {
      stallMs: this.request.stallMs,
      here: origins.expect(url),
      elsewhere: elsewhere === undefined ? null : origins.expect(elsewhere),
    };
  }

  /** Weak validators say nothing about bytes. What no header shows is checked when the answer is here. */
  #ifRange(url: string): string | null {
    const head = this.#kept?.head;
    if (head === undefined || this.#ifRangeRefused || new URL(head.url).origin !== new URL(url).origin) return null;
    return head.etag?.startsWith('"') === true ? head.etag : null;
  }

  #noteFailure(url: string, failure: DownloadError, hadBytes = false): void {
    if (failure.reason === 'aborted') return;
    const count = (this.#failed.get(url)?.count ?? 0) + 1;
    const brokeOff = hadBytes && failure.reason !== 'changed' && failure.reason !== 'damaged';
    this.#failed.set(url, { count, brokeOff });
  }

  #reportFailover(failure: DownloadError): void {
    const { key } = this.request.resource;
    const lengthBytes = this.#known?.lengthBytes ?? 0;
    const fillLevel = lengthBytes > 0 ? this.#receivedBytes / lengthBytes : 0;
    this.parts.origins.report({ kind: 'failover', key, url: failure.url, failure, fillLevel });
  }
}

export function isText({ kind }: Resource): boolean {
  return kind === 'manifest-or-playlist';
}

function asDownloadError(cause: unknown, url: string): DownloadError {
  return cause instanceof DownloadError ? cause : new DownloadError('network', url, null, { cause });
}
