import { test as base, expect } from '../fixtures.ts';
import type { Origins } from '../origins.ts';
import { stopWorkers } from '../stop-workers.ts';
import { readSavedFiles, readSavedRecords, readState, readStore } from '../stored.ts';
import { Tab } from './tab.ts';

export type TwoTabs = {
  readonly a: Tab;
  readonly b: Tab;
  /** Opens a new tab for another viewer. */
  readonly openForBob: () => Promise<Tab>;
  readonly origins: Origins;
  readonly stopWorker: () => Promise<void>;
  /** Slows the origins down, so that the next step happens in the middle of a transfer. */
  readonly slowDown: () => Promise<void>;
};

export const test = base.extend<{ readonly world: TwoTabs }>({
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

/** Expects exactly these reels to be saved whole, and every stored file to belong to one of them. */
export async function expectSaved(tab: Tab, ...ids: string[]): Promise<void> {
  const { page } = tab;
  const savedStates = async () => {
    // Pages send this every second while a reel is being saved; it retries what the network failed to deliver.
    await tab.requestSavedList();
    return (await readSavedRecords(page)).map(({ reel, state }) => `${reel.id} ${state}`).toSorted();
  };
  await expect.poll(savedStates, until).toEqual(ids.map((id) => `${id} saved`).toSorted());
  const records = await readSavedRecords(page);
  const wanted = records.flatMap(({ whole }) => whole?.keys.map((key) => `${whole.name} ${key}`) ?? []);
  expect(await readSavedFiles(page)).toEqual(wanted.toSorted());
}

/**
 * Expects that nothing of the viewers who signed out is stored, even when all earlier writes are done: the worker
 * writes in order of arrival, and what another viewer watches and saves now arrives last.
 */
export async function expectSignedOutDataGone({ openForBob, origins }: TwoTabs): Promise<void> {
  await origins.restore();
  const bob = await openForBob();
  const { page } = bob;
  await bob.reportView('rain', 'carl');
  for (const file of ['main.m3u8', '270x480/index.m3u8', '270x480/000.m4s']) await bob.fetch(`rain/${file}`);
  const keys = async () => (await readStore(page)).map(({ key }) => key);
  await expect.poll(keys, until).toContainEqual(expect.stringMatching(/rain\/270x480\/000\.m4s$/));
  await bob.save('rain');
  await expectSaved(bob, 'rain');
  expect((await keys()).filter((key) => !key.includes('/rain/'))).toEqual([]);
  expect(JSON.stringify((await readState(page, 'viewers')) ?? [])).not.toContain('ann');
}

export const expectSaveInProgress = (tab: Tab, id: string) =>
  expect
    .poll(
      async () => (await readSavedRecords(tab.page)).some(({ reel, arriving }) => reel.id === id && arriving),
      until,
    )
    .toBe(true);
