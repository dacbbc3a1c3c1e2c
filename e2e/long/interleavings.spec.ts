import { expect } from '../fixtures.ts';
import { readSavedRecords, readState, readStore } from '../stored.ts';
import { segment } from './tab.ts';
import { expectSaveInProgress, expectSignedOutDataGone, expectSaved, test, until, type TwoTabs } from './two-tabs.ts';

const interleavings: readonly (readonly [name: string, run: (world: TwoTabs) => Promise<void>])[] = [
  [
    'signing out deletes everything that was watched',
    async (world) => {
      const { a } = world;
      await a.loadSegment();
      expect(await a.api('POST', '/user', { user_id: 'ann' })).toBe(201);
      await expect.poll(async () => JSON.stringify((await readState(a.page, 'viewers')) ?? []), until).toContain('ann');
      await expect.poll(async () => (await readStore(a.page)).length, until).toBeGreaterThan(0);
      expect(await a.signOut()).toBe(204);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'signing out while a reel is being saved deletes all of it',
    async (world) => {
      const { a, slowDown } = world;
      await slowDown();
      await a.save('koi');
      await expectSaveInProgress(a, 'koi');
      expect(await a.signOut()).toBe(204);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'signing out after the worker was stopped in the middle of saving deletes all of it',
    async (world) => {
      const { a, slowDown, stopWorker } = world;
      await slowDown();
      await a.save('koi');
      await expectSaveInProgress(a, 'koi');
      await stopWorker();
      expect(await a.signOut()).toBe(204);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'nothing that another tab of the signed-out viewer reports is stored',
    async (world) => {
      const { a, b } = world;
      await a.reportView('koi');
      await b.reportView('tide');
      expect(await a.signOut()).toBe(204);
      await b.loadSegment();
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'the other tab plays on from the network, and nothing of it is stored',
    async (world) => {
      const { a, b } = world;
      await b.loadSegment();
      expect(await a.signOut()).toBe(204);
      const { bytes, source } = await b.loadSegment();
      expect([bytes > 0, source]).toEqual([true, null]);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'a worker restarted after the sign-out still recognises the tabs of the signed-out viewer',
    async (world) => {
      const { a, b, stopWorker } = world;
      await b.reportView('koi');
      expect(await a.signOut()).toBe(204);
      await stopWorker();
      expect((await b.loadSegment()).source).toBeNull();
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'the other tab can no longer save reels',
    async (world) => {
      const { a, b } = world;
      await b.reportView('koi');
      expect(await a.signOut()).toBe(204);
      await b.save('koi');
      await b.requestSavedList();
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'the other tab is not told what the next viewer saves, even if it asks',
    async ({ a, b, openForBob }) => {
      await b.reportView('koi');
      const messageTypes = await b.recordMessageTypes();
      expect(await a.signOut()).toBe(204);
      const bob = await openForBob();
      await bob.save('koi');
      await expect.poll(messageTypes, until).toEqual(['signed-out', 'saved-changed']);
      await b.requestSavedList();
      await expectSaved(bob, 'koi');
      expect(await messageTypes()).toEqual(['signed-out', 'saved-changed']);
    },
  ],
  [
    'a prefetch request of the other tab is refused with status 403',
    async (world) => {
      const { a, b } = world;
      await b.reportView('koi');
      expect(await a.signOut()).toBe(204);
      expect(await b.api('POST', '/prefetch', { user_id: 'ann', reel_id: 'koi', count: 1 })).toBe(403);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'the other tab works for a new viewer once it is reloaded',
    async ({ a, b }) => {
      expect(await a.signOut()).toBe(204);
      await b.load();
      await b.loadSegment('bob');
      await expect.poll(async () => (await readStore(b.page)).length, until).toBeGreaterThan(0);
    },
  ],
  [
    'a tab that goes on as another viewer saves reels for that viewer',
    async ({ a, b }) => {
      await b.reportView('koi');
      expect(await a.signOut()).toBe(204);
      await b.reportView('koi', 'bob');
      await b.save('koi');
      await expectSaved(b, 'koi');
    },
  ],
  [
    'a segment that arrives after the sign-out reaches its player and is not stored',
    async (world) => {
      const { a, b, origins } = world;
      await b.reportView('aurora');
      await b.fetch('aurora/main.m3u8');
      await b.fetch('aurora/270x480/index.m3u8');
      await origins.shape({ bytesPerSecond: 3_000 });
      const arriving = b.fetch(segment);
      const hasBytesSent = async () =>
        (await origins.log()).some(({ path, bytesSent }) => path.endsWith(segment) && bytesSent > 0);
      await expect.poll(hasBytesSent, until).toBe(true);
      const signingOut = a.signOut();
      expect(await Promise.race([signingOut, arriving])).toBe(204);
      expect((await arriving).bytes).toBeGreaterThan(0);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'one tab can remove a reel that the other one is still saving',
    async ({ a, b, slowDown }) => {
      await slowDown();
      await a.save('koi');
      await expectSaveInProgress(a, 'koi');
      await b.order('remove', 'koi');
      await expectSaved(b);
    },
  ],
  [
    'one tab can pause what the other one saves, and it resumes after the worker was stopped',
    async ({ a, b, origins, slowDown, stopWorker }) => {
      await slowDown();
      await a.save('koi');
      await expectSaveInProgress(a, 'koi');
      await b.order('pause', 'koi');
      await expect
        .poll(async () => (await readSavedRecords(a.page)).map(({ state }) => state), until)
        .toEqual(['paused']);
      await stopWorker();
      await origins.restore();
      await a.order('resume', 'koi');
      await expectSaved(a, 'koi');
    },
  ],
  [
    'a reel that both tabs save at once is stored once',
    async ({ a, b }) => {
      await Promise.all([a.save('koi'), b.save('koi')]);
      await expectSaved(a, 'koi');
    },
  ],
  [
    'a reel that is removed and saved again at once is saved completely',
    async ({ a, b, origins, slowDown }) => {
      await slowDown();
      await a.save('koi');
      await expectSaveInProgress(a, 'koi');
      await Promise.all([b.order('remove', 'koi'), a.save('koi')]);
      await origins.restore();
      await a.save('koi');
      await expectSaved(a, 'koi');
    },
  ],
  [
    'a worker that is stopped while saving two reels saves both, and stores each file once',
    async ({ a, b, origins, slowDown, stopWorker }) => {
      await slowDown();
      await a.save('koi', 'tide');
      await expectSaveInProgress(a, 'tide');
      await stopWorker();
      await origins.restore();
      await b.requestSavedList();
      await expectSaved(b, 'koi', 'tide');
    },
  ],
  [
    'a reel is removed completely even if the worker is stopped meanwhile',
    async ({ a, b, stopWorker }) => {
      await a.save('koi');
      await expectSaved(a, 'koi');
      await Promise.all([a.order('remove', 'koi'), stopWorker()]);
      await b.order('remove', 'koi');
      await expectSaved(b);
    },
  ],
  [
    'both tabs can sign out at once',
    async (world) => {
      const { a, b } = world;
      await a.save('koi');
      await expectSaved(a, 'koi');
      expect(await Promise.all([a.signOut(), b.signOut()])).toEqual([204, 204]);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'a tab of the signed-out viewer cannot remove reels of the next viewer',
    async ({ a, b, openForBob }) => {
      await b.reportView('koi');
      expect(await a.signOut()).toBe(204);
      const bob = await openForBob();
      await bob.save('koi');
      await expectSaved(bob, 'koi');
      await b.order('remove', 'koi');
      await bob.save('tide');
      await expectSaved(bob, 'koi', 'tide');
    },
  ],
  [
    'saved reels of the next viewer survive a worker restart',
    async ({ a, openForBob, stopWorker }) => {
      expect(await a.signOut()).toBe(204);
      const bob = await openForBob();
      await bob.save('koi', 'tide');
      await expectSaved(bob, 'koi', 'tide');
      await stopWorker();
      await bob.save('rain');
      await expectSaved(bob, 'koi', 'rain', 'tide');
    },
  ],
  [
    'a second sign-out deletes everything of the second viewer too',
    async (world) => {
      const { a, openForBob } = world;
      expect(await a.signOut()).toBe(204);
      const bob = await openForBob();
      await bob.reportView('koi');
      await bob.save('koi');
      await expectSaved(bob, 'koi');
      expect(await bob.signOut()).toBe(204);
      await expectSignedOutDataGone(world);
    },
  ],
  [
    'a reel is saved completely even if the cache is deleted meanwhile',
    async ({ a, origins, slowDown }) => {
      await slowDown();
      await a.save('koi');
      await expectSaveInProgress(a, 'koi');
      await a.page.evaluate(() => indexedDB.deleteDatabase('nextreel'));
      await origins.restore();
      await a.order('resume', 'koi');
      await expectSaved(a, 'koi');
    },
  ],
  [
    'reels can be saved again after the database of saved reels was deleted',
    async ({ a, stopWorker }) => {
      await a.save('koi');
      await expectSaved(a, 'koi');
      await a.page.evaluate(
        () => new Promise((resolve) => indexedDB.deleteDatabase('nextreel-saved').addEventListener('success', resolve)),
      );
      await stopWorker();
      await a.save('tide');
      await expectSaved(a, 'tide');
    },
  ],
  [
    'a feed page that a tab of the signed-out viewer requests is not stored',
    async ({ a, b, openForBob }) => {
      await b.reportView('koi');
      expect(await a.signOut()).toBe(204);
      await b.readFeed('?page=2');
      // The next viewer's request comes later and is stored.
      const bob = await openForBob();
      await bob.readFeed();
      const kept = () =>
        bob.page.evaluate(async () => (await (await caches.open('nextreel-feed-pages')).keys()).length);
      await expect.poll(kept, until).toBeGreaterThan(0);
      expect(await kept()).toBe(1);
    },
  ],
];

for (const [name, run] of interleavings) test(name, ({ world }) => run(world));
