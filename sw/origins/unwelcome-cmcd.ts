/**
 * CMCD headers need a cross-origin server's permission (CORS). Without it browsers fail the whole request: it is then
 * repeated without these headers, and later requests to that origin omit them.
 */
export class UnwelcomeCmcd {
  readonly #origins = new Set<string>();

  constructor(readonly ask: typeof fetch) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const plain = withoutCmcd(init);
    if (plain === undefined) return this.ask(input, init);
    const { origin } = new URL(input instanceof Request ? input.url : input);
    if (this.#origins.has(origin)) return this.ask(input, plain);
    try {
      return await this.ask(input, init);
    } catch (cause) {
      // Any other error is no refusal: the caller has aborted the request.
      if (!(cause instanceof TypeError)) throw cause;
      const response = await this.ask(input, plain);
      this.#origins.add(origin);
      return response;
    }
  };
}

/** Returns the request without CMCD headers, or undefined if it has none. */
function withoutCmcd(init: RequestInit | undefined): RequestInit | undefined {
  const headers = new Headers(init?.headers);
  const told = [...headers.keys()].filter((name) => name.startsWith('cmcd-'));
  for (const name of told) headers.delete(name);
  return told.length === 0 ? undefined : { ...init, headers };
}
