/**
 * Client data in headers needs the leave of an origin of another site. Where it is not given, browsers refuse the whole
 * request: it is made again without, and so is every later one to that origin.
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
      // Anything else is no refusal: whoever asked has given up.
      if (!(cause instanceof TypeError)) throw cause;
      const response = await this.ask(input, plain);
      this.#origins.add(origin);
      return response;
    }
  };
}

/** Undefined where there is none in it. */
function withoutCmcd(init: RequestInit | undefined): RequestInit | undefined {
  const headers = new Headers(init?.headers);
  const told = [...headers.keys()].filter((name) => name.startsWith('cmcd-'));
  for (const name of told) headers.delete(name);
  return told.length === 0 ? undefined : { ...init, headers };
}
