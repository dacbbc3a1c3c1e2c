/**
 * CMCD headers need a cross-origin server's permission (CORS). Without it browsers fail the whole request: it is then
 * repeated without these headers, and later requests to that origin omit them.
 */
export class CmcdFallback {
  readonly #origins = new Set<string>();

  constructor(readonly send: typeof fetch) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const plain = withoutCmcd(init);
    if (plain === undefined) return this.send(input, init);
    const { origin } = new URL(input instanceof Request ? input.url : input);
    if (this.#origins.has(origin)) return this.send(input, plain);
    try {
      return await this.send(input, init);
    } catch (cause) {
      // Any other error is no refusal: the caller has aborted the request.
      if (!(cause instanceof TypeError)) throw cause;
      const response = await this.send(input, plain);
      this.#origins.add(origin);
      return response;
    }
  };
}

/** Returns the request without CMCD headers, or undefined if it has none. */
function withoutCmcd(init: RequestInit | undefined): RequestInit | undefined {
  const headers = new Headers(init?.headers);
  const cmcdNames = [...headers.keys()].filter((name) => name.startsWith('cmcd-'));
  for (const name of cmcdNames) headers.delete(name);
  return cmcdNames.length === 0 ? undefined : { ...init, headers };
}
