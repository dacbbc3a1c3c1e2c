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

/** Every reel of the feed, as a page tells the worker to save it. */
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

/** What the viewer has asked to be saved and to be removed, and whether that is what lies at rest. */
export class SavedBook {
  saves = 0;
  removals = 0;
  readonly #wanted: SavedReel[] = [];

  constructor(readonly catalogue: ReadonlyMap<string, SavedReel>) {}

  /** Saves what is on the screen; of more than a few the oldest is let go, in another tab. */
  async turn(tab: Tab, other: Tab): Promise<void> {
    const reel = this.#find(await tab.feed.currentId());
    if (this.#wanted.some(({ id }) => id === reel.id)) return;
    await tab.say({ type: 'save', reels: [reel] });
    this.#wanted.push(reel);
    this.saves += 1;
    const [oldest] = this.#wanted;
    if (this.#wanted.length <= mostSaved || oldest === undefined) return;
    this.#wanted.shift();
    await other.say({ type: 'order-saved', reelIds: [oldest.id], order: 'remove' });
    this.removals += 1;
  }

  /** Until all that was asked for is done. What is saved then, and what lies at rest for nobody. */
  async settle(tab: Tab): Promise<SavedFigures> {
    const { page } = tab;
    const wanted = this.#wanted.map(({ id }) => `${id} saved`).toSorted();
    const listed = async () => {
      await tab.say({ type: 'list-saved' });
      return (await readSavedRecords(page)).map(({ reel, state }) => `${reel.id} ${state}`).toSorted();
    };
    await expect.poll(listed, { timeout: patienceMs }).toEqual(wanted);
    const records = await readSavedRecords(page);
    const named = new Set(records.flatMap(({ whole }) => whole?.keys.map((key) => `${whole.name} ${key}`) ?? []));
    const files = await readSavedFiles(page);
    const strayFiles = files.filter((file) => !named.has(file)).length;
    const missingFiles = named.size - (files.length - strayFiles);
    return { savedReels: records.length, savedFiles: files.length, strayFiles, missingFiles };
  }

  #find(id: string): SavedReel {
    const reel = this.catalogue.get(id);
    if (reel === undefined) throw new Error(`The feed has no reel ${id}`);
    return reel;
  }
}
