import type { ReadMedia } from '../../demo/static-files.ts';
import { readRange } from '../../demo/byte-range.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { VirtualTime } from './virtual-time.ts';

export type LinkFacts = {
  readonly rttMs: number;
  readonly bpsAt: (atMs: number) => number;
};

/** One request as an origin's log would show it. */
export type LinkRequest = {
  readonly path: string;
  readonly method: string;
  readonly atMs: number;
  endedAtMs: number | null;
  bytesSent: number;
  finished: boolean;
};

type Flow = {
  readonly sent: LinkRequest;
  readonly body: Uint8Array;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  offset: number;
};

/** Browsers open at most this many connections to one host. */
const mostConnections = 6;
const tickMs = 40;

/** One origin behind one link over virtual time: round trips, connection set-up, and bandwidth in fair shares. */
export class VirtualLink {
  readonly log: LinkRequest[] = [];
  #flows: Flow[] = [];
  #isTicking = false;
  #idleConnections = 0;
  #openConnections = 0;
  readonly #queued: (() => void)[] = [];

  constructor(
    readonly time: VirtualTime,
    readonly media: ReadMedia,
    readonly facts: LinkFacts,
  ) {}

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = input instanceof Request ? input : undefined;
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const method = init.method ?? request?.method ?? 'GET';
    const signal = init.signal ?? request?.signal;
    signal?.throwIfAborted();
    const file = await this.media(pathname.replace(/^\/copies\/\d+\//, '/'));
    await this.#waitForConnection(signal);
    const sent: LinkRequest = {
      path: pathname,
      method,
      atMs: this.time.nowMs,
      endedAtMs: null,
      bytesSent: 0,
      finished: false,
    };
    this.log.push(sent);
    const isNew = this.#idleConnections === 0;
    if (isNew) this.#openConnections += 1;
    else this.#idleConnections -= 1;
    const releaseConnection = (isReusable: boolean) => {
      sent.endedAtMs = this.time.nowMs;
      if (isReusable) this.#idleConnections += 1;
      else this.#openConnections -= 1;
      // All waiting requests check again: one that was aborted meanwhile must not keep the place of another.
      for (const resume of this.#queued.splice(0)) resume();
    };
    try {
      await unlessAborted(this.time.wait(isNew ? 2 * this.facts.rttMs : this.facts.rttMs), signal);
    } catch (cause) {
      releaseConnection(false);
      throw cause;
    }
    const size = file?.body.length ?? 0;
    const rangeHeader = new Headers(init.headers ?? request?.headers).get('range') ?? undefined;
    const range = readRange(rangeHeader, size);
    const part = range === null || range === 'unsatisfiable' ? null : range;
    const whole = method === 'HEAD' || file === undefined ? new Uint8Array() : new Uint8Array(file.body);
    const bytes = part === null ? whole : whole.subarray(part.start, part.endExclusive);
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const flow: Flow = { sent, body: bytes, controller, offset: 0 };
          const stop = () => {
            if (!this.#flows.includes(flow)) return;
            this.#flows = this.#flows.filter((other) => other !== flow);
            releaseConnection(false);
          };
          signal?.addEventListener('abort', () => {
            if (this.#flows.includes(flow)) controller.error(signal.reason);
            stop();
          });
          this.#stops.set(sent, stop);
          this.#flows.push(flow);
          this.#releases.set(flow, () => releaseConnection(true));
          this.#tick();
        },
        cancel: () => this.#stops.get(sent)?.(),
      },
      { highWaterMark: Infinity },
    );
    const headers = {
      'content-type': file?.type ?? 'text/plain',
      'content-length': String(bytes.length),
      'cache-control': pathname.endsWith('.m3u8') ? 'public, max-age=600' : 'public, max-age=31536000',
      ...(part === null ? {} : { 'content-range': `bytes ${part.start}-${part.endExclusive - 1}/${size}` }),
      ...(file === undefined ? {} : { etag: file.etag, 'last-modified': file.lastModified }),
    };
    return new Response(method === 'HEAD' ? null : body, {
      status: file === undefined ? 404 : part === null ? 200 : 206,
      headers,
    });
  };

  readonly #stops = new WeakMap<LinkRequest, () => void>();
  readonly #releases = new WeakMap<Flow, () => void>();

  async #waitForConnection(signal: AbortSignal | null | undefined): Promise<void> {
    while (this.#openConnections - this.#idleConnections >= mostConnections) {
      await unlessAborted(new Promise<void>((resolve) => this.#queued.push(resolve)), signal);
    }
  }

  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.time.at(this.time.nowMs + tickMs, () => {
      this.#isTicking = false;
      this.#send((this.facts.bpsAt(this.time.nowMs) / 8) * (tickMs / 1000));
      if (this.#flows.length > 0) this.#tick();
    });
  }

  /** Shares the bytes evenly. What small responses leave over goes to the others. */
  #send(bytes: number): void {
    let left = bytes;
    while (left >= 1 && this.#flows.length > 0) {
      const share = left / this.#flows.length;
      left = 0;
      const sharing = this.#flows;
      for (const flow of sharing) {
        const missing = flow.body.length - flow.offset;
        const sentNow = Math.min(missing, Math.ceil(share));
        left += Math.max(0, share - sentNow);
        if (sentNow > 0) flow.controller.enqueue(flow.body.slice(flow.offset, flow.offset + sentNow));
        flow.offset += sentNow;
        flow.sent.bytesSent += sentNow;
        if (flow.offset < flow.body.length) continue;
        flow.sent.finished = true;
        flow.controller.close();
        this.#flows = this.#flows.filter((other) => other !== flow);
        this.#releases.get(flow)?.();
      }
    }
  }
}
