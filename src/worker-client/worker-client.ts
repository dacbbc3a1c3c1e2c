import { Workbox } from 'workbox-window';
import { type BufferSettings, readBufferSettings } from '../shared/buffer-settings.ts';
import type { PageMessage, View } from '../shared/messages.ts';
import type { Signal } from '../shared/signals.ts';
import { mayTakeOver } from './take-over.ts';

export type WorkerClientOptions = {
  readonly scriptUrl: string;
  readonly viewerId: string;
  /** The page as it is now; null before there is a feed. */
  readonly readView: () => View | null;
  /** How far the page's players buffer, as the worker's configuration has it. Left out by pages with other players. */
  readonly onBufferSettings?: (settings: BufferSettings) => void;
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
  #waiting: ServiceWorker | null = null;
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

  /** Speaks from now on to whatever worker controls the page. */
  start(): void {
    if (!('serviceWorker' in navigator)) return;
    const { serviceWorker } = navigator;
    serviceWorker.addEventListener('controllerchange', () => {
      this.#isSettled = true;
      this.#followBufferSettings();
      this.#repeatView();
    });
    serviceWorker.addEventListener('message', ({ data }) => {
      const settings = readBufferSettings(data);
      if (settings !== undefined) this.#options.onBufferSettings?.(settings);
    });
    serviceWorker.startMessages();
    this.#followBufferSettings();
    document.addEventListener('visibilitychange', () => this.sendView());
    setInterval(() => this.#beat(), repeatMs);
  }

  /** Registers the worker, once. It controls the page as soon as it claims it, without a reload. */
  register(): void {
    if (!('serviceWorker' in navigator) || this.#isRegistered) return;
    this.#isRegistered = true;
    setTimeout(() => (this.#isSettled = true), takeOverPatienceMs);
    this.#register().catch((cause: unknown) => {
      this.#isSettled = true;
      this.#options.onWarning('The worker is not registered; the page plays from the network.', cause);
    });
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
    this.#post({ type: 'signal', viewerId: this.#options.viewerId, signal });
  }

  async #register(): Promise<void> {
    const workbox = new Workbox(this.#options.scriptUrl);
    workbox.addEventListener('waiting', ({ sw }) => {
      this.#waiting = sw ?? null;
      this.#takeOverIfSafe();
    });
    await workbox.register({ immediate: true });
  }

  #followBufferSettings(): void {
    if (this.#options.onBufferSettings !== undefined) this.#post({ type: 'read-buffer-settings' });
  }

  #repeatView(): void {
    this.#lastViewKey = '';
    if (this.#route !== null) this.enterRoute(this.#route);
    this.sendView();
  }

  #beat(): void {
    const view = this.#options.readView();
    if (view !== null && view.visible && !view.playback.paused) this.sendView();
    this.#takeOverIfSafe();
  }

  #takeOverIfSafe(): void {
    const view = this.#options.readView();
    if (this.#waiting === null || (view !== null && !mayTakeOver({ visible: view.visible, ...view.playback }))) return;
    const message: PageMessage = { type: 'take-over' };
    this.#waiting.postMessage(message, []);
    this.#waiting = null;
  }

  #post(message: PageMessage): boolean {
    const worker = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
    worker?.postMessage(message, []);
    return worker !== null;
  }
}
