import { isWithin } from '../decision/time.ts';
import { isRecentPrefetch } from '../decision/http/access.ts';
import { isFresh } from '../decision/http/freshness.ts';
import type { KeepOutcome } from '../decision/resource/life.ts';
import type { Lives } from '../lives.ts';
import type { CachedBody, Entry } from './entry.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { Store } from './store.ts';
import type { StoredBodies } from './stored-bodies.ts';
import type { SavedPlace } from '../../src/shared/saved-record.ts';
import type { WriteQueue } from './write-queue.ts';

export type Found = CachedBody & { readonly tier: 'memory' | 'store'; readonly isUnreadPrefetch: boolean };
type LookedUp = Omit<Found, 'isUnreadPrefetch'>;

/** The files of reels that the viewer has saved. */
export type SavedTier = {
  /** Where a file is saved. A promise only until the list of saved reels is loaded. */
  readonly placeOf: (key: string) => SavedPlace | undefined | Promise<SavedPlace | undefined>;
  readonly find: (place: SavedPlace) => Promise<CachedBody | undefined>;
};

export type CacheTiers = {
  readonly saved: SavedTier;
  readonly memory: MemoryTier;
  readonly queue: WriteQueue;
  readonly bodies: StoredBodies;
  readonly store: Store;
};

export type CacheRules = {
  readonly maxAgeSeconds: number;
  readonly sweepIntervalSeconds: number;
  readonly nowMs: () => number;
};

/** Clocks are commonly corrected by up to this much. */
const clockSlackMs = 10_000;
/** Uses are written this often when nothing else is. */
const usesIntervalMs = 5000;

/**
 * The cache: memory in front of the store. A store that fails counts as empty, and playback goes on from memory and the
 * network.
 */
export class MediaCache {
  #purges = 0;
  /** Counts bodies added or removed: a body that was read from the store meanwhile may be outdated. */
  #changes = 0;
  /** Bodies that arrived while the store did not work. */
  readonly #unsaved = new Map<string, CachedBody>();
  /** Keys about to be removed. Putting a new body under such a key cancels the removal. */
  readonly #beingRemoved = new Set<string>();
  #sweptAtMs = Number.NEGATIVE_INFINITY;
  #usesWrittenAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly tiers: CacheTiers,
    readonly lives: Pick<Lives, 'find' | 'report'>,
    readonly rules: CacheRules,
  ) {}

  /** Numbers of entries and of entries that were read, and the bytes that they take up. */
  get statistics() {
    const { memory, store } = this.tiers;
    return { ...store.statistics, memoryBytes: memory.usedBytes, memoryBudgetBytes: memory.limits.budgetBytes };
  }

  /** Finds a body for a player, which counts as a use. */
  async find(key: string): Promise<Found | undefined> {
    const lookedUp = await this.#lookUp(key);
    const found = lookedUp && { ...lookedUp, isUnreadPrefetch: this.#isUnreadPrefetch(key) };
    if (found !== undefined) this.#use(key);
    return found;
  }

  /** Finds a body without counting a use. */
  peek(key: string): Promise<CachedBody | undefined> {
    return this.#lookUp(key);
  }

  /** Finds a fresh or pinned body in the cache, not among saved reels; undefined if it must be revalidated. */
  async findCurrent(key: string): Promise<CachedBody | undefined> {
    const found = await this.#lookUpCached(key);
    const isCurrent = found?.entry.isPinned === true || (found && isFresh(found.entry.freshness, this.rules.nowMs()));
    return isCurrent ? found : undefined;
  }

  /** Whether a body is saved, cached and fresh, or an unread recent prefetch. False if the store cannot tell. */
  async has(key: string): Promise<boolean> {
    if ((await this.tiers.saved.placeOf(key)) !== undefined) return true;
    const nowMs = this.rules.nowMs();
    const inMemory = this.#findInMemory(key)?.entry;
    const isUsablePrefetch = (receivedAtMs: number) =>
      this.#isUnreadPrefetch(key) && isRecentPrefetch(receivedAtMs, nowMs);
    if (inMemory !== undefined)
      return isFresh(inMemory.freshness, nowMs) || isUsablePrefetch(inMemory.freshness.receivedAtMs);
    const row = this.tiers.store.rowOf(key);
    if (row === null) return false;
    if (row !== undefined)
      return (
        (nowMs < row.freshUntilMs && row.storedAtMs <= nowMs + clockSlackMs) ||
        (row.freshUntilMs > 0 && isUsablePrefetch(row.storedAtMs))
      );
    const entry = await tolerate(this.tiers.bodies.findEntry(key));
    return entry !== undefined && isFresh(entry.freshness, nowMs);
  }

  /** Whether a body is saved, or cached at any age. Rejects if the store cannot tell. */
  async hasEvenIfStale(key: string): Promise<boolean> {
    if (this.#findInMemory(key) !== undefined || (await this.tiers.saved.placeOf(key)) !== undefined) return true;
    const row = this.tiers.store.rowOf(key);
    if (row !== undefined) return row !== null;
    return (await this.tiers.bodies.findEntry(key)) !== undefined;
  }

  /** Increases with each purge. Bodies of an earlier generation are not kept. */
  get generation(): number {
    return this.#purges;
  }

  /** Makes a body findable at once. Settles once `persisted`, its form on disk if it has one, is written or will not be. */
  async put(
    entry: Entry,
    body: Blob,
    generation = this.#purges,
    persisted: CachedBody | null = { entry, body },
  ): Promise<KeepOutcome> {
    if (generation !== this.#purges) return 'dropped';
    this.#beingRemoved.delete(entry.key);
    this.#changes += 1;
    this.tiers.memory.put({ entry, body });
    if (persisted !== null) return this.#save(persisted);
    if (this.tiers.store.rowOf(entry.key) !== null) this.tiers.queue.discard(entry.key);
    const outcome = 'dropped';
    this.lives.report(entry.key, { type: 'keep', outcome, isInMemory: this.tiers.memory.has(entry.key) });
    return outcome;
  }

  /** Extends the freshness of a body that was confirmed as current. */
  renew(entry: Entry, persisted = entry): void {
    this.tiers.memory.renew(entry);
    this.tiers.queue.renew(persisted);
  }

  /** Removes a body that its origin has withdrawn, unless the viewer has saved it. */
  async remove(key: string): Promise<void> {
    this.#beingRemoved.add(key);
    const row = this.tiers.store.rowOf(key);
    const entry = row === undefined ? await tolerate(this.tiers.bodies.findEntry(key)) : row;
    if (!this.#beingRemoved.delete(key) || entry?.isPinned === true) return;
    await this.drop([key]);
  }

  /** Removes all that is cached of a file that has changed: its parts too, and what was made of it. Saved files stay. */
  async removeFile(key: string): Promise<void> {
    await this.remove(key);
    // A key names the part after a #, and what was made of an MP4 file lies below its address, with the same query.
    const [address, query] = partsOfKey(key);
    const isOfFile = (other: string) => {
      const [otherAddress, otherQuery] = partsOfKey(other);
      return otherQuery === query && `${otherAddress}/`.startsWith(`${address}/`);
    };
    const { memory, store } = this.tiers;
    const stored = (await tolerate(store.keys(isOfFile))) ?? [];
    const inMemory = memory.keys().filter((other) => isOfFile(other) && store.rowOf(other)?.isPinned !== true);
    await this.drop([...stored, ...inMemory]);
  }

  /** Loads handles of the bodies needed next into memory, as far as there is room: no write delays reading those. */
  async warm(keys: readonly string[]): Promise<void> {
    const cold = keys.filter((key) => !this.tiers.memory.has(key) && this.tiers.queue.find(key) === undefined);
    if (cold.length === 0) return;
    const changes = this.#changes;
    const found = (await tolerate(this.tiers.bodies.findAll(cold))) ?? [];
    if (changes !== this.#changes) return;
    for (const body of found) if (this.tiers.memory.hasRoomFor(body)) this.tiers.memory.put(body, true);
  }

  /** Removes bodies that have been saved. A prefetched one counts as used, as if it had been played. */
  async dropSaved(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#use(key);
    // A body that is removed before its use is written counts as unread.
    await this.tiers.queue.flush();
    await this.drop(keys);
  }

  /** Removes bodies that are no longer wanted, pinned or not. */
  async drop(keys: readonly string[]): Promise<void> {
    this.#changes += 1;
    for (const key of keys) {
      this.tiers.memory.remove(key);
      this.tiers.queue.remove(key);
    }
    await this.tiers.queue.flush();
  }

  /** Removes all bodies that version 0.1 pinned. */
  async dropPinned(): Promise<void> {
    await this.drop(await this.tiers.store.pinned());
  }

  /** Brings the statistics up to date, as far as the store answers. */
  async measure(): Promise<void> {
    await tolerate(this.tiers.store.measure());
  }

  makeRoom(bytes: number): Promise<void> {
    return this.tiers.store.makeRoom(bytes);
  }

  /**
   * Deletes all bytes: in memory, in the store and waiting to be written. Rejects if the store cannot be reached: it
   * still has its bytes then, and the purge must be repeated.
   */
  async purge(): Promise<void> {
    this.#purges += 1;
    this.#changes += 1;
    this.tiers.memory.clear();
    this.tiers.queue.dropAll();
    await this.tiers.queue.flush();
    this.#unsaved.clear();
    await this.tiers.store.purge();
  }

  /** Does the housekeeping that is due. Called inside events, so that it never keeps the worker alive on its own. */
  async maintain(): Promise<void> {
    const nowMs = this.rules.nowMs();
    if (!isWithin(usesIntervalMs, this.#usesWrittenAtMs, nowMs)) {
      this.#usesWrittenAtMs = nowMs;
      await this.tiers.queue.flush();
    }
    await this.#retryUnsaved();
    if (isWithin(this.rules.sweepIntervalSeconds * 1000, this.#sweptAtMs, nowMs)) return;
    this.#sweptAtMs = nowMs;
    this.tiers.memory.sweep();
    await tolerate(this.tiers.store.sweep(nowMs, this.rules.maxAgeSeconds));
    await tolerate(this.tiers.store.summarise());
  }

  #use(key: string): void {
    if (this.lives.find(key) !== undefined) this.lives.report(key, { type: 'ask' });
    this.tiers.queue.use(key, this.rules.nowMs());
  }

  async #save({ entry, body }: CachedBody): Promise<KeepOutcome> {
    const { key } = entry;
    const { memory, queue } = this.tiers;
    this.#unsaved.delete(key);
    const outcome = await queue.put({ entry, body });
    this.lives.report(key, { type: 'keep', outcome, isInMemory: memory.has(key) });
    // Unless a newer body for this key has arrived since.
    if (outcome === 'unavailable' && queue.find(key) === undefined) this.#unsaved.set(key, { entry, body });
    return outcome;
  }

  /** Retries storing bodies that arrived while the store did not work and are still in memory. */
  async #retryUnsaved(): Promise<void> {
    const late = [...this.#unsaved.values()].filter(({ entry }) => this.tiers.memory.has(entry.key));
    this.#unsaved.clear();
    await Promise.all(late.map((body) => this.#save(body)));
  }

  /** Whether a body was prefetched and, as far as is known, has not been read yet. */
  #isUnreadPrefetch(key: string): boolean {
    const life = this.lives.find(key);
    const row = this.tiers.store.rowOf(key);
    const isRead = life?.isRequested === true || row?.isWatched === true || this.tiers.queue.isUsed(key);
    return !isRead && (life?.cause ?? row?.prefetchedBy ?? null) !== null;
  }

  #lookUp(key: string): Promise<LookedUp | undefined> {
    const place = this.tiers.saved.placeOf(key);
    return place === undefined ? this.#lookUpCached(key) : this.#lookUpSaved(key, place);
  }

  async #lookUpSaved(key: string, known: ReturnType<SavedTier['placeOf']>): Promise<LookedUp | undefined> {
    const place = await known;
    const saved = place === undefined ? undefined : await tolerate(this.tiers.saved.find(place));
    return saved === undefined ? this.#lookUpCached(key) : { ...saved, tier: 'store' };
  }

  async #lookUpCached(key: string): Promise<LookedUp | undefined> {
    const inMemory = this.#findInMemory(key);
    if (inMemory !== undefined) return { ...inMemory, tier: 'memory' };
    const [purges, changes] = [this.#purges, this.#changes];
    const stored = await tolerate(this.tiers.bodies.find(key));
    // A body that was purged while being read is neither returned nor kept.
    if (stored === undefined || purges !== this.#purges) return undefined;
    if (changes === this.#changes) this.tiers.memory.put(stored, true);
    return { ...stored, tier: 'store' };
  }

  #findInMemory(key: string): CachedBody | undefined {
    return this.tiers.memory.find(key) ?? this.tiers.queue.find(key);
  }
}

/** Returns undefined after a failure, which `DatabaseAccess` has already reported. */
async function tolerate<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

function partsOfKey(key: string): readonly [address: string, query: string] {
  const [, address = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(key) ?? [];
  return [address, query];
}
