import { expect } from '@playwright/test';
import { readFeedPage } from '../../src/shared/feed.ts';
import type { SavedReel } from '../../src/shared/saved.ts';
import { readSavedFiles, readSavedRecords } from '../../e2e/stored.ts';
import type { Tab } from './tab.ts';

type SavedFigures = {
  readonly savedReels: number;
  readonly savedFiles: number;
  readonly strayFiles: number;
  readonly missingFiles: number;
};

const mostSaved = 4;
const patienceMs = 120_000;

/** Returns every reel of the feed, in the form in which a page tells the worker to save it. */
export async function readCatalogue(pageUrl: string, reels: number): Promise<ReadonlyMap<string, SavedReel>> {
  const found = new Map<string, SavedReel>();
  for (let next: string | null = new URL(`/feed.json?reels=${reels}`, pageUrl).href; next !== null; ) {
    const page = readFeedPage(await (await fetch(next)).json(), next);
    const base = page.origins[0]?.url ?? pageUrl;
    for (const { id, src, poster, format, durationSeconds, tags, title, author } of page.reels) {
      const urls = { url: new URL(src, base).href, poster: poster === null ? null : new URL(poster, base).href };
      found.set(id, { id, ...urls, format, durationSeconds, tags: [...tags], title, author });
    }
    next = page.next;
  }
  return found;
}

/** Records what the viewer asked to save and to remove, and checks it against what is stored. */
export class SavedBook {
  saves = 0;
  removals = 0;
  /** Orders that were lost because the worker was stopped while it received them. */
  repeated = 0;
  readonly #wanted: SavedReel[] = [];

  constructor(readonly catalogue: ReadonlyMap<string, SavedReel>) {}

  /** Saves the current reel. When more than a few are saved, removes the oldest one in another tab. */
  async saveCurrent(tab: Tab, other: Tab): Promise<void> {
    const reel = this.#find(await tab.feed.currentId());
    if (this.#wanted.some(({ id }) => id === reel.id)) return;
    await this.#save(tab, reel);
    this.#wanted.push(reel);
    this.saves += 1;
    const [oldest] = this.#wanted;
    if (this.#wanted.length <= mostSaved || oldest === undefined) return;
    this.#wanted.shift();
    await this.#remove(other, oldest.id);
    this.removals += 1;
  }

  /** Waits until all orders are carried out. Counts what is saved then, and which files are stray or missing. */
  async settle(tab: Tab): Promise<SavedFigures> {
    const { page } = tab;
    const wanted = this.#wanted.map(({ id }) => `${id} saved`).toSorted();
    const listed = async () => {
      await tab.say({ type: 'list-saved' });
      const records = await readSavedRecords(page);
      await this.#repeat(
        tab,
        records.map(({ reel }) => reel.id),
      );
      return records.map(({ reel, state }) => `${reel.id} ${state}`).toSorted();
    };
    await expect.poll(listed, { timeout: patienceMs, intervals: [2000] }).toEqual(wanted);
    const records = await readSavedRecords(page);
    const named = new Set(records.flatMap(({ whole }) => whole?.keys.map((key) => `${whole.name} ${key}`) ?? []));
    const files = await readSavedFiles(page);
    const strayFiles = files.filter((file) => !named.has(file)).length;
    const missingFiles = named.size - (files.length - strayFiles);
    return { savedReels: records.length, savedFiles: files.length, strayFiles, missingFiles };
  }

  /**
   * Repeats orders that were lost because the worker was stopped while it received them, as a viewer would who sees no
   * effect.
   */
  async #repeat(tab: Tab, listed: readonly string[]): Promise<void> {
    const lostSaves = this.#wanted.filter(({ id }) => !listed.includes(id));
    const lostRemovals = listed.filter((id) => !this.#wanted.some((reel) => reel.id === id));
    this.repeated += lostSaves.length + lostRemovals.length;
    for (const reel of lostSaves) await this.#save(tab, reel);
    for (const id of lostRemovals) await this.#remove(tab, id);
  }

  #save(tab: Tab, reel: SavedReel): Promise<void> {
    return tab.say({ type: 'save', reels: [reel] });
  }

  #remove(tab: Tab, id: string): Promise<void> {
    return tab.say({ type: 'order-saved', reelIds: [id], order: 'remove' });
  }

  #find(id: string): SavedReel {
    const reel = this.catalogue.get(id);
    if (reel === undefined) throw new Error(`The feed has no reel ${id}`);
    return reel;
  }
}
