import { waitMs } from './decision/time.ts';

/** Headers that need no CORS preflight. An origin that rejects others may still be readable without them. */
const needsNoPreflight = /^(accept(?:-language)?|range)$/;

/** How many URLs of an origin must fail before it is examined: a missing file may fail in the same way. */
const minFailures = 3;
/** The failed files may simply have been missing, so the origin is tried again after this time. */
const avoidForMs = 60_000;

/**
 * Origins that the worker cannot read from: its own Content Security Policy blocks them although the page's may not, or
 * they send no CORS headers, which video and image elements do without. What the policy blocks is left to the browser,
 * and so are elements' requests to origins without CORS.
 */
export class ForbiddenOrigins {
  /** Until when each origin is avoided. */
  readonly #origins = new Map<string, number>();
  readonly #readable = new Set<string>();
  readonly #failed = new Map<string, Set<string>>();

  constructor(
    readonly worker: Pick<ServiceWorkerGlobalScope, 'addEventListener' | 'fetch'>,
    readonly nextTask: () => Promise<void>,
    readonly nowMs: () => number,
  ) {
    worker.addEventListener('securitypolicyviolation', (event) => {
      if (event instanceof SecurityPolicyViolationEvent) this.#note(event);
    });
  }

  #note({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void {
    if (disposition !== 'enforce' || effectiveDirective !== 'connect-src' || !URL.canParse(blockedURI)) return;
    this.#origins.set(new URL(blockedURI).origin, Number.POSITIVE_INFINITY);
  }

  /** Fetches as the worker's own `fetch` does, and learns from the outcome. */
  readonly fetch: typeof fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    // A player that asks again notices at once that the origin has recovered; nothing else is requested meanwhile.
    if (this.#isBlocked(url) || (this.has(url) && init?.priority === 'low'))
      throw new TypeError(`this page may not read ${url}`);
    try {
      const response = await this.worker.fetch(input, init);
      this.#readable.add(new URL(url).origin);
      return response;
    } catch (cause) {
      const isPlain = [...headers.keys()].every((name) => needsNoPreflight.test(name));
      if (cause instanceof TypeError && isPlain) await this.#examine(url);
      throw cause;
    }
  };

  /** A network failure looks like a response without CORS, but only the latter answers an opaque request. */
  async #examine(url: string): Promise<void> {
    const { origin } = new URL(url);
    if (this.#readable.has(origin) || this.has(url)) return;
    const failed = this.#failed.get(origin) ?? new Set();
    if (failed.size < minFailures) this.#failed.set(origin, failed.add(url));
    if (failed.size < minFailures) return;
    const opaqueRequest: RequestInit = { method: 'HEAD', mode: 'no-cors', credentials: 'omit', cache: 'no-store' };
    await this.worker.fetch(url, opaqueRequest).then(
      () => this.#origins.set(origin, this.nowMs() + avoidForMs),
      () => undefined,
    );
  }

  /**
   * Whether a request is better left to the browser. A player's own request for data would fail there as well, while
   * the worker may have the file, or can have it from a replica. An element may show what no script may read, so its
   * request is left too, unless the file may be saved.
   */
  isLeft({ url, mode }: Pick<Request, 'url' | 'mode'>, mayBeSaved: (url: string) => boolean): boolean {
    return this.has(url) && (this.#isBlocked(url) || (mode === 'no-cors' && !mayBeSaved(url)));
  }

  #isBlocked(url: string): boolean {
    return this.#origins.get(new URL(url).origin) === Number.POSITIVE_INFINITY;
  }

  has(url: string): boolean {
    if (this.#origins.size === 0) return false;
    const untilMs = this.#origins.get(new URL(url).origin) ?? 0;
    return this.#isBlocked(url) || waitMs(untilMs, this.nowMs(), avoidForMs) > 0;
  }

  /**
   * Returns those that the policy blocks, for as long as this worker lives. Sends no request: the policy is checked
   * before `only-if-cached` fails the fetch.
   */
  async among(origins: readonly string[]): Promise<string[]> {
    await Promise.allSettled(
      origins.map((origin) => this.worker.fetch(origin, { mode: 'same-origin', cache: 'only-if-cached' })),
    );
    await this.nextTask();
    return origins.filter((origin) => this.#isBlocked(origin));
  }
}
