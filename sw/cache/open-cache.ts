import type { Lives } from '../lives.ts';
import { DatabaseAccess } from './database-access.ts';
import { DatabaseConnection } from './database.ts';
import { MediaCache, type SavedTier } from './media-cache.ts';
import { MemoryTier } from './memory-tier.ts';
import { savedDatabase } from './saved-schema.ts';
import { SavedStore, type SigningSettings } from './saved-store.ts';
import { mediaDatabase } from './schema.ts';
import { StateStore } from './state.ts';
import { Store } from './store.ts';
import { StoredBodies } from './stored-bodies.ts';
import { type ReadConditions, StoreRoom } from './store-room.ts';
import { WriteQueue } from './write-queue.ts';

/** Read each time they are needed, so that a change takes effect at once. */
export type CacheSettings = SigningSettings & {
  readonly databaseName?: string;
  readonly stepsPerSnapshot?: number;
  readonly memory_budget_bytes: number;
  readonly memory_time_to_live: number;
  readonly max_age: number;
  readonly sweep_interval: number;
};

export type CacheEnvironment = {
  readonly nowMs: () => number;
  /** Returns a name that no other snapshot has. */
  readonly newName: () => string;
  readonly readConditions: ReadConditions;
  readonly onStoreFailure: (cause: unknown) => void;
  readonly onStoreRecovery: () => void;
  readonly onDamaged: (key: string) => void;
  /** The unit that a file is saved in. */
  readonly savedPlaceOf: SavedTier['placeOf'];
  /** Whether the store may contain data that cannot be downloaded again. */
  readonly mayHoldSaved: () => Promise<boolean>;
};

/** Creates the tiers of the cache and connects them. */
export function openCache(settings: CacheSettings, environment: CacheEnvironment, lives: Lives) {
  const { nowMs, onStoreFailure: onFailure, onStoreRecovery: onRecovery, savedPlaceOf } = environment;
  const connection = new DatabaseConnection(mediaDatabase(settings.databaseName), {
    onLost: () => memory.removeHandles(),
    mayHoldSaved: environment.mayHoldSaved,
  });
  const access = new DatabaseAccess(connection, { onFailure, onRecovery }, nowMs);
  const savedConnection = new DatabaseConnection(savedDatabase(settings.databaseName), {
    mayHoldSaved: () => Promise.resolve(true),
  });
  const saved = new SavedStore(new DatabaseAccess(savedConnection, { onFailure, onRecovery }, nowMs), settings);
  const state = new StateStore(access, settings);
  const memory = new MemoryTier(
    {
      get budgetBytes() {
        return settings.memory_budget_bytes;
      },
      get timeToLiveMs() {
        return settings.memory_time_to_live * 1000;
      },
    },
    nowMs,
    (key) => lives.report(key, { type: 'remove', tier: 'memory' }),
  );
  const room = new StoreRoom(environment.readConditions, nowMs);
  const store = new Store({
    access,
    room,
    journal: { newName: environment.newName, stepsPerSnapshot: settings.stepsPerSnapshot ?? 200 },
    events: {
      onFirstRead: (key, row) => lives.reportStored(key, row, 'read'),
      onGone: (key, row) => lives.reportStored(key, row, 'remove'),
    },
  });
  const queue = new WriteQueue({
    write: (batch) => store.write(batch),
    readsSettled: () => bodies.settled(),
    isWatched: ({ entry: { key, prefetchedBy } }) => {
      const life = lives.find(key);
      if (life !== undefined) lives.report(key, { type: 'write' });
      // Without a life there is nothing left to account for: the body has been read, or was not prefetched.
      return prefetchedBy === null || life === undefined || life.isRequested;
    },
  });
  const bodies = new StoredBodies(access, (key) => {
    environment.onDamaged(key);
    if (queue.find(key) === undefined) queue.remove(key);
  });
  const rules = {
    nowMs,
    get maxAgeSeconds() {
      return settings.max_age;
    },
    get sweepIntervalSeconds() {
      return settings.sweep_interval;
    },
  };
  const savedTier: SavedTier = { placeOf: savedPlaceOf, find: (place) => saved.find(place) };
  const tiers = { saved: savedTier, memory, queue, bodies, store };
  /** Closes the databases for good: pending work cannot reopen them. */
  const end = () => {
    connection.end();
    savedConnection.end();
  };
  const deleteAbandoned = () => Promise.all([access.deleteAbandoned(), saved.access.deleteAbandoned()]);
  return { cache: new MediaCache(tiers, lives, rules), room, state, access, saved, end, deleteAbandoned };
}
