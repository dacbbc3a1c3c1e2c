import type { GivenUpRequest, PageMessage, View } from '../shared/messages.ts';
import type { Signal } from '../shared/signals.ts';
import { controller } from './controller.ts';
import { registerWorker } from './register-worker.ts';
import { mayTakeOver } from './take-over.ts';

export type WorkerClientOptions = {
  /** The worker to speak to: whichever serves the page, unless said otherwise. */
  readonly worker?: () => ServiceWorker | null;
  readonly viewerId: () => string;
  /** The page as it is now; null before there is a feed. */
  readonly readView: () => View | null;
  /** What every worker is asked that comes to serve the page, and who hears the answers. */
  readonly questions?: readonly PageMessage[];
  readonly onAnswer?: (data: unknown) => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

const repeatMs = 1_000;
/** A worker that does not control the page by then is not waited for. */
const takeOverPatienceMs = 2_000;

/**
 * Speaks to the worker, when there is one. Everything works without: nothing here is awaited by the page, and what is
 * said while no worker controls the page is not kept, since the next view repeats it.
 */
export class WorkerClient {
  readonly #options: WorkerClientOptions;
  #registration: ServiceWorkerRegistration | undefined;
  #lastViewKey = '';
  #isRegistered = false;
  #isSettled = !('serviceWorker' in navigator) || navigator.serviceWorker.controller !== null;
  #route: string | null = null;

  constructor(options: WorkerClientOptions) {
    this.#options = options;
  }

  /** Whether it is known who answers the page's requests: what is loaded before a first worker comes is not kept. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Speaks from now on, until the signal aborts, to the worker that serves the page. */
  start(signal?: AbortSignal): void {
    if (!('serviceWorker' in navigator)) return;
    const { serviceWorker } = navigator;
    const until = signal === undefined ? {} : { signal };
    const greet = () => {
      this.#isSettled = true;
      this.repeat();
    };
    serviceWorker.addEventListener('controllerchange', greet, until);
    serviceWorker.addEventListener('message', ({ data }) => this.#options.onAnswer?.(data), until);
    serviceWorker.startMessages();
    this.#ask();
    document.addEventListener('visibilitychange', () => this.sendView(), until);
    const beat = setInterval(() => this.#beat(), repeatMs);
    signal?.addEventListener('abort', () => clearInterval(beat));
  }

  /** Registers the worker, once. It controls the page as soon as it claims it, without a reload. */
  register(scriptUrl: string): void {
    if (!('serviceWorker' in navigator) || this.#isRegistered) return;
    this.#isRegistered = true;
    setTimeout(() => (this.#isSettled = true), takeOverPatienceMs);
    registerWorker(scriptUrl)
      .then((registration) => this.follow(registration))
      .catch((cause: unknown) => {
        this.#isSettled = true;
        this.#options.onWarning('The worker is not registered; the page plays from the network.', cause);
      });
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
    const worker = (this.#options.worker ?? controller)();
    worker?.postMessage(message, []);
    return worker !== null;
  }
}
