/** Another origin has to give leave for anything else, and may well allow to be read without. */
const needsNoLeave = /^(accept(?:-language)?|range)$/;

/** So many addresses of an origin have to fail before it is examined: a missing file may fail in the same way. */
const tellingFailures = 3;
/** They may all have been missing: after this long the origin is tried again. */
const hiddenForMs = 60_000;

/**
 * Origins that the worker must not read from: its own Content Security Policy keeps it from them, which the page's may well
 * allow, or they do not show their answers to other sites (no CORS), as video elements and pictures do not need. Requests
 * to them are left to the browser.
 */
export class ForbiddenOrigins {
  /** Until when each is left alone. */
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

  /** As the worker's own, and learns from what becomes of it. */
  readonly fetch: typeof fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    if (this.has(url)) throw new TypeError(`${url} cannot be read from here`);
    try {
      const response = await this.worker.fetch(input, init);
      this.#readable.add(new URL(url).origin);
      return response;
    } catch (cause) {
      const isPlain = [...headers.keys()].every((name) => needsNoLeave.test(name));
      if (cause instanceof TypeError && isPlain) await this.#examine(url);
      throw cause;
    }
  };

  /** Nothing tells a network that fails from an origin that hides its answer, except that it answers who does not look. */
  async #examine(url: string): Promise<void> {
    const { origin } = new URL(url);
    const failed = this.#failed.get(origin) ?? new Set();
    this.#failed.set(origin, failed.add(url));
    if (this.#readable.has(origin) || failed.size < tellingFailures) return;
    const unseen: RequestInit = { method: 'HEAD', mode: 'no-cors', credentials: 'omit', cache: 'no-store' };
    await this.worker.fetch(url, unseen).then(
      () => this.#origins.set(origin, this.nowMs() + hiddenForMs),
      () => undefined,
    );
  }

  has(url: string): boolean {
    return this.#origins.size > 0 && this.nowMs() < (this.#origins.get(new URL(url).origin) ?? 0);
  }

  /** Which of these are forbidden, found out without a request: the policy is asked before anything else is. */
  async among(origins: readonly string[]): Promise<string[]> {
    await Promise.allSettled(
      origins.map((origin) => this.worker.fetch(origin, { mode: 'same-origin', cache: 'only-if-cached' })),
    );
    await this.nextTask();
    return origins.filter((origin) => this.has(origin));
  }
}
