import { test as base, expect } from '../fixtures.ts';
import type { Origins } from '../origins.ts';
import { stopWorkers } from '../stop-workers.ts';
import { readSavedFiles, readSavedRecords, readState, readStore } from '../stored.ts';
import { Tab } from './tab.ts';

export type World = {
  readonly a: Tab;
  readonly b: Tab;
  /** Another viewer, in a tab that is opened now. */
  readonly openForBob: () => Promise<Tab>;
  readonly origins: Origins;
  readonly stopWorker: () => Promise<void>;
  /** Slow enough that what comes next happens in the middle. */
  readonly slowDown: () => Promise<void>;
};

export const test = base.extend<{ readonly world: World }>({
  world: async ({ context, page, demo, origins }, use) => {
    const a = new Tab(page, demo, 'ann');
    await a.load();
    const b = new Tab(await context.newPage(), demo, 'ann');
    await b.load();
    await use({
      a,
      b,
      origins,
      openForBob: async () => {
        const bob = new Tab(await context.newPage(), demo, 'bob');
        await bob.load();
        return bob;
      },
      stopWorker: () => stopWorkers(page),
      slowDown: () => origins.shape({ bytesPerSecond: 60_000 }),
    });
  },
});

export const until = { timeout: 20_000 };

/** Reels that are saved whole, and that every file at rest belongs to one of them. */
export async function expectSaved(tab: Tab, ...ids: string[]): Promise<void> {
  const { page } = tab;
  const standing = async () => {
    // As a page does every second while something is being saved: what the network did not bring is tried again then.
    await tab.list();
    return (await readSavedRecords(page)).map(({ reel, state }) => `${reel.id} ${state}`).toSorted();
  };
  await expect.poll(standing, until).toEqual(ids.map((id) => `${id} saved`).toSorted());
  const records = await readSavedRecords(page);
  const wanted = records.flatMap(({ whole }) => whole?.keys.map((key) => `${whole.name} ${key}`) ?? []);
  expect(await readSavedFiles(page)).toEqual(wanted.toSorted());
}

/**
 * Nothing of those who have gone at rest, also once all is written that came before them: the worker writes in the order
 * in which things come, and what somebody else watches and saves now comes after it.
 */
export async function expectOnlyLater({ openForBob, origins }: World): Promise<void> {
  await origins.restore();
  const later = await openForBob();
  const { page } = later;
  await later.look('rain', 'carl');
  for (const file of ['main.m3u8', '270x480/index.m3u8', '270x480/000.m4s']) await later.fetch(`rain/${file}`);
  const keys = async () => (await readStore(page)).map(({ key }) => key);
  await expect.poll(keys, until).toContainEqual(expect.stringMatching(/rain\/270x480\/000\.m4s$/));
  await later.save('rain');
  await expectSaved(later, 'rain');
  expect((await keys()).filter((key) => !key.includes('/rain/'))).toEqual([]);
  expect(JSON.stringify((await readState(page, 'viewers')) ?? [])).not.toContain('ann');
}

export const arrivingAt = (tab: Tab, id: string) =>
  expect
    .poll(
      async () => (await readSavedRecords(tab.page)).some(({ reel, arriving }) => reel.id === id && arriving),
      until,
    )
    .toBe(true);
