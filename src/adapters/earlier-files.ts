import { type LoadedFile, loadAgain, newWorkerMs } from '../worker-client/load-again.ts';
import { listenToUnserved, loadedFilesOf } from './player-reports.ts';

/**
 * Hands the worker what players loaded before it served the page, so that one visit is enough to keep a reel. The files
 * come from the browser's own cache.
 */
export class EarlierFiles {
  readonly #beforeMs: number;
  readonly #known = new Set<string>();
  /** A server that forbids storing would have to send every file again. */
  #isForbidden = false;
  #handing: Promise<void> = Promise.resolve();

  /** `servedSinceMs` is a time of `performance.now()`. */
  constructor(
    servedSinceMs: number,
    readonly signal: AbortSignal,
  ) {
    this.#beforeMs = servedSinceMs + newWorkerMs;
    listenToUnserved((video) => void this.handOver(video), signal);
  }

  /** Loads the files again that this video's player had loaded, one after another. Never rejects. */
  handOver(video: HTMLMediaElement): Promise<void> {
    for (const file of loadedFilesOf(video, this.#beforeMs)) {
      const name = JSON.stringify(file);
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      // A failure is harmless: the reel then starts with the files that are kept.
      this.#handing = this.#handing.then(() => this.#load(file)).catch(() => undefined);
    }
    return this.#handing;
  }

  async #load(file: LoadedFile): Promise<void> {
    if (this.#isForbidden || this.signal.aborted) return;
    const { headers } = await loadAgain(file);
    this.#isForbidden ||= /\bno-store\b/i.test(headers.get('cache-control') ?? '');
  }
}
