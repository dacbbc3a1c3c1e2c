import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { isWithin } from '../decision/time.ts';
import type { Network } from './attempt.ts';
import { readStart } from './read-start.ts';

/** What is found out of a folder holds for so long: a site may begin to tell its viewers apart. */
const holdsMs = 10 * 60_000;
const maxFolders = 500;
/** So much of a file tells whether it is the same for everybody. Texts are compared whole. */
const comparedBytes = 1024;

/**
 * Whether the page's own site gives the same to everybody. Requests to it carry its cookies, which nobody here can see,
 * so it is asked once more as a stranger would: only a folder that answers a stranger alike has files that may be kept
 * and given to whoever uses this browser next.
 */
export class StrangerCheck {
  readonly #folders = new Map<string, { readonly isAlike: Promise<boolean>; readonly atMs: number }>();

  constructor(
    readonly network: Network,
    readonly scopeOrigin: string,
  ) {}

  /** Why what came from this address is not for everybody, or null when it is. */
  async refuse(url: string, isText: boolean, cacheControl: string): Promise<string | null> {
    if (new URL(url).origin !== this.scopeOrigin || /\bpublic\b/i.test(cacheControl)) return null;
    return (await this.#isAlike(url, isText))
      ? null
      : 'without cookies its folder answers otherwise, so that it may be personal';
  }

  forget(): void {
    this.#folders.clear();
  }

  #isAlike(url: string, isText: boolean): Promise<boolean> {
    const fileUrl = readMp4Address(url)?.fileUrl ?? url;
    const folder = `${isText ? 'text' : 'media'} ${new URL('.', fileUrl).href}`;
    const nowMs = this.network.nowMs();
    const known = this.#folders.get(folder);
    if (known !== undefined && isWithin(holdsMs, known.atMs, nowMs)) return known.isAlike;
    const isAlike = this.#compare(fileUrl, isText).catch(() => {
      this.#folders.delete(folder);
      return false;
    });
    this.#folders.delete(folder);
    this.#folders.set(folder, { isAlike, atMs: nowMs });
    dropOldest(this.#folders, maxFolders);
    return isAlike;
  }

  async #compare(url: string, isText: boolean): Promise<boolean> {
    const [viewer, stranger] = await Promise.all([
      this.#ask(url, isText, 'same-origin'),
      this.#ask(url, isText, 'omit'),
    ]);
    return viewer.isGood && viewer.start === stranger.start && viewer.version === stranger.version;
  }

  async #ask(url: string, isText: boolean, credentials: 'same-origin' | 'omit') {
    const headers: Record<string, string> = isText ? {} : { range: `bytes=0-${comparedBytes - 1}` };
    const abort = new AbortController();
    const {
      ok,
      status,
      headers: told,
      body,
    } = await this.network.fetch(url, {
      credentials,
      headers,
      cache: 'no-store',
      priority: 'low',
      signal: abort.signal,
    });
    const start = await readStart(body, isText ? Number.POSITIVE_INFINITY : comparedBytes);
    abort.abort();
    const isGood = ok && !/\b(cookie|authorization)\b/i.test(told.get('vary') ?? '');
    const version = [status, told.get('etag'), told.get('last-modified'), told.get('content-range')].join(' ');
    return { isGood, start, version };
  }
}
