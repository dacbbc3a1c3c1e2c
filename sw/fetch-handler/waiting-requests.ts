import type { GivenUpRequest } from '../../src/shared/messages.ts';

type Waiting = {
  readonly pageId: string;
  readonly request: Request;
  readonly abort: AbortController;
};

/**
 * Players' requests that have no answer yet. A page that gives one up before the headers are there has to say so:
 * Chromium does not tell its worker, and the request would keep a connection from the reel that plays now for as long as
 * its origin is silent.
 */
export class WaitingRequests {
  /** Oldest first. */
  readonly #waiting = new Set<Waiting>();

  /** The answer is made under a signal that says when nobody waits for it any more. */
  async answer(
    { clientId, request }: Pick<FetchEvent, 'clientId' | 'request'>,
    make: (signal: AbortSignal) => Promise<Response>,
  ): Promise<Response> {
    const abort = new AbortController();
    const waiting: Waiting = { pageId: clientId, request, abort };
    this.#waiting.add(waiting);
    try {
      return await make(AbortSignal.any([request.signal, abort.signal]));
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** One of them: the page may have asked for the same again already. */
  giveUp({ url, range }: GivenUpRequest, pageId: string): void {
    const isIt = ({ pageId: id, request }: Waiting) =>
      id === pageId && request.url === url && request.headers.get('range') === range;
    const oldest = [...this.#waiting].find(isIt);
    if (oldest === undefined) return;
    this.#waiting.delete(oldest);
    oldest.abort.abort();
  }
}
