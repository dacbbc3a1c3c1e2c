import { listenToWorker } from '../api-client/worker-events.ts';
import type { NextreelEvents } from './facts.ts';

type Listeners = { readonly [T in keyof NextreelEvents]: Set<(facts: NextreelEvents[T]) => void> };

/** Passes the worker's events to listeners. Subscribes to the worker only while there are any. */
export class EventHub {
  readonly #listeners: Listeners = {
    metrics: new Set(),
    health: new Set(),
    behaviour: new Set(),
    queue: new Set(),
    origins: new Set(),
    saved: new Set(),
  };
  #listening: AbortController | null = null;
  #count = 0;

  constructor(
    readonly worker: () => ServiceWorker | null,
    readonly onSavedWanted: () => void,
    readonly ending: AbortSignal,
  ) {}

  listen<T extends keyof NextreelEvents>(
    topic: T,
    listener: (facts: NextreelEvents[T]) => void,
    signal: AbortSignal,
  ): void {
    if (signal.aborted || this.ending.aborted) return;
    // A wrapper of its own, so that the same listener may be added twice.
    const wrapper = (facts: NextreelEvents[T]) => listener(facts);
    // The worker repeats the state of all topics for a new subscription, so the first listener of a topic begins one.
    if (this.#listening === null || this.#listeners[topic].size === 0) {
      this.#listening?.abort();
      this.#listening = this.#begin();
    }
    this.#listeners[topic].add(wrapper);
    this.#count += 1;
    if (topic === 'saved') this.onSavedWanted();
    signal.addEventListener('abort', () => {
      this.#listeners[topic].delete(wrapper);
      this.#count -= 1;
      if (this.#count > 0) return;
      this.#listening?.abort();
      this.#listening = null;
    });
  }

  dispatch<T extends keyof NextreelEvents>(topic: T, facts: NextreelEvents[T]): void {
    for (const listener of this.#listeners[topic]) {
      try {
        listener(facts);
      } catch (cause) {
        // An error in one listener is reported to the site, and the other listeners are still called.
        reportError(cause);
      }
    }
  }

  #begin(): AbortController {
    const listening = new AbortController();
    this.ending.addEventListener('abort', () => listening.abort(), { signal: listening.signal });
    listenToWorker(this.worker, (event) => this.dispatch(event.topic, event.data), listening.signal);
    return listening;
  }
}
