import type { Topic, TopicFacts } from '../../src/shared/events.ts';
import { listenLeaseMs } from '../../src/shared/messages.ts';

/** Reads the current facts of each topic. */
export type Readers = { readonly [T in Topic]: () => Promise<TopicFacts[T]> };

/** A page that receives events as messages. */
export type ListeningPage = { readonly id: string; readonly post: (event: unknown) => void };

type Event = { readonly id: string; readonly topic: string; readonly data: unknown; readonly json: string };
type Listener = {
  /** The JSON sent last for each topic, so that only changes are sent. */
  readonly lastSent: Map<string, string>;
  /** A listening page renews its lease before this time. */
  endsAtMs: number;
  readonly isReady: () => boolean;
  readonly send: (event: Event) => void;
};

const pauseMs = 250;
const heartbeatMs = 15_000;
const reconnectMs = 2000;
/** How many pieces a stream buffers for a slow reader, which then misses the updates in between. */
const queuedPieces = 64;

/**
 * Sends changes to listeners. Without listeners a change costs next to nothing.
 *
 * A stream ends when the browser stops the worker. The reader then reconnects and gets the full state, so nothing has
 * to be replayed; event ids of another worker have another prefix. Chromium's EventSource does not reconnect on its own
 * when its stream came from a worker: it fires `error` with `readyState` CLOSED, and the page has to create a new one.
 */
export class EventHub {
  /** By page id or stream id. */
  readonly #listeners = new Map<string, Listener>();
  #streams = 0;
  #lastId = 0;
  #isStale = false;
  #isSending = false;

  constructor(
    readonly readers: Readers,
    readonly startedAtMs: number,
    readonly nowMs: () => number,
    readonly onFailure: (cause: unknown) => void,
  ) {}

  /** Notes that some facts may have changed. */
  changed(): void {
    if (this.#listeners.size === 0) return;
    this.#isStale = true;
    if (!this.#isSending) void this.#sendWhileStale();
  }

  /** Posts events to this page until its lease ends. A new listener gets the full state first. */
  listen(page: ListeningPage, isNew: boolean): void {
    const endsAtMs = this.nowMs() + listenLeaseMs;
    const known = this.#listeners.get(page.id);
    if (known !== undefined && !isNew) known.endsAtMs = endsAtMs;
    else {
      const send: Listener['send'] = ({ id, topic, data }) => page.post({ type: 'facts', id, topic, data });
      this.#add(page.id, { endsAtMs, isReady: () => true, send });
    }
  }

  /** Returns a response that streams server-sent events. */
  openStream(): Response {
    const encoder = new TextEncoder();
    let stop = () => {};
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const write = (text: string) => controller.enqueue(encoder.encode(`${text}\n\n`));
          const isReady = () => (controller.desiredSize ?? 0) > 0;
          write(`retry: ${reconnectMs}`);
          const send = ({ id, topic, json }: Event) => write(`id: ${id}\nevent: ${topic}\ndata: ${json}`);
          const id = `stream ${(this.#streams += 1)}`;
          this.#add(id, { endsAtMs: Number.POSITIVE_INFINITY, isReady, send });
          const heartbeat = setInterval(() => {
            if (isReady()) write(':');
            this.changed();
          }, heartbeatMs);
          stop = () => {
            clearInterval(heartbeat);
            this.#listeners.delete(id);
          };
        },
        cancel: () => stop(),
      },
      { highWaterMark: queuedPieces },
    );
    return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
  }

  #add(id: string, listener: Omit<Listener, 'lastSent'>): void {
    this.#listeners.set(id, { ...listener, lastSent: new Map() });
    this.changed();
  }

  async #sendWhileStale(): Promise<void> {
    this.#isSending = true;
    while (this.#isStale && this.#listeners.size > 0) {
      this.#isStale = false;
      for (const [id, { endsAtMs }] of this.#listeners) if (endsAtMs < this.nowMs()) this.#listeners.delete(id);
      await Promise.all(Object.entries(this.readers).map(([topic, read]) => this.#sendTopic(topic, read)));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.#isSending = false;
  }

  async #sendTopic(topic: string, read: () => Promise<unknown>): Promise<void> {
    try {
      const data = await read();
      const json = JSON.stringify(data);
      const id = `${this.startedAtMs.toString(36)}-${++this.#lastId}`;
      for (const { lastSent, isReady, send } of this.#listeners.values()) {
        if (lastSent.get(topic) === json || !isReady()) continue;
        send({ id, topic, data, json });
        lastSent.set(topic, json);
      }
    } catch (cause) {
      this.onFailure(cause);
    }
  }
}
