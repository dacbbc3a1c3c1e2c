import { readRetryAfterMs } from '../decision/origin/circuit-breaker.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { timesOut } from '../times-out.ts';
import type { Network } from './attempt.ts';

/** What the prober needs from the monitor. */
export type ProbedOrigins = {
  /** Returns the addresses whose origins have not been measured for this long and may be asked. */
  unmeasured(urls: readonly string[], forMs: number): string[];
  onProbe(url: string, startedMs: number, failure: DownloadError | null): void;
};

const timeoutMs = 3000;

/**
 * Requests the headers of a small file from each of its origins that no transfer has measured recently. It has no timer
 * of its own: the page's messages drive it, so it stops when the page does.
 */
export class Prober {
  readonly #probing = new Set<string>();

  constructor(
    readonly network: Network,
    readonly origins: ProbedOrigins,
    readonly settings: { readonly probe_interval: number },
  ) {}

  /** `urls` are replicas of one file. A single origin is not probed: there is nothing to choose. */
  async probe(urls: readonly string[]): Promise<void> {
    if (urls.length < 2) return;
    const due = this.origins
      .unmeasured(urls, this.settings.probe_interval * 1000)
      .filter((url) => !this.#probing.has(url));
    await Promise.all(due.map((url) => this.#probe(url)));
  }

  async #probe(url: string): Promise<void> {
    this.#probing.add(url);
    const startedMs = this.network.nowMs();
    const abort = new AbortController();
    const answer = this.#request(url, abort.signal);
    const isTooLate = await timesOut(answer, timeoutMs);
    abort.abort();
    const failure = isTooLate ? new DownloadError('stalled', url) : await answer;
    this.#probing.delete(url);
    this.origins.onProbe(url, startedMs, failure);
  }

  /** Returns the failure, if any. An origin that refuses HEAD (a signature may cover GET only) is still available. */
  async #request(url: string, signal: AbortSignal): Promise<DownloadError | null> {
    try {
      const response = await this.network.fetch(url, {
        method: 'HEAD',
        signal,
        priority: 'low',
        credentials: 'same-origin',
        cache: 'no-store',
      });
      const { status, headers } = response;
      if (status === 429 || status >= 500) {
        const retryAfterMs = readRetryAfterMs(headers.get('retry-after'), this.network.nowMs());
        return new DownloadError('status', url, status, { retryAfterMs });
      }
      return null;
    } catch (cause) {
      return new DownloadError('network', url, null, { cause });
    }
  }
}
