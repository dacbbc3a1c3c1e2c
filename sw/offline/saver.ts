import { type ImportMessage, type SavedOrder, type SavedReel, versionOfImport } from '../../src/shared/saved.ts';
import { localKey } from '../decision/resource/identity.ts';
import { isPublicKey, type Resource } from '../decision/resource/resource.ts';
import { isFull } from '../decision/store/healing.ts';
import { isWithin } from '../decision/time.ts';
import { listReel, type ListedReel, type ListParts, type Savable } from './list-reel.ts';
import { isLasting, problemOf } from './save-problem.ts';
import type { SavedRecord, Unit } from '../../src/shared/saved-record.ts';
import { type ReconciledParts, reconcileUnits } from './reconcile-units.ts';
import type { SavedReels } from './saved-reels.ts';

export type UnitName = { readonly reelId: string; readonly unit: string };

export type SaverParts<File extends Savable> = Omit<ListParts<File>, 'fetch'> & {
  readonly reels: SavedReels;
  readonly store: ReconciledParts['store'] & {
    /** Returns how many files the unit has gained; undefined if the file is no longer wanted. */
    putFile(name: UnitName, file: File): Promise<0 | 1 | undefined>;
  };
  readonly cache: ReconciledParts['cache'] & {
    drop(keys: readonly string[]): Promise<void>;
    /** Removes files that are found among the saved ones from now on. */
    dropSaved(keys: readonly string[]): Promise<void>;
    /** Evicts the least needed entries to make room for this many bytes. */
    makeRoom(bytes: number): Promise<void>;
  };
  /** Fetches a file from an origin. */
  readonly fetch: (resource: Resource, signal: AbortSignal) => Promise<File>;
  readonly background: {
    /** Whether the browser is fetching the rest of this unit in the background. */
    isInBackground(unit: string): Promise<boolean>;
    recall(units: readonly string[]): Promise<void>;
  };
  /** Whether playback needs the network for itself. */
  readonly lanes: { readonly isPlaybackShort: boolean };
  readonly navigator: { readonly onLine: boolean };
  /** Whether a reel is shown: its player needs the version that it began with. */
  readonly view: { isShowing(reelId: string): boolean; isListing(reelId: string): boolean };
  readonly personal: { readonly awaitsViewer: boolean; isGuess(url: string): boolean };
  readonly nowMs: () => number;
};

/** How long a reel is left alone after a network failure. */
const networkPauseMs = 5000;
/** How often an origin is asked for a newer version of a saved reel. */
const checkIntervalMs = 24 * 3600 * 1000;

/**
 * Saves whole reels, one file after the other, each copied from the cache or fetched. A reel's files become visible
 * together, once the last of them is saved. Work may stop between any two files: saved files are found again and not
 * fetched twice. It runs only when `work` is called, inside an event.
 */
export class Saver<File extends Savable> {
  #work: Promise<void> | undefined;
  #current: { readonly reelId: string; readonly abort: AbortController } | undefined;
  /** The missing files of each unit whose files have been listed. */
  readonly #missing = new Map<string, readonly Resource[]>();
  /** Reels that their origins refused before a page had named them to this worker. */
  readonly #refused = new Set<string>();
  /** Posters and captions, by unit, without which a reel is saved because they cannot be had. */
  readonly #leftOut = new Map<string, Set<string>>();
  /** When each reel last failed: it is left alone for a while, and does not hold up others. */
  readonly #failedAtMs = new Map<string, number>();
  /** How many files of each unit are in the store; undefined before this worker has looked. */
  #storedFileCounts: Map<string, number> | undefined;

  constructor(readonly parts: SaverParts<File>) {}

  /** Goes on saving. Settles once nothing is left to do, or nothing can be done for now. */
  work(): Promise<void> {
    this.#work ??= this.#workOff().finally(() => {
      this.#work = undefined;
    });
    return this.#work;
  }

  /** Aborts the current file at once. The next `work` goes on with it. */
  hold(): void {
    this.#current?.abort.abort();
  }

  /** Ends all work, once the viewer's records have been cleared. */
  async stop(): Promise<void> {
    this.#missing.clear();
    this.hold();
    await this.#work;
  }

  /** Returns the files of a reel that are still to be fetched, if they are known. */
  missingFiles(reelId: string): readonly Resource[] | undefined {
    return this.#missing.get(this.parts.reels.find(reelId)?.arriving?.name ?? '');
  }

  missingFileCount(reelId: string): number {
    const { name = '', keys = [] } = this.parts.reels.find(reelId)?.arriving ?? {};
    return this.missingFiles(reelId)?.length ?? keys.length - (this.#storedFileCounts?.get(name) ?? 0);
  }

  async save(reels: readonly SavedReel[]): Promise<void> {
    await this.parts.reels.add(reels);
    this.#failedAtMs.clear();
  }

  /**
   * Adopts a reel whose files a page imports. It is saved as soon as all of them are stored; until then nothing is
   * fetched for it. If the page ends early, the viewer can import the reel again, save it from the network, or remove
   * it.
   */
  async adopt({ reel, keys, bytes, version, lackingBytes }: ImportMessage): Promise<void> {
    const { reels, store, network, cache } = this.parts;
    this.#holdIfCurrent(reel.id);
    await reels.add([reel], true);
    this.#holdIfCurrent(reel.id);
    if (reels.find(reel.id)?.state !== 'paused') return;
    if (lackingBytes !== undefined) await cache.makeRoom(lackingBytes);
    const { origins, volatileParameters, keyBase } = await network.identity();
    const unit = await reels.begin(
      reel.id,
      keys.map((key) => localKey(key, origins, volatileParameters, keyBase)),
      versionOfImport(version),
    );
    const storedKeys = unit && (await store.units(unit.name)).get(unit.name);
    if (unit === undefined || storedKeys?.size !== unit.keys.length) return;
    await reels.finish(reel.id, { bytes, version }, 0);
  }

  async order(reelIds: readonly string[], order: SavedOrder): Promise<void> {
    const { reels, background, cache } = this.parts;
    await reels.restore();
    this.#failedAtMs.clear();
    for (const id of reelIds) {
      const record = reels.find(id);
      if (record === undefined) continue;
      const isStopped = order === 'pause' || order === 'remove';
      if (isStopped) this.#holdIfCurrent(id);
      if (order === 'remove') await cache.drop(cacheKeysOf(await reels.remove(id)));
      else if (order === 'update') await reels.change(id, { update: 'wanted', problem: null });
      else if (record.state !== 'saved')
        await reels.change(id, { state: order === 'pause' ? 'paused' : 'saving', problem: null });
      // Work on it may have begun again before the order took effect.
      if (isStopped) this.#holdIfCurrent(id);
      if (isStopped && record.arriving !== null) await background.recall([record.arriving.name]);
    }
  }

  /** Saves a file that a background fetch has delivered. */
  async take(name: UnitName, file: File): Promise<void> {
    await this.#put(name, file);
  }

  /** Reconciles records and files once in a worker's life: later changes are all its own. */
  async reconcile(): Promise<void> {
    const { reels } = this.parts;
    await reels.restore();
    if (this.#storedFileCounts !== undefined || !reels.isComplete) return;
    // A store that does not respond has lost nothing: it is asked again next time.
    this.#storedFileCounts = await reconcileUnits(this.parts).catch(() => undefined);
  }

  #holdIfCurrent(reelId: string): void {
    if (this.#current?.reelId === reelId) this.hold();
  }

  async #workOff(): Promise<void> {
    const { reels, lanes, navigator, network, nowMs } = this.parts;
    // The settings, which say what is personal, are loaded with the identity.
    await Promise.all([this.reconcile(), network.identity()]);
    // A unit that begins now could replace the record of a saved reel.
    if (!reels.isLoaded) return;
    for (;;) {
      const next = (await this.#findNext()) ?? this.#findUnchecked();
      if (next === undefined || lanes.isPlaybackShort || !navigator.onLine) return;
      const { id } = next.reel;
      // The reel was paused, removed or forgotten during the search.
      if (reels.find(id) !== next) continue;
      const abort = new AbortController();
      this.#current = { reelId: id, abort };
      const problem = await this.#step(next, abort.signal).then(() => null, problemOf);
      this.#current = undefined;
      if (abort.signal.aborted || problem === null) continue;
      if (problem === 'network') this.#failedAtMs.set(id, nowMs());
      // Listed anew when it is resumed: its addresses may have been signed for a time that is over.
      else this.#missing.delete(reels.find(id)?.arriving?.name ?? '');
      if (problem === 'refused' && this.#isUnsure(next)) this.#refused.add(id);
      else if (isWanted(next)) await reels.fail(id, problem);
    }
  }

  #step(next: SavedRecord, signal: AbortSignal): Promise<void> {
    const { reel, arriving } = next;
    if (!isWanted(next)) return this.#check(next, signal);
    if (arriving === null || !this.#missing.has(arriving.name)) return this.#beginReel(next, signal);
    return this.#saveFiles(reel, arriving, signal);
  }

  /** Prefers reels whose files are not listed yet: the browser can take over only files that are listed. */
  async #findNext(): Promise<SavedRecord | undefined> {
    const mayGoOn = (one: SavedRecord) => isWanted(one) && !this.#mustWait(one) && !this.#isInUse(one.reel.id);
    const wanted = this.parts.reels.records.filter(mayGoOn);
    const isInBackground = async ({ arriving }: SavedRecord) =>
      arriving !== null && this.parts.background.isInBackground(arriving.name);
    const inBackground = await Promise.all(wanted.map(isInBackground));
    const candidates = wanted.filter((_, place) => inBackground[place] === false);
    const isKnown = ({ reel }: SavedRecord) => this.missingFiles(reel.id) !== undefined;
    return candidates.find((one) => !isKnown(one) && one.problem === null) ?? candidates.find(isKnown) ?? candidates[0];
  }

  /** Whether an origin may refuse only this worker, since it does not know yet what the page signs or sends. */
  #isUnsure({ reel: { id, url } }: SavedRecord): boolean {
    const { reels, view, personal } = this.parts;
    return personal.isGuess(url) || !(reels.isNamed(id) || view.isListing(id));
  }

  #findUnchecked(): SavedRecord | undefined {
    const { reels, nowMs } = this.parts;
    const isDue = ({ whole, update, checkedAtMs }: SavedRecord) =>
      whole !== null && update === 'none' && !isWithin(checkIntervalMs, checkedAtMs, nowMs());
    return reels.records.find((one) => isDue(one) && !this.#mustWait(one));
  }

  /** Whether the reel has failed a moment ago, or may be one that can only be requested as its viewer. */
  #mustWait(record: SavedRecord): boolean {
    const { reel, whole, arriving } = record;
    if (this.parts.personal.awaitsViewer && (arriving ?? whole)?.keys.every(isPublicKey) !== true) return true;
    if (this.#refused.has(reel.id) && this.#isUnsure(record)) return true;
    const failedAtMs = this.#failedAtMs.get(reel.id);
    return failedAtMs !== undefined && isWithin(networkPauseMs, failedAtMs, this.parts.nowMs());
  }

  /** Whether the reel is saved and shown: it must not be replaced then. */
  #isInUse(reelId: string): boolean {
    return Boolean(this.parts.reels.find(reelId)?.whole) && this.parts.view.isShowing(reelId);
  }

  async #beginReel(record: SavedRecord, signal: AbortSignal): Promise<void> {
    const { reel } = record;
    const { reels, store } = this.parts;
    const { files, texts, version } = await this.#list(record, signal);
    signal.throwIfAborted();
    const unit = await reels.begin(
      reel.id,
      files.map(({ key }) => key),
      version,
    );
    if (unit === undefined) return;
    const storedKeys = (await store.units(unit.name)).get(unit.name) ?? new Set();
    for (const text of texts)
      if (!storedKeys.has(text.entry.key)) await this.#put({ reelId: reel.id, unit: unit.name }, text);
    const playlistKeys = new Set(texts.map(({ entry }) => entry.key));
    this.#missing.set(
      unit.name,
      files.filter(({ key }) => !storedKeys.has(key) && !playlistKeys.has(key)),
    );
  }

  async #saveFiles(reel: SavedReel, unit: Unit, signal: AbortSignal): Promise<void> {
    const { reels, cache, background } = this.parts;
    for (const file of this.#missing.get(unit.name) ?? []) {
      // The unit was handed over to the browser meanwhile.
      if (await background.isInBackground(unit.name)) return;
      signal.throwIfAborted();
      // A background fetch has delivered the file meanwhile.
      if (this.#missing.get(unit.name)?.includes(file) !== true) continue;
      const savable =
        (await cache.findCurrent(file.key)) ?? (await this.#fetchOrLeaveOut(file, { reel, unit }, signal));
      if (savable === undefined) continue;
      if (await this.#put({ reelId: reel.id, unit: unit.name }, savable)) continue;
      // The reel is no longer wanted, or the store has lost its record and it waits until the viewer resumes it.
      this.#missing.delete(unit.name);
      throw new Error('no record');
    }
    signal.throwIfAborted();
    if (this.#isInUse(reel.id)) return;
    this.#missing.delete(unit.name);
    const leftOut = this.#leftOut.get(unit.name);
    const replaced = await reels.finish(reel.id, leftOut && { keys: unit.keys.filter((key) => !leftOut.has(key)) });
    this.#leftOut.delete(unit.name);
    await cache.dropSaved(unit.keys);
    await cache.drop(cacheKeysOf([replaced]));
  }

  /**
   * Leaves a poster or captions out that cannot be had: pages show posters that a worker may not read, and the reel plays
   * without either. A failure of the network has to be repeated.
   */
  async #fetchOrLeaveOut(
    file: Resource,
    { reel, unit }: { readonly reel: SavedReel; readonly unit: Unit },
    signal: AbortSignal,
  ): Promise<File | undefined> {
    try {
      return await this.#fetch(file, signal);
    } catch (cause) {
      const problem = problemOf(cause);
      const isRepeated = problem === 'network' && this.parts.reels.find(reel.id)?.problem === 'network';
      const isExtra = file.kind === 'poster' || file.kind === 'captions';
      if (signal.aborted || !isExtra || !(isLasting(problem) || isRepeated)) throw cause;
      this.#leftOut.set(unit.name, (this.#leftOut.get(unit.name) ?? new Set()).add(file.key));
      const left = this.#missing.get(unit.name)?.filter(({ key }) => key !== file.key) ?? [];
      this.#missing.set(unit.name, left);
      return undefined;
    }
  }

  #list(record: SavedRecord, signal: AbortSignal, savedKeys?: readonly string[]): Promise<ListedReel<File>> {
    return listReel(record, { ...this.parts, fetch: (resource) => this.#fetch(resource, signal) }, savedKeys);
  }

  /** Checks whether the origin has a newer version. A failed check is not repeated before the next day. */
  async #check(record: SavedRecord, signal: AbortSignal): Promise<void> {
    const { reel, whole } = record;
    const { reels, nowMs } = this.parts;
    await reels.change(reel.id, { checkedAtMs: nowMs() });
    const { version } = await this.#list(record, signal, whole?.keys);
    if (version !== whole?.version) await reels.change(reel.id, { update: 'available' });
  }

  async #put(name: UnitName, file: File): Promise<boolean> {
    const { reels, store, cache } = this.parts;
    const { key, sizeBytes } = file.entry;
    const put = () => store.putFile(name, file);
    const gained = await put().catch(async (cause: unknown) => {
      if (!isFull(cause)) throw cause;
      await cache.makeRoom(sizeBytes);
      return put();
    });
    if (gained === undefined) return false;
    // A background fetch may deliver what was saved meanwhile.
    reels.advance(name.reelId, gained * sizeBytes);
    this.#storedFileCounts?.set(name.unit, (this.#storedFileCounts.get(name.unit) ?? 0) + gained);
    const left = this.#missing.get(name.unit)?.filter((one) => one.key !== key);
    if (left !== undefined) this.#missing.set(name.unit, left);
    return true;
  }

  async #fetch(resource: Resource, signal: AbortSignal): Promise<File> {
    signal.throwIfAborted();
    // A player may keep the transfer alive after the abort, so its end is not awaited.
    const stopped = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([this.parts.fetch(resource, signal), stopped]);
  }
}

function isWanted({ state, update }: SavedRecord): boolean {
  return state === 'saving' || update === 'wanted';
}

/** Returns the keys of units that version 0.1 left in the cache. */
function cacheKeysOf(units: readonly (Unit | null)[]): string[] {
  return units.flatMap((unit) => (unit?.name === '' ? unit.keys : []));
}
