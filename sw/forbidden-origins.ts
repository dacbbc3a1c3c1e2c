/**
 * Origins that the worker's own Content Security Policy keeps it from. The page's policy may well allow them, so requests
 * to them are left to the browser.
 */
export class ForbiddenOrigins {
  readonly #origins = new Set<string>();

  constructor(
    readonly worker: Pick<ServiceWorkerGlobalScope, 'addEventListener' | 'fetch'>,
    readonly nextTask: () => Promise<void>,
  ) {
    worker.addEventListener('securitypolicyviolation', (event) => {
      if (event instanceof SecurityPolicyViolationEvent) this.#note(event);
    });
  }

  #note({ disposition, effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void {
    if (disposition !== 'enforce' || effectiveDirective !== 'connect-src' || !URL.canParse(blockedURI)) return;
    this.#origins.add(new URL(blockedURI).origin);
  }

  has(url: string): boolean {
    return this.#origins.size > 0 && this.#origins.has(new URL(url).origin);
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
