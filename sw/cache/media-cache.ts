import { isWithin } from '../decision/time.ts';
import { holdsOnce } from '../decision/http/access.ts';
import { isFresh } from '../decision/http/freshness.ts';
import type { KeepOutcome } from '../decision/resource/life.ts';
import type { Lives } from '../lives.ts';
import type { CachedBody, Entry } from './entry.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { Store } from './store.ts';
import type { StoredBodies } from './stored-bodies.ts';
import type { WriteQueue } from './write-queue.ts';

export type Found = CachedBody & { readonly tier: 'memory' | 'store'; readonly isAwaited: boolean };
type Looked = Omit<Found, 'isAwaited'>;

/** What the viewer has saved, and what stands in for nothing else. */
export type SavedTier = {
  /** The unit that a file is saved in. A promise only as long as it is not known what is saved. */
  readonly unitOf: (key: string) => string | undefined | Promise<string | undefined>;
  readonly find: (unit: string, key: string) => Promise<CachedBody | undefined>;
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

/** A clock is put right by as much now and then. */
const clockSlackMs = 10_000;
/** Uses are written this often when nothing else is. */
const usesIntervalMs = 5000;

/**
 * Memory in front of the store in front of nothing. A store that fails is a store that has nothing: playback goes on
 * from memory and the network.
 */
export class MediaCache {
  #purges = 0;
  /** Bodies that came or went: what was read from the store meanwhile may be the one before. */
  #changes = 0;
  /** Came while the store did not work. */
  readonly #unsaved = new Map<string, CachedBody>();
  /** About to be removed; what is put meanwhile under the same key is another body. */
  readonly #leaving = new Set<string>();
  #sweptAtMs = Number.NEGATIVE_INFINITY;
  #usesWrittenAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly tiers: CacheTiers,
    readonly lives: Pick<Lives, 'find' | 'tell'>,
    readonly rules: CacheRules,
  ) {}

  /** Entries, entries that were read, and the room that they take. */
  get statistics() {
    const { memory, store } = this.tiers;
    return { ...store.statistics, memoryBytes: memory.usedBytes, memoryBudgetBytes: memory.limits.budgetBytes };
  }

  /** For a player: counts as a use. */
  async find(key: string): Promise<Found | undefined> {
    const looked = await this.#lookUp(key);
    const found = looked && { ...looked, isAwaited: this.#isAwaited(key) };
    if (found !== undefined) this.#use(key);
    return found;
  }

  /** For whoever only wants to know what it says. */
  peek(key: string): Promise<CachedBody | undefined> {
    return this.#lookUp(key);
  }

  /** What was fetched of late, and not saved: undefined when its origin has to be asked whether it still holds. */
  async findCurrent(key: string): Promise<CachedBody | undefined> {
    const found = await this.#lookUpCached(key);
    const isCurrent = found?.entry.isPinned === true || (found && isFresh(found.entry.freshness, this.rules.nowMs()));
    return isCurrent ? found : undefined;
  }

  /** Whether it is here and fresh. A store that cannot say has nothing. */
  async has(key: string): Promise<boolean> {
    if ((await this.tiers.saved.unitOf(key)) !== undefined) return true;
    const nowMs = this.rules.nowMs();
    const inReach = this.#inReach(key)?.entry;
    const holds = (receivedAtMs: number) => this.#isAwaited(key) && holdsOnce(receivedAtMs, nowMs);
    if (inReach !== undefined) return isFresh(inReach.freshness, nowMs) || holds(inReach.freshness.receivedAtMs);
    const row = this.tiers.store.rowOf(key);
    if (row === null) return false;
    if (row !== undefined)
      return (
        (nowMs < row.freshUntilMs && row.storedAtMs <= nowMs + clockSlackMs) ||
        (row.freshUntilMs > 0 && holds(row.storedAtMs))
      );
    const entry = await tolerate(this.tiers.bodies.findEntry(key));
    return entry !== undefined && isFresh(entry.freshness, nowMs);
  }

  /** Whether it is here, however old. Rejects when the store cannot say. */
  async holds(key: string): Promise<boolean> {
    if (this.#inReach(key) !== undefined || (await this.tiers.saved.unitOf(key)) !== undefined) return true;
    const row = this.tiers.store.rowOf(key);
    if (row !== undefined) return row !== null;
    return (await this.tiers.bodies.findEntry(key)) !== undefined;
  }

  /** One more with each purge. What belongs to an earlier generation is not kept. */
  get generation(): number {
    return this.#purges;
  }

  /** Findable at once. Settles when it is written, as it may lie at rest, or is not going to be. */
  async put(entry: Entry, body: Blob, generation = this.#purges, atRest = { entry, body }): Promise<KeepOutcome> {
    if (generation !== this.#purges) return 'dropped';
    this.#leaving.delete(entry.key);
    this.#changes += 1;
    this.tiers.memory.put({ entry, body });
    return this.#save(atRest);
  }

  /** What is here is current, and holds for longer than was known. */
  renew(entry: Entry, atRest = entry): void {
    this.tiers.memory.renew(entry);
    this.tiers.queue.renew(atRest);
  }

  /** Its origin has taken it back. What the viewer has saved stays. */
  async remove(key: string): Promise<void> {
    this.#leaving.add(key);
    const row = this.tiers.store.rowOf(key);
    const entry = row === undefined ? await tolerate(this.tiers.bodies.findEntry(key)) : row;
    if (!this.#leaving.delete(key) || entry?.isPinned === true) return;
    await this.drop([key]);
  }

  /** Brings what comes next within reach: handles in memory, as far as there is room, which no write holds up. */
  async warm(keys: readonly string[]): Promise<void> {
    const cold = keys.filter((key) => !this.tiers.memory.has(key) && this.tiers.queue.find(key) === undefined);
    if (cold.length === 0) return;
    const changes = this.#changes;
    const found = (await tolerate(this.tiers.bodies.findAll(cold))) ?? [];
    if (changes !== this.#changes) return;
    for (const body of found) if (this.tiers.memory.hasRoomFor(body)) this.tiers.memory.put(body, true);
  }

  /** They are saved now: what was fetched on a guess was of as much use as if it had been played. */
  async handOver(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#use(key);
    // What goes before its use is written down counts as unread.
    await this.tiers.queue.flush();
    await this.drop(keys);
  }

  /** Nobody wants them. */
  async drop(keys: readonly string[]): Promise<void> {
    this.#changes += 1;
    for (const key of keys) {
      this.tiers.memory.remove(key);
      this.tiers.queue.remove(key);
    }
    await this.tiers.queue.flush();
  }

  /** What version 0.1 has pinned for a reel that is saved no more. */
  async dropPinned(): Promise<void> {
    await this.drop(await this.tiers.store.pinned());
  }

  makeRoom(bytes: number): Promise<void> {
    return this.tiers.store.makeRoom(bytes);
  }

  /**
   * Leaves no byte, neither in memory nor stored nor about to be. Rejects when the store cannot be reached now: then the
   * bytes are still there, and it must be done again.
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

  /** Housekeeping that has become due. Called inside events, so that it never keeps the worker alive by itself. */
  async maintain(): Promise<void> {
    const nowMs = this.rules.nowMs();
    if (!isWithin(usesIntervalMs, this.#usesWrittenAtMs, nowMs)) {
      this.#usesWrittenAtMs = nowMs;
      await this.tiers.queue.flush();
    }
    await this.#saveLate();
    if (isWithin(this.rules.sweepIntervalSeconds * 1000, this.#sweptAtMs, nowMs)) return;
    this.#sweptAtMs = nowMs;
    this.tiers.memory.sweep();
    await tolerate(this.tiers.store.sweep(nowMs, this.rules.maxAgeSeconds));
    await tolerate(this.tiers.store.summarise());
  }

  #use(key: string): void {
    if (this.lives.find(key) !== undefined) this.lives.tell(key, { type: 'ask' });
    this.tiers.queue.use(key, this.rules.nowMs());
  }

  async #save({ entry, body }: CachedBody): Promise<KeepOutcome> {
    const { key } = entry;
    const { memory, queue } = this.tiers;
    this.#unsaved.delete(key);
    const outcome = await queue.put({ entry, body });
    this.lives.tell(key, { type: 'keep', outcome, isInMemory: memory.has(key) });
    // Unless another body has come since, which takes its place.
    if (outcome === 'unavailable' && queue.find(key) === undefined) this.#unsaved.set(key, { entry, body });
    return outcome;
  }

  /** The store may work again: what came meanwhile and is still in memory gets its place there. */
  async #saveLate(): Promise<void> {
    const late = [...this.#unsaved.values()].filter(({ entry }) => this.tiers.memory.has(entry.key));
    this.#unsaved.clear();
    await Promise.all(late.map((body) => this.#save(body)));
  }

  /** Fetched in advance, and not read yet, as far as is known. */
  #isAwaited(key: string): boolean {
    const life = this.lives.find(key);
    const row = this.tiers.store.rowOf(key);
    const isRead = life?.isAsked === true || row?.isWatched === true || this.tiers.queue.isUsed(key);
    return !isRead && (life?.cause ?? row?.prefetchedBy ?? null) !== null;
  }

  #lookUp(key: string): Promise<Looked | undefined> {
    const unit = this.tiers.saved.unitOf(key);
    return unit === undefined ? this.#lookUpCached(key) : this.#lookUpSaved(key, unit);
  }

  async #lookUpSaved(key: string, known: ReturnType<SavedTier['unitOf']>): Promise<Looked | undefined> {
    const unit = await known;
    const saved = unit === undefined ? undefined : await tolerate(this.tiers.saved.find(unit, key));
    return saved === undefined ? this.#lookUpCached(key) : { ...saved, tier: 'store' };
  }

  async #lookUpCached(key: string): Promise<Looked | undefined> {
    const inReach = this.#inReach(key);
    if (inReach !== undefined) return { ...inReach, tier: 'memory' };
    const [purges, changes] = [this.#purges, this.#changes];
    const stored = await tolerate(this.tiers.bodies.find(key));
    // What was purged while it was being read is neither given out nor kept.
    if (stored === undefined || purges !== this.#purges) return undefined;
    if (changes === this.#changes) this.tiers.memory.put(stored, true);
    return { ...stored, tier: 'store' };
  }

  #inReach(key: string): CachedBody | undefined {
    return this.tiers.memory.find(key) ?? this.tiers.queue.find(key);
  }
}

/** The access to the database has told about the failure. */
async function tolerate<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}
