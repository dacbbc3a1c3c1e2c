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

/** Which reels are saved or on their way, in the order in which they were asked for. It outlives the worker. */
export class SavedReels {
  readonly #records = new Map<string, SavedRecord>();
  #restored: Promise<void> | undefined;
  #isRead = false;

  constructor(readonly memory: Memory) {}

  get records(): readonly SavedRecord[] {
    return [...this.#records.values()];
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
    return this.#records.get(reelId);
  }

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  /** A reel that is saved already stays as it is; one that is paused goes on. */
  async add(reels: readonly SavedReel[]): Promise<void> {
    await this.restore();
    for (const reel of reels) {
      const known = this.#records.get(reel.id);
      if (known?.state === 'saved') continue;
      const begun = known ?? { keys: [], bytes: 0, doneFiles: 0 };
      this.#records.set(reel.id, { ...begun, reel, state: 'saving', problem: null });
    }
    await this.#save();
  }

  async order(reelIds: readonly string[], order: Exclude<SavedOrder, 'remove'>): Promise<void> {
    await this.restore();
    const state = order === 'pause' ? 'paused' : 'saving';
    for (const id of reelIds) {
      if (this.#records.get(id)?.state !== 'saved') this.#change(id, { state, problem: null });
    }
    await this.#save();
  }

  /** Returns the keys that no other saved reel needs: their pins are to be undone. */
  async remove(reelIds: readonly string[]): Promise<string[]> {
    await this.restore();
    const keys = new Set<string>();
    for (const id of reelIds) {
      for (const key of this.#records.get(id)?.keys ?? []) keys.add(key);
      this.#records.delete(id);
    }
    await this.#save();
    for (const { keys: needed } of this.#records.values()) for (const key of needed) keys.delete(key);
    return [...keys];
  }

  async clear(): Promise<void> {
    this.#restored = Promise.resolve();
    this.#isRead = true;
    this.#records.clear();
    await this.#save();
  }

  async begin(reelId: string, keys: readonly string[]): Promise<void> {
    this.#change(reelId, { keys: [...keys], doneFiles: 0, bytes: 0 });
    await this.#save();
  }

  /** Progress is not written down: a new worker finds it again by what is here. */
  advance(reelId: string, bytes: number): void {
    const record = this.#records.get(reelId);
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
    const record = this.#records.get(reelId);
    if (record !== undefined) this.#records.set(reelId, { ...record, ...change });
  }

  /** What could not be read is not written over: it is read first, when it can be. */
  async #save(): Promise<void> {
    await this.restore();
    if (!this.#isRead) return;
    const records = this.records.map(({ doneFiles: _doneFiles, ...record }) => record);
    await this.memory.write(records).catch(() => undefined);
  }

  async #read(): Promise<void> {
    const read = await this.memory.read().then(
      (value) => ({ value }),
      () => undefined,
    );
    this.#isRead = read !== undefined;
    if (read === undefined) this.#restored = undefined;
    const saved = v.safeParse(v.array(recordSchema), read?.value);
    if (!saved.success) return;
    const since = [...this.#records];
    this.#records.clear();
    for (const record of saved.output) {
      this.#records.set(record.reel.id, { ...record, doneFiles: record.state === 'saved' ? record.keys.length : 0 });
    }
    for (const [id, record] of since) if (!this.#records.has(id)) this.#records.set(id, record);
  }
}
