import type { GivenUpRequest } from '../../src/shared/messages.ts';

type Waiting = {
  readonly pageId: string;
  readonly request: Request;
  readonly atMs: number;
  readonly abort: AbortController;
  isGivenUp: boolean;
};

/**
 * Players' requests that have no response yet. A page must report that it has given one up before its headers arrive:
 * Chromium does not tell the worker, and the request would hold a connection that the current reel needs for as long as
 * its origin does not respond.
 */
export class WaitingRequests {
  /** Oldest first. */
  readonly #waiting = new Set<Waiting>();

  /** `nowMs` must be the clock by which pages date the requests that they give up. */
  constructor(readonly nowMs: () => number = () => Date.now()) {}

  /** Makes the response under a signal that aborts once the page no longer waits for it. */
  async answer(
    { clientId, request }: Pick<FetchEvent, 'clientId' | 'request'>,
    make: (signal: AbortSignal) => Promise<Response>,
  ): Promise<Response> {
    const abort = new AbortController();
    const waiting = { pageId: clientId, request, atMs: this.nowMs(), abort, isGivenUp: false };
    this.#waiting.add(waiting);
    try {
      return await make(AbortSignal.any([request.signal, abort.signal]));
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** Gives up one matching request: the page may have repeated it since, or have two players of the same reel. */
  giveUp({ url, range, atMs }: GivenUpRequest, pageId: string): void {
    const matching = [...this.#waiting].filter(
      ({ pageId: id, request }) => id === pageId && request.url === url && request.headers.get('range') === range,
    );
    const oldest = matching.find((one) => !one.isGivenUp && one.atMs <= atMs);
    if (oldest === undefined) return;
    oldest.isGivenUp = true;
    // Identical requests cannot be told apart, so they are aborted together once all are given up.
    if (matching.every(({ isGivenUp }) => isGivenUp)) for (const { abort } of matching) abort.abort();
  }
}
