import * as v from 'valibot';
import { fingerprint } from './decision/resource/fingerprint.ts';
import { Kept, readList } from './kept.ts';
import type { Memory } from './memory.ts';

const maxPages = 1000;
const readPairs = readList(v.tuple([v.string(), v.string()]), maxPages);

/**
 * Pages that were open when their viewer signed out. They may go on playing, from the network: nothing that they ask for
 * or say is kept. A page that is loaded anew is another one, and so is one that speaks for another viewer.
 */
export class FormerPages {
  /** A fingerprint of whom each of them spoke for; empty for one that had said nothing. */
  readonly #kept: Kept<ReadonlyMap<string, string>>;
  /** Of every page that has spoken, also of one that its browser keeps aside for the way back. */
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
   * False while the store cannot say which they are. It can keep nothing of a page then either, so that every page may be
   * answered; but whatever will be written down later has to wait for its word.
   */
  get isKnown(): boolean {
    return this.#kept.isRestored;
  }

  /** A promise only as long as it is not known. What could not be read is read again for the next who asks. */
  has(pageId: string): boolean | Promise<boolean> {
    if (this.isKnown) return this.#kept.value.has(pageId);
    return this.#kept.restore().then(() => this.#kept.value.has(pageId));
  }

  /** A page says for whom it speaks. Whether it may. */
  async admits(pageId: string, viewerId: string): Promise<boolean> {
    const viewer = fingerprint(viewerId);
    this.#viewers.set(pageId, viewer);
    if (!(await this.has(pageId))) return true;
    const former = this.#kept.value.get(pageId);
    if (former === '' || former === viewer) return false;
    await this.welcome(pageId);
    return true;
  }

  /** It goes on for another viewer. A page that says so need not have said before whom it spoke for. */
  async welcome(pageId: string): Promise<void> {
    await this.#kept.restore();
    const left = new Map(this.#kept.value);
    left.delete(pageId);
    this.#kept.value = left;
    await this.#kept.save();
  }

  /** Everybody who is here now is a guest of the past. Rejects when a later worker would not know. */
  async forget(): Promise<void> {
    const pages = new Set([...this.#viewers.keys(), ...(await this.listPages())]);
    const former = [...pages].map((id) => [id, this.#viewers.get(id) ?? this.#kept.value.get(id) ?? ''] as const);
    await this.#kept.forget(new Map(former));
  }
}
