import { dropOldest } from '../decision/drop-oldest.ts';
import { addressesIn, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { isLive } from '../decision/playlist/is-live.ts';
import type { Resource } from '../decision/resource/resource.ts';

const maxAddresses = 20_000;

/**
 * The addresses of live playlists and of the segments that they list. A looping stream or a restarted broadcast reuses
 * the names of its segments for others, so the freshness lifetime of these must not be guessed.
 */
export class LiveStreams {
  readonly #addresses = new Set<string>();

  learn(text: string, url: string): void {
    const isLivePlaylist = isLive(text);
    if (!isLivePlaylist && this.#addresses.size === 0) return;
    for (const address of [withoutQuery(url), ...addressesIn(text, url)]) {
      this.#addresses.delete(address);
      if (isLivePlaylist) this.#addresses.add(address);
    }
    dropOldest(this.#addresses, maxAddresses);
  }

  has({ urls }: Pick<Resource, 'urls'>): boolean {
    return this.#addresses.size > 0 && urls.some((url) => this.#addresses.has(withoutQuery(url)));
  }

  forget(): void {
    this.#addresses.clear();
  }
}
