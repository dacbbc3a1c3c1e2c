import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { isWithin } from '../decision/time.ts';
import type { Network } from './attempt.ts';
import { readStart } from './read-start.ts';

/** How long the result for a folder holds: a site may begin to tell its viewers apart. */
const holdsMs = 10 * 60_000;
const maxFolders = 500;
/** How much of a media file is compared. Manifests and playlists are compared whole. */
const comparedBytes = 1024;

/**
 * Checks whether the page's own site serves the same files to everybody. Requests to it carry cookies, which the worker
 * cannot see, so one file of each folder is requested both with and without them: only if the responses are alike may
 * files of the folder be cached, and served to the next user of this browser.
 */
export class StrangerCheck {
  readonly #folders = new Map<string, { readonly isAlike: Promise<boolean>; readonly atMs: number }>();

  constructor(
    readonly network: Network,
    readonly scopeOrigin: string,
  ) {}

  /** Returns why the response from this address may be personal, or null if it is for everybody. */
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
