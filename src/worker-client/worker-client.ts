import type { GivenUpRequest, PageMessage, View } from '../shared/messages.ts';
import type { Signal } from '../shared/signals.ts';
import { mayTakeOver } from './take-over.ts';
import { workers } from './workers.ts';

export type WorkerClientOptions = {
  /** The worker to speak to. */
  readonly worker: () => ServiceWorker | null;
  readonly viewerId: () => string;
  /** The page as it is now; null before there is a feed. */
  readonly readView: () => View | null;
  /** What every worker is asked that comes to serve the page, and who hears the answers. */
  readonly questions?: readonly PageMessage[];
  readonly onAnswer?: (data: unknown) => void;
};

const repeatMs = 1_000;

/**
 * Speaks to the worker, when there is one. Everything works without: nothing here is awaited by the page, and what is
 * said while no worker controls the page is not kept, since the next view repeats it.
 */
export class WorkerClient {
  readonly #options: WorkerClientOptions;
  #registration: ServiceWorkerRegistration | undefined;
  #lastViewKey = '';
  #route: string | null = null;

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  /** Speaks from now on, until the signal aborts, to the worker that serves the page. */
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

  /** From now on a newer worker of this registration takes over as soon as the playing reel would not notice. */
  follow(registration: ServiceWorkerRegistration): void {
    this.#registration = registration;
  }

  /** Tells everything anew to a worker that has not heard it. */
  repeat(): void {
    this.#lastViewKey = '';
    this.#ask();
    if (this.#route !== null) this.enterRoute(this.#route);
    this.sendView();
  }

  /** Tells the worker what has changed. A hidden page with nothing new says nothing. */
  sendView(): void {
    const view = this.#options.readView();
    if (view === null) return;
    const { atMs: _atMs, throughputBps: _throughputBps, ...facts } = view;
    const key = JSON.stringify(facts);
    if (!view.visible && key === this.#lastViewKey) return;
    if (this.#post(view)) this.#lastViewKey = key;
  }

  /** Another view of the app is on the screen. */
  enterRoute(path: string): void {
    this.#route = path;
    this.#post({ type: 'enter-route', path });
  }

  sendSignal(signal: Signal): void {
    this.#post({ type: 'signal', viewerId: this.#options.viewerId(), signal });
  }

  /** The page goes on for another viewer than the one who has signed out. False while there is no worker to hear it. */
  announceViewer(): boolean {
    return this.#post({ type: 'next-viewer' });
  }

  /** Frees the connection that the worker holds for it. */
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
    const waiting = this.#registration?.waiting ?? null;
    if (waiting === null) return;
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
