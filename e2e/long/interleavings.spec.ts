import type { Page } from '@playwright/test';
import type { Demo } from '../../demo/demo.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import { expect, test as base } from '../fixtures.ts';
import type { Origins } from '../origins.ts';
import { stopWorkers } from '../stop-workers.ts';
import { readSavedFiles, readSavedRecords, readState, readStore } from '../stored.ts';

const segment = 'aurora/270x480/000.m4s';

/** A page of the site that speaks to the worker in the words of the reels page, and plays nothing. */
class Tab {
  constructor(
    readonly page: Page,
    readonly demo: Demo,
    readonly viewerId: string,
  ) {}

  /** Loaded anew, and served by the worker. */
  async load(): Promise<void> {
    await this.page.goto(new URL('/openapi.json', this.demo.pageUrl).href);
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.register('/sw.js');
      if (navigator.serviceWorker.controller !== null) return;
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    });
  }

  reel(id: string) {
    const [origin = ''] = this.demo.originUrls;
    const facts = { format: 'hls', poster: `${origin}${id}/poster.webp`, durationSeconds: 12, tags: [] };
    return { id, url: `${origin}${id}/main.m3u8`, ...facts };
  }

  say(message: unknown): Promise<void> {
    return this.page.evaluate((said) => navigator.serviceWorker.controller?.postMessage(said), message);
  }

  look(id: string, viewerId = this.viewerId): Promise<void> {
    return this.say({
      type: 'view',
      viewerId,
      atMs: Date.now(),
      visible: true,
      origins: this.demo.originUrls.map((url, place) => ({ id: `origin-${place}`, url })),
      reels: [this.reel(id)],
      currentIndex: 0,
      playback: { positionSeconds: 0, bufferAheadSeconds: 30, bufferedToEnd: true, paused: true },
      throughputBps: 8_000_000,
      device: unknownDevice,
    });
  }

  save(...ids: string[]): Promise<void> {
    return this.say({ type: 'save', reels: ids.map((id) => ({ ...this.reel(id), title: id, author: '' })) });
  }

  order(order: string, ...reelIds: string[]): Promise<void> {
    return this.say({ type: 'order-saved', reelIds, order });
  }

  list(): Promise<void> {
    return this.say({ type: 'list-saved' });
  }

  /** Size of the answer, and whence it came. */
  fetch(path: string): Promise<{ bytes: number; source: string | null }> {
    return this.page.evaluate(async (url) => {
      const response = await fetch(url);
      return { bytes: (await response.blob()).size, source: response.headers.get('x-nextreel-source') };
    }, new URL(path, this.demo.originUrls[0]).href);
  }

  api(method: string, path: string, body?: unknown): Promise<number> {
    return this.page.evaluate(
      async (call) => {
        const text = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
        const headers = { 'content-type': 'application/json' };
        return (await fetch(`/api/v1${call.path}`, { method: call.method, headers, ...text })).status;
      },
      { method, path, body },
    );
  }

  /** As a player does: what a text leads to is known when it has been read. */
  async watch(viewerId = this.viewerId): Promise<{ bytes: number; source: string | null }> {
    await this.look('aurora', viewerId);
    await this.fetch('aurora/main.m3u8');
    await this.fetch('aurora/270x480/index.m3u8');
    return this.fetch(segment);
  }

  signOut(): Promise<number> {
    return this.api('DELETE', '/session');
  }
}

type World = {
  readonly a: Tab;
  readonly b: Tab;
  /** Another viewer, in a tab that is opened now. */
  readonly openForBob: () => Promise<Tab>;
  readonly origins: Origins;
  readonly stopWorker: () => Promise<void>;
  /** Slow enough that what comes next happens in the middle. */
  readonly slowDown: () => Promise<void>;
};

const test = base.extend<{ readonly world: World }>({
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

const until = { timeout: 20_000 };

/** Reels that are saved whole, and that every file at rest belongs to one of them. */
async function expectSaved(tab: Tab, ...ids: string[]): Promise<void> {
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
async function expectOnlyLater({ openForBob, origins }: World): Promise<void> {
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

const arrivingAt = (tab: Tab, id: string) =>
  expect
    .poll(
      async () => (await readSavedRecords(tab.page)).some(({ reel, arriving }) => reel.id === id && arriving),
      until,
    )
    .toBe(true);

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
      const { a, b, slowDown } = world;
      await b.look('aurora');
      await b.fetch('aurora/main.m3u8');
      await b.fetch('aurora/270x480/index.m3u8');
      await slowDown();
      const arriving = b.fetch(segment);
      await expect.poll(() => b.api('GET', '/prefetch/status'), until).toBe(200);
      expect(await a.signOut()).toBe(204);
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
    async ({ a, b }) => {
      await b.look('koi');
      expect(await a.signOut()).toBe(204);
      await b.page.evaluate(async () => (await fetch('/feed.json')).text());
      expect(await b.page.evaluate(() => caches.has('nextreel-feed-pages'))).toBe(false);
    },
  ],
];

for (const [name, run] of interleavings) test(name, ({ world }) => run(world));
