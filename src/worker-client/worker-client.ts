import type { GivenUpRequest, PageMessage, View } from '../shared/messages.ts';
import type { Signal } from '../shared/signals.ts';
import { mayTakeOver } from './take-over.ts';
import { workers } from './workers.ts';

export type WorkerClientOptions = {
  /** Returns the worker that messages go to. */
  readonly worker: () => ServiceWorker | null;
  readonly viewerId: () => string;
  /** Returns the current state of the page; null before there is a feed. */
  readonly readView: () => View | null;
  /** Messages sent to every worker that comes to control the page; `onAnswer` receives all messages from workers. */
  readonly questions?: readonly PageMessage[];
  readonly onAnswer?: (data: unknown) => void;
};

const repeatMs = 1_000;

/**
 * Sends messages to the worker, if there is one. Everything works without: the page awaits nothing here, and messages
 * sent while no worker controls the page are dropped, since the next view repeats their content.
 */
export class WorkerClient {
  readonly #options: WorkerClientOptions;
  #registration: ServiceWorkerRegistration | undefined;
  #lastViewKey = '';
  #route: string | null = null;

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  /** Starts to exchange messages with the worker that controls the page, until the signal aborts. */
  start(signal?: AbortSignal): void {
    const serviceWorker = workers();
    if (serviceWorker === undefined) return;
    const until = signal === undefined ? {} : { signal };
    serviceWorker.addEventListener('controllerchange', () => this.repeat(), until);
    serviceWorker.addEventListener('message', ({ data }) => this.#options.onAnswer?.(data), until);
    serviceWorker.startMessages();
    this.#ask();
    document.addEventListener('visibilitychange', () => this.sendView(), until);
    const beat = setInterval(() => this.#beat(), repeatMs);
    signal?.addEventListener('abort', () => clearInterval(beat));
  }

  /** From now on a newer worker of this registration takes over as soon as that does not disturb the playing reel. */
  follow(registration: ServiceWorkerRegistration): void {
    this.#registration = registration;
  }

  /** Sends everything again, to a worker that has not received it. */
  repeat(): void {
    this.#lastViewKey = '';
    this.#ask();
    if (this.#route !== null) this.enterRoute(this.#route);
    this.sendView();
  }

  /** Sends the view. A hidden page does not send an unchanged one. */
  sendView(): void {
    const view = this.#options.readView();
    if (view === null) return;
    const { atMs: _atMs, throughputBps: _throughputBps, ...facts } = view;
    const key = JSON.stringify(facts);
    if (!view.visible && key === this.#lastViewKey) return;
    if (this.#post(view)) this.#lastViewKey = key;
  }

  /** Tells the worker that the app shows another view. */
  enterRoute(path: string): void {
    this.#route = path;
    this.#post({ type: 'enter-route', path });
  }

  sendSignal(signal: Signal): void {
    this.#post({ type: 'signal', viewerId: this.#options.viewerId(), signal });
  }

  /** Tells the worker that the page continues for a new viewer after a sign-out. False if there is no worker. */
  announceViewer(): boolean {
    return this.#post({ type: 'next-viewer' });
  }

  /** Reports a request that was given up, so that the worker frees its connection. */
  giveUp(request: GivenUpRequest): void {
    this.#post({ type: 'give-up', request });
  }

  #ask(): void {
    for (const question of this.#options.questions ?? []) this.#post(question);
  }

  #beat(): void {
    const view = this.#options.readView();
    if (view !== null && view.visible && !view.playback.paused) this.sendView();
    this.#takeOverIfSafe();
  }

  #takeOverIfSafe(): void {
    const { waiting = null, active } = this.#registration ?? {};
    // A site may later register a worker of its own for the same pages.
    if (waiting === null || pathOf(waiting) !== pathOf(active)) return;
    const view = this.#options.readView();
    if (view !== null && !mayTakeOver({ visible: view.visible, ...view.playback })) return;
    const message: PageMessage = { type: 'take-over' };
    waiting.postMessage(message, []);
  }

  #post(message: PageMessage): boolean {
    const worker = this.#options.worker();
    worker?.postMessage(message, []);
    return worker !== null;
  }
}

function pathOf(worker: ServiceWorker | null | undefined): string | undefined {
  return worker?.scriptURL.split('?', 1)[0];
}
