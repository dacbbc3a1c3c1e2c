import type { GivenUpRequest } from '../../src/shared/messages.ts';

type Waiting = {
  readonly pageId: string;
  readonly request: Request;
  readonly atMs: number;
  readonly abort: AbortController;
  isGivenUp: boolean;
};

/**
 * Players' requests that have no answer yet. A page that gives one up before the headers are there has to say so:
 * Chromium does not tell its worker, and the request would keep a connection from the reel that plays now for as long as
 * its origin is silent.
 */
export class WaitingRequests {
  /** Oldest first. */
  readonly #waiting = new Set<Waiting>();

  /** The clock by which the page says when it has given up. */
  constructor(readonly nowMs: () => number = () => Date.now()) {}

  /** The answer is made under a signal that says when nobody waits for it any more. */
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

  /** One of them: the page may have asked for the same again since, or have two players of the same reel. */
  giveUp({ url, range, atMs }: GivenUpRequest, pageId: string): void {
    const alike = [...this.#waiting].filter(
      ({ pageId: id, request }) => id === pageId && request.url === url && request.headers.get('range') === range,
    );
    const oldest = alike.find((one) => !one.isGivenUp && one.atMs <= atMs);
    if (oldest === undefined) return;
    oldest.isGivenUp = true;
    // Which of several it was nobody can tell: they end together, when none is wanted any more.
    if (alike.every(({ isGivenUp }) => isGivenUp)) for (const { abort } of alike) abort.abort();
  }
}
