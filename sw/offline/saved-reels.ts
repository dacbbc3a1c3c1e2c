import * as v from 'valibot';
import {
  type SavedOrder,
  type SavedReel,
  type SavedStatus,
  type SaveProblem,
  savedReelSchema,
  saveProblems,
  saveStates,
} from '../../src/shared/saved.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const recordSchema = v.object({
  reel: savedReelSchema,
  state: v.picklist(saveStates),
  problem: v.nullable(v.picklist(saveProblems)),
  /** Every file of the reel, known before the first of them is pinned, so that all of them can be let go. */
  keys: v.array(v.string()),
  bytes: v.number(),
});
export type SavedRecord = v.InferOutput<typeof recordSchema> & { readonly doneFiles: number };

type Records = Map<string, SavedRecord>;

/** More than anybody saves. */
const maxRecords = 10_000;
const readRecords = readList(recordSchema, maxRecords);

/** Which reels are saved or on their way, in the order in which they were asked for. It outlives the worker. */
export class SavedReels {
  readonly #kept: Kept<Records>;

  constructor(memory: Memory) {
    this.#kept = new Kept<Records>(memory, {
      empty: () => new Map(),
      read: (json) => recordsOf(readRecords(json) ?? []),
      write: (records) => [...records.values()].map(({ doneFiles: _doneFiles, ...record }) => record),
      merge: (kept, since) => new Map([...kept, ...[...since].filter(([id]) => !kept.has(id))]),
    });
  }

  get records(): readonly SavedRecord[] {
    return [...this.#kept.value.values()];
  }

  get statuses(): SavedStatus[] {
    return this.records.map(({ reel, state, problem, doneFiles, keys, bytes }) => ({
      reel,
      state,
      problem,
      doneFiles,
      totalFiles: keys.length,
      bytes,
    }));
  }

  find(reelId: string): SavedRecord | undefined {
    return this.#kept.value.get(reelId);
  }

  restore(): Promise<void> {
    return this.#kept.restore();
  }

  /** A reel that is saved already stays as it is; one that is paused goes on. */
  async add(reels: readonly SavedReel[]): Promise<void> {
    await this.restore();
    for (const reel of reels) {
      const known = this.#kept.value.get(reel.id);
      if (known?.state === 'saved') continue;
      const begun = known ?? { keys: [], bytes: 0, doneFiles: 0 };
      this.#kept.value.set(reel.id, { ...begun, reel, state: 'saving', problem: null });
    }
    await this.#save();
  }

  async order(reelIds: readonly string[], order: Exclude<SavedOrder, 'remove'>): Promise<void> {
    await this.restore();
    const state = order === 'pause' ? 'paused' : 'saving';
    for (const id of reelIds) {
      if (this.#kept.value.get(id)?.state !== 'saved') this.#change(id, { state, problem: null });
    }
    await this.#save();
  }

  /** Returns the keys that no other saved reel needs: their pins are to be undone. */
  async remove(reelIds: readonly string[]): Promise<string[]> {
    await this.restore();
    const keys = new Set<string>();
    for (const id of reelIds) {
      for (const key of this.#kept.value.get(id)?.keys ?? []) keys.add(key);
      this.#kept.value.delete(id);
    }
    await this.#save();
    for (const { keys: needed } of this.#kept.value.values()) for (const key of needed) keys.delete(key);
    return [...keys];
  }

  clear(): Promise<void> {
    return this.#kept.forget();
  }

  async begin(reelId: string, keys: readonly string[]): Promise<void> {
    this.#change(reelId, { keys: [...keys], doneFiles: 0, bytes: 0 });
    await this.#save();
  }

  /** Progress is not written down: a new worker finds it again by what is here. */
  advance(reelId: string, bytes: number): void {
    const record = this.#kept.value.get(reelId);
    if (record !== undefined)
      this.#change(reelId, { doneFiles: record.doneFiles + 1, bytes: record.bytes + bytes, problem: null });
  }

  async finish(reelId: string): Promise<void> {
    this.#change(reelId, { state: 'saved', problem: null });
    await this.#save();
  }

  /** A saved reel of which something has gone is fetched again. */
  async reopen(reelId: string): Promise<void> {
    this.#change(reelId, { state: 'saving', problem: null });
    await this.#save();
  }

  async fail(reelId: string, problem: SaveProblem): Promise<void> {
    const state = problem === 'network' ? 'saving' : 'paused';
    this.#change(reelId, { state, problem });
    await this.#save();
  }

  #change(reelId: string, change: Partial<SavedRecord>): void {
    const record = this.#kept.value.get(reelId);
    if (record !== undefined) this.#kept.value.set(reelId, { ...record, ...change });
  }

  /** What the memory refuses is saved with the next change. */
  #save(): Promise<void> {
    this.#kept.touch();
    return this.#kept.save();
  }
}

/** How much of a reel is here is not written down: a saved one is here, of any other it is found again. */
function recordsOf(kept: readonly v.InferOutput<typeof recordSchema>[]): Records {
  return new Map(
    kept.map((record) => [record.reel.id, { ...record, doneFiles: record.state === 'saved' ? record.keys.length : 0 }]),
  );
}
