import { dropOldest } from '../decision/drop-oldest.ts';
import { addressesIn, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { isLive } from '../decision/playlist/is-live.ts';
import type { Resource } from '../decision/resource/resource.ts';

const maxAddresses = 20_000;

/**
 * The segment addresses that live playlists list. A looping stream or a restarted broadcast reuses its names for other
 * segments, so the freshness lifetime of these must not be guessed.
 */
export class LiveSegments {
  readonly #addresses = new Set<string>();

  learn(text: string, url: string): void {
    const isLivePlaylist = isLive(text);
    if (!isLivePlaylist && this.#addresses.size === 0) return;
    for (const address of addressesIn(text, url)) {
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
