import * as fakeIndexedDb from 'fake-indexeddb';
import { openCache } from '../open-cache.ts';
import type { LedgerEvent } from '../../decision/resource/life.ts';
import { Lives } from '../../lives.ts';
import type { Entry } from '../entry.ts';

/** For tests: the database of a worker's cache, which outlives the worker. */
export type Disk = { readonly name: string };

Object.assign(globalThis, fakeIndexedDb);

let disks = 0;

/** Returns an empty disk. Deletes the databases of all other disks. */
export function newDisk(): Disk {
  globalThis.indexedDB = new fakeIndexedDb.IDBFactory();
  disks += 1;
  return { name: `disk-${disks}` };
}

export class FakeClock {
  #nowMs = 1_000_000;
  readonly nowMs = () => this.#nowMs;

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

/** Counts what became of prefetched bytes. */
export class FakeLedger {
  prefetchedBytes = 0;
  usedBytes = 0;
  wastedBytes = 0;

  count(event: LedgerEvent): void {
    if (event.what === 'arrived') this.prefetchedBytes += event.bytes;
    if (event.what === 'used') this.usedBytes += event.bytes;
    if (event.what === 'wasted') this.wastedBytes += event.bytes;
  }
}

export type WorkerOptions = {
  readonly budgetBytes?: number;
  readonly memoryBytes?: number;
  readonly clock?: FakeClock;
  readonly ledger?: FakeLedger;
  readonly holdsSaved?: boolean;
};

let names = 0;

/** Starts a worker on this disk, with an empty memory. */
export function startWorker(disk: Disk, options: WorkerOptions = {}) {
  const clock = options.clock ?? new FakeClock();
  const ledger = options.ledger ?? new FakeLedger();
  const lives = new Lives();
  lives.observe(({ ledgerEvents }) => {
    for (const one of ledgerEvents) ledger.count(one);
  });
  const failures: unknown[] = [];
  const damaged: string[] = [];
  const counts = { recoveries: 0 };
  const savedUnits = new Map<string, string>();
  const parts = openCache(
    {
      databaseName: disk.name,
      stepsPerSnapshot: 3,
      memory_budget_bytes: options.memoryBytes ?? 0,
      memory_time_to_live: 300,
      max_age: 3600,
      sweep_interval: 60,
    },
    {
      nowMs: clock.nowMs,
      newName: () => `snapshot-${names++}`,
      readConditions: async () => ({
        configuredBytes: options.budgetBytes ?? 1_000_000,
        quotaBytes: null,
        usageBytes: null,
        deviceMemoryGibibytes: null,
        saveData: false,
      }),
      onStoreFailure: (cause) => failures.push(cause),
      onStoreRecovery: () => {
        counts.recoveries += 1;
      },
      onDamaged: (key) => damaged.push(key),
      savedPlaceOf: (key) => {
        const unit = savedUnits.get(key);
        return unit === undefined ? undefined : { unit, key };
      },
      mayHoldSaved: () => Promise.resolve(options.holdsSaved ?? false),
    },
    lives,
  );
  /** Puts a body that a transfer has delivered. `isRequested`: a player has joined the transfer. */
  const arrive = (entry: Entry, body: Blob, isRequested = false) => {
    lives.report(entry.key, { type: 'begin', cause: entry.prefetchedBy, isRenewal: false });
    if (isRequested) lives.report(entry.key, { type: 'ask' });
    lives.report(entry.key, { type: 'arrive', bytes: entry.sizeBytes });
    return parts.cache.put(entry, body);
  };
  return { ...parts, savedUnits, arrive, clock, account: ledger, failures, damaged, counts };
}

/** Returns a freshness that begins at the start time of `FakeClock`. */
export function freshFor(ms: number): Entry['freshness'] {
  const receivedAtMs = 1_000_000;
  const freshUntilMs = receivedAtMs + ms;
  return {
    receivedAtMs,
    bornAtMs: receivedAtMs,
    freshUntilMs,
    staleUse: 'when-unreachable',
    isImmutable: false,
    rule: 'test',
  };
}

export function entryOf(key: string, sizeBytes: number, more: Partial<Entry> = {}): Entry {
  return {
    key,
    sizeBytes,
    contentType: 'video/mp4',
    fileBytes: null,
    headers: {},
    freshness: freshFor(3_600_000),
    selection: {},
    sourceUrl: 'https://a.example/',
    firstByteMs: 10,
    transferMs: 20,
    storedAtMs: 1_000_000,
    prefetchedBy: null,
    isPinned: false,
    ...more,
  };
}

/** Returns bytes that show which key they belong to. */
export function bodyOf(key: string, sizeBytes: number): Blob {
  return new Blob([key.padEnd(sizeBytes, '.').slice(0, sizeBytes)], { type: 'video/mp4' });
}
