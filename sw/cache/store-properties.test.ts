import * as fc from 'fast-check';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { bodyOf, type Disk, entryOf, FakeClock, newDisk, startWorker } from './testing/cache-fixture.ts';
import { readEntry } from './entry.ts';

const budgetBytes = 100;

/** Two workers, as during an update. Either may die and restart at any time, even in the middle of its work. */
type Step =
  | {
      readonly type: 'put';
      readonly worker: 0 | 1;
      readonly key: string;
      readonly size: number;
      readonly await: boolean;
    }
  | { readonly type: 'find'; readonly worker: 0 | 1; readonly key: string }
  | { readonly type: 'drop'; readonly worker: 0 | 1; readonly key: string }
  | { readonly type: 'maintain'; readonly worker: 0 | 1; readonly afterMs: number }
  | { readonly type: 'die'; readonly worker: 0 | 1 };

const worker = fc.constantFrom(0 as const, 1 as const);
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      worker,
      key,
      size: fc.integer({ min: 1, max: 60 }),
      await: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('find' as const), worker, key }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('drop' as const), worker, key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('maintain' as const),
      worker,
      afterMs: fc.constantFrom(6000, 61_000, 61_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('die' as const), worker }) },
);

/** Reads what is actually on disk, independently of any worker. */
async function readDisk(disk: Disk) {
  const database = await openDB(disk.name);
  const transaction = database.transaction(['entries', 'bodies']);
  const [records, keys, bodies] = await Promise.all([
    transaction.objectStore('entries').getAll(),
    transaction.objectStore('bodies').getAllKeys(),
    transaction.objectStore('bodies').getAll(),
  ]);
  database.close();
  const entries = records.map(readEntry).filter((entry) => entry !== undefined);
  const texts = new Map<string, string>();
  for (const [place, name] of keys.entries()) texts.set(JSON.stringify(name), await bodies[place].text());
  return { entries, texts };
}

describe('any sequence of putting, finding, dropping, sweeping and dying', () => {
  it('keeps the bytes right and within the budget', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const disk = newDisk();
        const clock = new FakeClock();
        const start = () => startWorker(disk, { budgetBytes, clock, memoryBytes: 50 });
        const workers = [start(), start()] as const;
        const alive = [...workers];
        await workers[0].cache.has('made by the first look');
        const sizes = new Map<string, Set<number>>();
        const underWay: Promise<unknown>[] = [];

        for (const one of steps) {
          const own = alive[one.worker] ?? workers[0];
          if (one.type === 'put') {
            const entry = entryOf(one.key, one.size, { storedAtMs: clock.nowMs() });
            sizes.set(one.key, (sizes.get(one.key) ?? new Set()).add(one.size));
            const put = own.cache.put(entry, bodyOf(one.key, one.size));
            underWay.push(put);
            if (one.await) await put;
          } else if (one.type === 'find') {
            const found = await own.cache.find(one.key);
            if (found === undefined) continue;
            const size = found.body.size;
            expect(sizes.get(one.key)?.has(size)).toBe(true);
            expect(await found.body.text()).toBe(await bodyOf(one.key, size).text());
          } else if (one.type === 'drop') {
            await own.cache.drop([one.key]);
          } else if (one.type === 'maintain') {
            clock.advance(one.afterMs);
            await own.cache.maintain();
          } else alive[one.worker] = start();

          const { entries, texts } = await readDisk(disk);
          expect(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThanOrEqual(budgetBytes);
          expect(entries.map((entry) => JSON.stringify(entry.key))).toEqual([...texts.keys()]);
          for (const entry of entries) {
            expect(texts.get(JSON.stringify(entry.key))).toBe(await bodyOf(entry.key, entry.sizeBytes).text());
          }
        }

        await Promise.all(underWay);
        const { entries } = await readDisk(disk);
        const last = start();
        await last.cache.maintain();
        expect(last.cache.statistics.total).toBe(entries.length);
        expect(last.cache.statistics.usedBytes).toBe(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
        expect([...workers, ...alive, last].flatMap(({ failures }) => failures)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
