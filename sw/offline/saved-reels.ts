import * as v from 'valibot';
import type { SavedReel, SavedStatus, SaveProblem } from '../../src/shared/saved.ts';
import type { Memory } from '../memory.ts';
import { readOlderRecords } from './older-records.ts';
import { type SavedPlace, type SavedRecord, savedRecordSchema, type Unit } from '../../src/shared/saved-record.ts';

export type RecordStore = {
  readReels(): Promise<readonly unknown[]>;
  writeReel(reelId: string, record: unknown): Promise<void>;
  /** Null deletes the record. */
  replace(reelId: string, record: unknown, goneUnits: readonly string[]): Promise<void>;
  clear(): Promise<void>;
};

export type SavedReelsParts = {
  readonly store: RecordStore;
  /** The list of version 0.1. */
  readonly older: Memory;
  readonly nowMs: () => number;
  readonly newName: () => string;
  /** Returns the keys that a file may have been saved by: another origin may have stood for all replicas then. */
  readonly keysLike: (key: string) => readonly string[];
};

/** The persistent list of reels that are saved or being saved, in the order in which they were requested. */
export class SavedReels {
  readonly #records = new Map<string, SavedRecord>();
  /** Ids of records that have changed and are not written yet. */
  readonly #unwritten = new Set<string>();
  /** The reels that pages have named to this worker, with URLs that are in force. Stored ones lack their signatures. */
  readonly #named = new Set<string>();
  #reading: Promise<void> | undefined;
  #isRestored = false;
  #isOlderImported = false;
  #hasUnreadable = false;
  #clears = 0;
  /** The unit of each saved file; built when it is needed next. */
  #units: Map<string, string> | undefined;

  constructor(readonly parts: SavedReelsParts) {}

  get records(): readonly SavedRecord[] {
    return [...this.#records.values()];
  }

  /** Whether the records are loaded: before, a reel that is not listed may be saved all the same. */
  get isLoaded(): boolean {
    return this.#isRestored && this.#isOlderImported;
  }

  /** Whether all records are loaded and readable: files that no record names may be deleted then. */
  get isComplete(): boolean {
    return this.isLoaded && !this.#hasUnreadable;
  }

  /** Whether the cache still holds, or may hold, reels that version 0.1 saved. */
  get mayUseCache(): boolean {
    return !this.#isOlderImported || this.records.some(({ whole }) => whole?.name === '');
  }

  get bytes(): number {
    return this.records.reduce((sum, { whole, arriving }) => sum + (whole?.bytes ?? 0) + (arriving?.bytes ?? 0), 0);
  }

  /** `missingFileCount` returns how many files of a reel are still missing, `reelOf` the reel as pages request it. */
  statuses(
    missingFileCount: (reelId: string) => number,
    reelOf: (record: SavedRecord) => SavedReel = ({ reel }) => reel,
  ): SavedStatus[] {
    return this.records.map((record) => {
      const { state, problem, whole, arriving, update } = record;
      const reel = reelOf(record);
      const unit = arriving ?? whole;
      const totalFiles = unit?.keys.length ?? 0;
      const doneFiles = totalFiles - missingFileCount(reel.id);
      return { reel, state, problem, update, doneFiles, totalFiles, bytes: unit?.bytes ?? 0 };
    });
  }

  /** Whether a page has named the reel to this worker in order to save it. */
  isNamed(reelId: string): boolean {
    return this.#named.has(reelId);
  }

  find(reelId: string): SavedRecord | undefined {
    return this.#records.get(reelId);
  }

  /** Returns where a file is saved. A promise only until the records are loaded. */
  placeOf(key: string): SavedPlace | undefined | Promise<SavedPlace | undefined> {
    if (!this.isLoaded) return this.restore().then(() => this.#find(key));
    return this.#find(key);
  }

  #find(key: string): SavedPlace | undefined {
    this.#units ??= new Map(
      this.records.flatMap(({ whole }) => (whole === null ? [] : whole.keys.map((one) => [one, whole.name] as const))),
    );
    for (const known of this.#units.size === 0 ? [] : this.parts.keysLike(key)) {
      const unit = this.#units.get(known);
      if (unit) return { unit, key: known };
    }
    return undefined;
  }

  /** Resolves once the records are loaded, or cannot be read for now. */
  async restore(): Promise<void> {
    if (this.isLoaded) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /**
   * Adds reels to save. A paused one resumes; a saved one is updated if there is a newer version. An imported one waits
   * for the page's files.
   */
  async add(reels: readonly SavedReel[], isImport = false): Promise<void> {
    const standing = isImport
      ? ({ state: 'paused', problem: 'import' } as const)
      : ({ state: 'saving', problem: null } as const);
    const clears = this.#clears;
    await this.restore();
    // The viewer who requested it has signed out meanwhile.
    if (clears !== this.#clears) return;
    // An import would take the place of a record that is not loaded yet; a reel to save gives way to it.
    if (isImport && !this.isLoaded) return;
    for (const reel of reels) {
      this.#named.add(reel.id);
      const known = this.#records.get(reel.id);
      if (known?.state === 'saved') {
        if (isImport || known.update !== 'available') continue;
        this.#records.set(reel.id, { ...known, reel, update: 'wanted', problem: null });
      } else {
        const nowMs = this.parts.nowMs();
        const begun = known ?? { whole: null, arriving: null, update: 'none' as const, savedAtMs: nowMs };
        this.#records.set(reel.id, { ...begun, reel, ...standing, checkedAtMs: nowMs });
      }
      this.#unwritten.add(reel.id);
    }
    await this.#write();
  }

  async change(reelId: string, change: Partial<SavedRecord>): Promise<void> {
    const record = this.#records.get(reelId);
    if (record === undefined) return;
    this.#set({ ...record, ...change });
    this.#unwritten.add(reelId);
    await this.#write();
  }

  /**
   * Begins a unit with the listed files, or returns the unit in progress if it has the same version and files. One that
   * names others, since replicas or the poster have changed, would count as incomplete for ever.
   */
  async begin(reelId: string, keys: readonly string[], version: string): Promise<Unit | undefined> {
    const record = this.#records.get(reelId);
    if (record === undefined) return undefined;
    const { arriving } = record;
    if (arriving?.version === version && isSameSet(arriving.keys, keys)) return arriving;
    const unit = { name: this.parts.newName(), keys: [...keys], bytes: 0, version };
    await this.#replace(record, { arriving: unit }, [arriving]);
    return unit;
  }

  /** Adds a saved file's bytes to the record in memory. The store has written them along with the file. */
  advance(reelId: string, bytes: number): void {
    const record = this.#records.get(reelId);
    if (!record?.arriving) return;
    const { arriving } = record;
    this.#records.set(reelId, { ...record, problem: null, arriving: { ...arriving, bytes: arriving.bytes + bytes } });
  }

  /**
   * Makes the new unit the one that plays, and returns the one that it replaces. `facts` are details not known before;
   * `checkedAtMs` is when the origin was last asked for a newer version.
   */
  async finish(reelId: string, facts: Partial<Unit> = {}, checkedAtMs = this.parts.nowMs()): Promise<Unit | null> {
    const record = this.#records.get(reelId);
    if (!record?.arriving) return null;
    const whole = { ...record.arriving, ...facts };
    const done = { state: 'saved', problem: null, whole, arriving: null, update: 'none', checkedAtMs } as const;
    await this.#replace(record, done, [record.whole]);
    return record.whole;
  }

  /** Saves a reel again that has lost files. Those that are left, with this many bytes, are reused. */
  async reopen(reelId: string, bytes: number): Promise<void> {
    const whole = this.#records.get(reelId)?.whole;
    if (!whole) return;
    const arriving = whole.name === '' ? null : { ...whole, bytes };
    await this.change(reelId, { state: 'saving', problem: null, whole: null, arriving });
  }

  /** Records a problem. If a retry does not help, the reel pauses, or a saved one stays at its old version. */
  async fail(reelId: string, problem: SaveProblem): Promise<void> {
    const standing = this.#records.get(reelId)?.whole ? { update: 'available' as const } : { state: 'paused' as const };
    await this.change(reelId, { problem, ...(problem !== 'network' && standing) });
  }

  /** Removes a reel and returns its units. */
  async remove(reelId: string): Promise<readonly Unit[]> {
    await this.restore();
    const record = this.#records.get(reelId);
    if (record === undefined) return [];
    this.#records.delete(reelId);
    this.#units = undefined;
    const units = [record.whole, record.arriving].filter((unit) => unit !== null);
    const clears = this.#clears;
    try {
      await this.parts.store.replace(reelId, null, namesOf(units));
    } catch (cause) {
      // It would come back with the next worker, so it stays listed and the caller gets the error.
      if (clears === this.#clears && !this.#records.has(reelId)) this.#set(record);
      throw cause;
    }
    return units;
  }

  /** Forgets all reels at once, even if they were never loaded. Rejects if the store may still contain them. */
  async clear(): Promise<void> {
    this.#clears += 1;
    this.#records.clear();
    this.#unwritten.clear();
    this.#named.clear();
    this.#units = undefined;
    this.#isRestored = true;
    this.#isOlderImported = true;
    await Promise.all([this.parts.store.clear(), this.parts.older.write(null)]);
  }

  async #read(): Promise<void> {
    const { store, older } = this.parts;
    if (!this.#isRestored) {
      const kept = await store.readReels().catch(() => undefined);
      if (kept === undefined || this.#isRestored) return;
      const read = kept.map((record) => v.safeParse(savedRecordSchema, record));
      this.#hasUnreadable = read.some(({ success }) => !success);
      const since = [...this.#records];
      this.#records.clear();
      const records = read.flatMap(({ success, output }) => (success ? [output] : []));
      for (const record of records.toSorted((a, b) => a.savedAtMs - b.savedAtMs)) this.#set(record);
      for (const [id, record] of since) if (!this.#records.has(id)) this.#set(record);
      this.#isRestored = true;
    }
    const imported = await older.read().then(readOlderRecords, () => undefined);
    if (imported === undefined || this.#isOlderImported) return;
    for (const record of imported) if (!this.#records.has(record.reel.id)) this.#set(record);
    for (const { reel } of imported) this.#unwritten.add(reel.id);
    await this.#write();
    this.#isOlderImported = true;
    if (imported.length > 0 && this.#unwritten.size === 0) await older.write(null).catch(() => undefined);
  }

  #set(record: SavedRecord): void {
    this.#records.set(record.reel.id, record);
    this.#units = undefined;
  }

  /** Stores a change of a record and deletes units. Keeps changes made while the store was busy. */
  async #replace(record: SavedRecord, change: Partial<SavedRecord>, gone: readonly (Unit | null)[]): Promise<void> {
    const { id } = record.reel;
    await this.parts.store.replace(id, { ...record, ...change }, namesOf(gone));
    const latest = this.#records.get(id);
    if (latest === undefined) return;
    this.#set({ ...latest, ...change });
    if (latest === record) this.#unwritten.delete(id);
    else await this.change(id, {});
  }

  /** Writes the changed records. Those that the store refuses are written with the next change. */
  async #write(): Promise<void> {
    if (!this.#isRestored) return;
    for (const id of this.#unwritten) {
      this.#unwritten.delete(id);
      const record = this.#records.get(id);
      try {
        if (record !== undefined) await this.parts.store.writeReel(id, record);
      } catch {
        this.#unwritten.add(id);
        return;
      }
    }
  }
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return known.size === new Set(others).size && others.every((one) => known.has(one));
}

function namesOf(units: readonly (Unit | null)[]): string[] {
  return units.map((unit) => unit?.name ?? '').filter((name) => name !== '');
}
