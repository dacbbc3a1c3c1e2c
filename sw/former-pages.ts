import * as v from 'valibot';
import { fingerprint } from './decision/resource/fingerprint.ts';
import { Kept, readList } from './kept.ts';
import type { Memory } from './memory.ts';

const maxPages = 1000;
const readPairs = readList(v.tuple([v.string(), v.string()]), maxPages);

/**
 * Pages that were open when their viewer signed out. They may go on playing from the network; nothing that they request
 * or report is kept. A page stops being one of them when it is reloaded or acts for another viewer.
 */
export class FormerPages {
  /** By page id: a fingerprint of the viewer that the page acted for, or '' if it had named none. */
  readonly #kept: Kept<ReadonlyMap<string, string>>;
  /** The viewer of every page that has named one, including pages in the back/forward cache. */
  readonly #viewers = new Map<string, string>();

  constructor(
    memory: Memory,
    readonly listPages: () => Promise<readonly string[]>,
  ) {
    this.#kept = new Kept<ReadonlyMap<string, string>>(memory, {
      empty: () => new Map(),
      read: (json) => new Map(readPairs(json)),
      write: (pages) => [...pages],
      merge: (kept, since) => new Map([...kept, ...since]),
    });
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
    this.#viewers.set(pageId, viewer);
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
    const pages = new Set([...this.#viewers.keys(), ...(await this.listPages())]);
    const former = [...pages].map((id) => [id, this.#viewers.get(id) ?? this.#kept.value.get(id) ?? ''] as const);
    await this.#kept.forget(new Map(former));
  }
}
