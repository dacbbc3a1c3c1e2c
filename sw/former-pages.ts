import * as v from 'valibot';
import { fingerprint } from './decision/resource/fingerprint.ts';
import { Kept, type KeptForm, readList } from './kept.ts';
import type { Memory } from './memory.ts';

const maxPages = 1000;
/** Of open pages and those in back/forward caches, which hold a few pages for each tab. */
const maxViewers = 200;

type Viewers = ReadonlyMap<string, string>;

const readPairs = readList(v.tuple([v.string(), v.string()]), maxPages);
const form: KeptForm<Viewers> = {
  empty: () => new Map(),
  read: (json) => new Map(readPairs(json)),
  write: (pages) => [...pages],
  merge: (kept, since) => new Map([...kept, ...since]),
};

/**
 * Pages that were open when their viewer signed out. They may go on playing from the network; nothing that they request
 * or report is kept. A page stops being one of them when it is reloaded or acts for another viewer.
 */
export class FormerPages {
  /** By page id: a fingerprint of the viewer that the page acted for, or '' if it had named none. */
  readonly #kept: Kept<Viewers>;
  /**
   * The viewer of every page that has named one to this worker or an earlier one: the browser does not list the pages
   * in its back/forward cache.
   */
  readonly #viewers: Kept<Viewers>;

  constructor(
    memories: { readonly former: Memory; readonly viewers: Memory },
    readonly listPages: () => Promise<readonly string[]>,
  ) {
    this.#kept = new Kept(memories.former, form);
    this.#viewers = new Kept(memories.viewers, form);
  }

  /**
   * False until the list has been read from the store. A store that cannot be read cannot be written either, so every
   * page may be answered meanwhile; but work whose result is stored later has to wait for the list.
   */
  get isKnown(): boolean {
    return this.#kept.isRestored;
  }

  /** Whether a page is one of them; a promise until the list has been read. The next call retries a failed read. */
  has(pageId: string): boolean | Promise<boolean> {
    if (this.isKnown) return this.#kept.value.has(pageId);
    return this.#kept.restore().then(() => this.#kept.value.has(pageId));
  }

  /** Records the viewer that a page acts for, and returns whether the page may. */
  async admits(pageId: string, viewerId: string): Promise<boolean> {
    const viewer = fingerprint(viewerId);
    const viewers = this.#viewers;
    if (viewers.value.get(pageId) !== viewer)
      viewers.value = new Map([...viewers.value, [pageId, viewer] as const].slice(-maxViewers));
    void viewers.save();
    if (!(await this.has(pageId))) return true;
    const former = this.#kept.value.get(pageId);
    if (former === '' || former === viewer) return false;
    await this.readmit(pageId);
    return true;
  }

  /** Lets the page go on for another viewer, even if it never named the previous one. */
  async readmit(pageId: string): Promise<void> {
    await this.#kept.restore();
    const left = new Map(this.#kept.value);
    left.delete(pageId);
    this.#kept.value = left;
    await this.#kept.save();
  }

  /** Makes every page that is open now a former one. Rejects if that could not be stored for later workers. */
  async forget(): Promise<void> {
    const viewers = this.#viewers;
    await viewers.restore();
    const pages = new Set([...viewers.value.keys(), ...(await this.listPages())]);
    const former = [...pages].map((id) => [id, viewers.value.get(id) ?? this.#kept.value.get(id) ?? ''] as const);
    await this.#kept.forget(new Map(former));
    if (!viewers.isRestored) throw new Error('The pages of earlier workers cannot be read now');
  }
}
