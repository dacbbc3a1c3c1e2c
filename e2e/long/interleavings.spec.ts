import { expect } from '../fixtures.ts';
import { readSavedRecords, readState, readStore } from '../stored.ts';
import { segment } from './tab.ts';
import { arrivingAt, expectOnlyLater, expectSaved, test, until, type World } from './two-tabs.ts';

const interleavings: readonly (readonly [name: string, run: (world: World) => Promise<void>])[] = [
  [
    'a sign-out leaves nothing of what was watched',
    async (world) => {
      const { a } = world;
      await a.watch();
      expect(await a.api('POST', '/user', { user_id: 'ann' })).toBe(201);
      await expect.poll(async () => JSON.stringify((await readState(a.page, 'viewers')) ?? []), until).toContain('ann');
      await expect.poll(async () => (await readStore(a.page)).length, until).toBeGreaterThan(0);
      expect(await a.signOut()).toBe(204);
      await expectOnlyLater(world);
    },
  ],
  [
    'a sign-out in the middle of saving leaves nothing of it',
    async (world) => {
      const { a, slowDown } = world;
      await slowDown();
      await a.save('koi');
      await arrivingAt(a, 'koi');
      expect(await a.signOut()).toBe(204);
      await expectOnlyLater(world);
    },
  ],
  [
    'a sign-out of a worker that was stopped in the middle of saving leaves nothing of it',
    async (world) => {
      const { a, slowDown, stopWorker } = world;
      await slowDown();
      await a.save('koi');
      await arrivingAt(a, 'koi');
      await stopWorker();
      expect(await a.signOut()).toBe(204);
      await expectOnlyLater(world);
    },
  ],
  [
    'the other tab of a viewer who has gone speaks for nobody',
    async (world) => {
      const { a, b } = world;
      await a.look('koi');
      await b.look('tide');
      expect(await a.signOut()).toBe(204);
      await b.watch();
      await expectOnlyLater(world);
    },
  ],
  [
    'the other tab plays on from the network, and nothing is kept of it',
    async (world) => {
      const { a, b } = world;
      await b.watch();
      expect(await a.signOut()).toBe(204);
      const { bytes, source } = await b.watch();
      expect([bytes > 0, source]).toEqual([true, null]);
      await expectOnlyLater(world);
    },
  ],
  [
    'a worker that begins after the sign-out knows the tabs of the viewer who has gone',
    async (world) => {
      const { a, b, stopWorker } = world;
      await b.look('koi');
      expect(await a.signOut()).toBe(204);
      await stopWorker();
      expect((await b.watch()).source).toBeNull();
      await expectOnlyLater(world);
    },
  ],
  [
    'the other tab saves nothing any more',
    async (world) => {
      const { a, b } = world;
      await b.look('koi');
      expect(await a.signOut()).toBe(204);
      await b.save('koi');
      await b.list();
      await expectOnlyLater(world);
    },
  ],
  [
    'the other tab hears nothing of what the next viewer saves, also when it asks',
    async ({ a, b, openForBob }) => {
      await b.look('koi');
      const heard = await b.hear();
      expect(await a.signOut()).toBe(204);
      const bob = await openForBob();
      await bob.save('koi');
      await expect.poll(heard, until).toEqual(['signed-out', 'saved-changed']);
      await b.list();
      await expectSaved(bob, 'koi');
      expect(await heard()).toEqual(['signed-out', 'saved-changed']);
    },
  ],
  [
    'the other tab asks for no prefetch any more, and is told why',
    async (world) => {
      const { a, b } = world;
      await b.look('koi');
      expect(await a.signOut()).toBe(204);
      expect(await b.api('POST', '/prefetch', { user_id: 'ann', reel_id: 'koi', count: 1 })).toBe(403);
      await expectOnlyLater(world);
    },
  ],
  [
    'the other tab is a guest like any other once it is loaded anew',
    async ({ a, b }) => {
      expect(await a.signOut()).toBe(204);
      await b.load();
      await b.watch('bob');
      await expect.poll(async () => (await readStore(b.page)).length, until).toBeGreaterThan(0);
    },
  ],
  [
    'a tab that goes on for another viewer saves for that one',
    async ({ a, b }) => {
      await b.look('koi');
      expect(await a.signOut()).toBe(204);
      await b.look('koi', 'bob');
      await b.save('koi');
      await expectSaved(b, 'koi');
    },
  ],
  [
    'a segment that arrives after the sign-out reaches its player and is not kept',
    async (world) => {
      const { a, b, origins } = world;
      await b.look('aurora');
      await b.fetch('aurora/main.m3u8');
      await b.fetch('aurora/270x480/index.m3u8');
      await origins.shape({ bytesPerSecond: 3_000 });
      const arriving = b.fetch(segment);
      const isComing = async () =>
        (await origins.log()).some(({ path, bytesSent }) => path.endsWith(segment) && bytesSent > 0);
      await expect.poll(isComing, until).toBe(true);
      const signingOut = a.signOut();
      expect(await Promise.race([signingOut, arriving])).toBe(204);
      expect((await arriving).bytes).toBeGreaterThan(0);
      await expectOnlyLater(world);
    },
  ],
  [
    'what one tab saves the other one removes in the middle',
    async ({ a, b, slowDown }) => {
      await slowDown();
      await a.save('koi');
      await arrivingAt(a, 'koi');
      await b.order('remove', 'koi');
      await expectSaved(b);
    },
  ],
  [
    'what one tab saves the other one pauses, and it resumes after the worker was stopped',
    async ({ a, b, origins, slowDown, stopWorker }) => {
      await slowDown();
      await a.save('koi');
      await arrivingAt(a, 'koi');
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
    'both tabs save the same reel, and there is one unit of it',
    async ({ a, b }) => {
      await Promise.all([a.save('koi'), b.save('koi')]);
      await expectSaved(a, 'koi');
    },
  ],
  [
    'a reel that is removed and saved again at once is saved whole',
    async ({ a, b, origins, slowDown }) => {
      await slowDown();
      await a.save('koi');
      await arrivingAt(a, 'koi');
      await Promise.all([b.order('remove', 'koi'), a.save('koi')]);
      await origins.restore();
      await a.save('koi');
      await expectSaved(a, 'koi');
    },
  ],
  [
    'a worker that is stopped in the middle of two reels saves both, each file once at rest',
    async ({ a, b, origins, slowDown, stopWorker }) => {
      await slowDown();
      await a.save('koi', 'tide');
      await arrivingAt(a, 'tide');
      await stopWorker();
      await origins.restore();
      await b.list();
      await expectSaved(b, 'koi', 'tide');
    },
  ],
  [
    'a worker that is stopped while a reel is removed leaves nothing of it',
    async ({ a, b, stopWorker }) => {
      await a.save('koi');
      await expectSaved(a, 'koi');
      await Promise.all([a.order('remove', 'koi'), stopWorker()]);
      await b.order('remove', 'koi');
      await expectSaved(b);
    },
  ],
  [
    'both tabs sign out at once',
    async (world) => {
      const { a, b } = world;
      await a.save('koi');
      await expectSaved(a, 'koi');
      expect(await Promise.all([a.signOut(), b.signOut()])).toEqual([204, 204]);
      await expectOnlyLater(world);
    },
  ],
  [
    'the tab of a viewer who has gone removes nothing of who came after',
    async ({ a, b, openForBob }) => {
      await b.look('koi');
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
    'who came after a sign-out keeps what is saved when the worker is stopped',
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
    'a second sign-out leaves nothing of the second viewer either',
    async (world) => {
      const { a, openForBob } = world;
      expect(await a.signOut()).toBe(204);
      const bob = await openForBob();
      await bob.look('koi');
      await bob.save('koi');
      await expectSaved(bob, 'koi');
      expect(await bob.signOut()).toBe(204);
      await expectOnlyLater(world);
    },
  ],
  [
    'the cache is deleted by somebody in the middle of saving, and the reel is saved whole',
    async ({ a, origins, slowDown }) => {
      await slowDown();
      await a.save('koi');
      await arrivingAt(a, 'koi');
      await a.page.evaluate(() => indexedDB.deleteDatabase('nextreel'));
      await origins.restore();
      await a.order('resume', 'koi');
      await expectSaved(a, 'koi');
    },
  ],
  [
    'the saved reels themselves are deleted by somebody, and can be saved again',
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
    'a page of the feed that the tab of a viewer who has gone asks for is not kept',
    async ({ a, b, openForBob }) => {
      await b.look('koi');
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
