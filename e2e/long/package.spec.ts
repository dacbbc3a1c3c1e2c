import type { Page } from '@playwright/test';
import { often } from '../feed-page.ts';
import { expect } from '../fixtures.ts';
import {
  expectMoving,
  idAt,
  isSegmentStored,
  connectionPartCounts,
  play,
  positionIn,
  test,
  leftovers,
} from '../host-page.ts';

declare global {
  interface Window {
    readonly timers: ReadonlySet<unknown>;
  }
}

test.beforeEach(({ site }) => site.putWorker());

test('a page with its own hls.js gets prefetching, and the worker leaves its other files alone', async ({
  page,
  host,
}) => {
  await host.openServed();
  await expectMoving(page);
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);

  const answered = page.waitForResponse((response) => new RegExp(`/${idAt(1)}/.*\\.m4s`).test(response.url()));
  await play(page, 1);
  expect(await (await answered).headerValue('x-nextreel-source')).toMatch(/memory|store/);
  await expectMoving(page);
  const statusOf = (path: string) => page.evaluate((url) => fetch(url).then(({ status }) => status), path);
  expect(await statusOf('/nextreel/api/v1/health')).toBe(200);
  expect(await statusOf('/api/v1/health')).toBe(404);
  expect(host.warnings).toEqual([]);
});

test('what hls.js loaded before the worker came is stored on the first visit, and no file is downloaded twice', async ({
  page,
  host,
  origins,
}) => {
  const playFirst = `new Promise((done) => {
    const hls = new Hls();
    hls.attachMedia(video);
    hls.loadSource(reels[0].src);
    hls.once(Hls.Events.FRAG_BUFFERED, done);
    video.play();
  })`;
  await host.openServed({
    connect: `await ${playFirst}.then(() => connect())`,
    begin: 'nextreel.show(reels[0].id, video)',
  });
  await expect.poll(() => isSegmentStored(page, idAt(0)), often).toBe(true);
  await expectMoving(page);
  const paths = (await origins.log()).map(({ path }) => path).filter((path) => path.includes(`/${idAt(0)}/`));
  expect(paths).toEqual([...new Set(paths)]);
  expect(host.warnings).toEqual([]);
});

test('remove() leaves no trace of Nextreel in the browser, and the page plays on', async ({ page, host }) => {
  await host.openServed();
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  await page.evaluate(() => window.connection.remove());
  expect(await leftovers(page)).toEqual({ registrations: 0, caches: [], databases: [], notes: [] });
  await play(page, 2);
  await expectMoving(page);
  expect((await leftovers(page)).databases).toEqual([]);
  expect(host.warnings).toEqual([]);
});

test('nothing is prefetched for HLS that the browser plays natively, and the page is warned', async ({
  page,
  host,
  origins,
}) => {
  await host.openServed({ begin: 'video.src = reels[0].src; nextreel.show(reels[0].id, video)' });
  await expect.poll(() => host.warnings).toEqual([expect.stringContaining('Hls.isSupported()')]);
  await page.evaluate(() => window.connection.getStatus());
  const ofNext = (await origins.log()).filter(({ path }) => path.includes(`/${idAt(1)}/`));
  expect(ofNext).toEqual([]);
  // With hls.js the page gets prefetching.
  await play(page, 0);
  await expectMoving(page);
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
});

test('each mistake of a page causes one warning with its remedy, and throws nothing', async ({ page, host }) => {
  await host.openServed();
  await page.addScriptTag({
    content: `for (let time = 0; time < 3; time++) {
      connection.show('nobody', video);
      connection.show(99, video);
      connection.show(undefined, null);
      connection.setFeed('feed.json');
      connection.add([{ id: 'x' }]);
      connection.watch(7);
      connection.watch('p >', () => 'a');
      connection.show(reels[1].id, undefined);
      connection.show(reels[2].id, { current: video });
      connect({ worker: 'http://[' }).show('a', null);
    }
    document.body.append(document.createElement('p'));`,
  });
  // Warnings that are due once a second have appeared by then.
  const before = await positionIn(page);
  await expect.poll(() => positionIn(page), often).toBeGreaterThan(before + 1.5);
  const said = [
    'connect() failed',
    'Feed entry 0 was left out: "src"',
    'setFeed() failed: The feed at',
    'show("nobody"): the feed has no such reel',
    'show(99): the feed has no such reel',
    'show(undefined): Nextreel cannot see',
    'show(undefined): the feed has no such reel',
    "watch() failed: Failed to execute 'querySelectorAll' on 'Document': '7'",
    "watch() failed: Failed to execute 'querySelectorAll' on 'Document': 'p >'",
    `show("${idAt(1)}"): Nextreel cannot see`,
    `show("${idAt(2)}"): Nextreel cannot see`,
  ];
  for (const part of said) expect(host.warnings.filter((warning) => warning.includes(part))).toHaveLength(1);
  expect(host.warnings).toHaveLength(said.length);
});

/** Tracks the running timers of the page that the package has set. */
async function countTimers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const timers = new Set<unknown>();
    Object.assign(window, { timers });
    const [set, clear] = [window.setInterval.bind(window), window.clearInterval.bind(window)];
    Object.assign(window, {
      setInterval: (...given: Parameters<typeof set>) => {
        const timer = set(...given);
        const [, , caller = ''] = new Error('who asks').stack?.split('\n') ?? [];
        if (caller.includes('/nextreel/')) timers.add(timer);
        return timer;
      },
      clearInterval: (timer: number | undefined) => {
        timers.delete(timer);
        clear(timer);
      },
    });
  });
}

const timersIn = (page: Page) => page.evaluate(() => window.timers.size);

test('two callers, two package copies and a remount share one connection, which ends with the last of them', async ({
  page,
  host,
}) => {
  await countTimers(page);
  await host.openServed();
  // By then the connection has started all its timers.
  await expect.poll(() => isSegmentStored(page, idAt(1))).toBe(true);
  const before = await timersIn(page);
  expect(before).toBeGreaterThan(0);
  expect(await connectionPartCounts(page)).toEqual([1]);
  await page.addScriptTag({
    type: 'module',
    content: `
      const other = await import('/nextreel/index.js?copy');
      const second = other.connect();
      second.disconnect();
      const third = other.connect();
      window.others = [third];`,
  });
  await page.waitForFunction(() => 'others' in window);
  expect(await connectionPartCounts(page)).toEqual([2]);
  expect(await timersIn(page)).toBe(before);
  await page.addScriptTag({ content: 'connection.disconnect(); others[0].disconnect();' });
  await expect.poll(() => connectionPartCounts(page)).toEqual([]);
  expect(await timersIn(page)).toBe(0);
  expect(host.warnings).toEqual([]);
});
