import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { folderOf } from '../decision/playlist/addresses-in.ts';
import { textLimits } from '../decision/playlist/limits.ts';
import { isUnreachable, type Refusal } from '../decision/http/storing.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { isWithin } from '../decision/time.ts';
import type { Network } from './attempt.ts';
import { readStart } from './read-start.ts';

/** How long the result for a folder holds: a site may begin to tell its viewers apart. */
const verdictLifetimeMs = 10 * 60_000;
const maxFolders = 500;
/** What waits for a verdict must not wait for an origin that has fallen silent. */
const maxWaitMs = 15_000;
/** How much of a media file is compared. Manifests and playlists are compared as far as the worker reads them. */
const comparedBytes = 1024;

/**
 * Checks whether the page's own site serves the same files to everybody. Requests to it carry cookies, which the worker
 * cannot see, so one file of each folder is requested both with and without them: only if the responses are alike may
 * files of the folder be cached, and served to the next user of this browser.
 */
export class SharingRules {
  readonly #folders = new Map<string, { readonly isAlike: Promise<boolean | null>; readonly atMs: number }>();

  constructor(
    readonly network: Network,
    readonly scopeOrigin: string,
  ) {}

  /** Returns why the response from this address may be personal, or null if it is for everybody. */
  async whyPersonal(url: string, isPlaylist: boolean, cacheControl: string): Promise<Refusal | null> {
    if (new URL(url).origin !== this.scopeOrigin || /\bpublic\b/i.test(cacheControl)) return null;
    const isAlike = await this.#isAlike(url, isPlaylist);
    if (isAlike === true) return null;
    return isAlike === null
      ? { refused: 'it may be personal, and could not be compared without cookies', scope: 'file', isPassing: true }
      : { refused: 'files in its folder differ without cookies, so it may be personal', scope: 'folder' };
  }

  forget(): void {
    this.#folders.clear();
  }

  /** Null if they could not be compared. */
  #isAlike(url: string, isPlaylist: boolean): Promise<boolean | null> {
    const mp4 = readMp4Address(url);
    const fileUrl = mp4?.fileUrl ?? url;
    const isText = isPlaylist && mp4 === null;
    const folder = `${isText ? 'text' : 'media'} ${folderOf(fileUrl)}`;
    const nowMs = this.network.nowMs();
    const known = this.#folders.get(folder);
    if (known !== undefined && isWithin(verdictLifetimeMs, known.atMs, nowMs)) return known.isAlike;
    const isAlike = this.#compare(fileUrl, isText).catch(() => {
      this.#folders.delete(folder);
      return null;
    });
    this.#folders.delete(folder);
    this.#folders.set(folder, { isAlike, atMs: nowMs });
    dropOldest(this.#folders, maxFolders);
    return isAlike;
  }

  async #compare(url: string, isText: boolean): Promise<boolean> {
    const [viewer, anonymous] = await Promise.all([
      this.#request(url, isText, 'same-origin'),
      this.#request(url, isText, 'omit'),
    ]);
    return viewer.isShareable && viewer.start === anonymous.start && viewer.version === anonymous.version;
  }

  async #request(url: string, isText: boolean, credentials: 'same-origin' | 'omit') {
    const headers: Record<string, string> = isText ? {} : { range: `bytes=0-${comparedBytes - 1}` };
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), maxWaitMs);
    const { signal } = abort;
    try {
      const request: RequestInit = { credentials, headers, cache: 'no-store', priority: 'low', signal };
      const answer = await this.network.fetch(url, request);
      if (isUnreachable(answer.status)) throw new DownloadError('status', url, answer.status);
      const bytes = await readStart(answer.body, isText ? textLimits.characters : comparedBytes);
      // As text, which can be compared; each byte is a character of its own in this encoding.
      const start = new TextDecoder('latin1').decode(bytes);
      const isShareable = answer.ok && !/\b(cookie|authorization)\b/i.test(answer.headers.get('vary') ?? '');
      const { status } = answer;
      const version = [
        status,
        ...['etag', 'last-modified', 'content-range'].map((name) => answer.headers.get(name)),
      ].join(' ');
      return { isShareable, start, version };
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }
}
