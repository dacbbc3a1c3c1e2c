import type { Page } from '@playwright/test';
import { catalogue } from '../../demo/catalogue.ts';
import { often } from '../feed-page.ts';
import { expect } from '../fixtures.ts';
import { expectMoving, isHere, play, standing, test, traces } from '../host-page.ts';
import type { HostSite } from '../host-site.ts';

const remove = (page: Page) =>
  page.evaluate((): unknown => Reflect.apply(Reflect.get(Reflect.get(window, 'connection'), 'remove'), null, []));

const position = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime);

const [first, second, third] = catalogue;
if (first === undefined || second === undefined || third === undefined) throw new Error('The catalogue is too short');

test('a page with its own hls.js gains the worker and its looking ahead, and its own files stay its own', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  await host.openServed();
  await expectMoving(page);
  await expect.poll(() => isHere(page, second.id)).toBe(true);

  const answered = page.waitForResponse((response) => new RegExp(`/${second.id}/.*\\.m4s`).test(response.url()));
  await play(page, 1);
  expect(await (await answered).headerValue('x-nextreel-source')).toMatch(/memory|store/);
  await expectMoving(page);
  const statusOf = (path: string) => page.evaluate((url) => fetch(url).then(({ status }) => status), path);
  expect(await statusOf('/nextreel/api/v1/health')).toBe(200);
  expect(await statusOf('/api/v1/health')).toBe(404);
  expect(host.warnings).toEqual([]);
});

test('a site that has given Nextreel up finds no trace of it, and its page plays on', async ({ page, host, site }) => {
  await site.putWorker();
  await host.openServed();
  await expect.poll(() => isHere(page, second.id)).toBe(true);
  await remove(page);
  expect(await traces(page)).toEqual({ registrations: 0, caches: [], databases: [], notes: [] });
  await play(page, 2);
  await expectMoving(page);
  expect((await traces(page)).databases).toEqual([]);
  expect(host.warnings).toEqual([]);
});

test('nothing is fetched in advance for HLS that the browser plays by itself, and the page is told', async ({
  page,
  host,
  site,
  origins,
}) => {
  await site.putWorker();
  await host.open({ begin: 'video.src = reels[0].src; nextreel.show(reels[0].id, video)' });
  expect(await standing(page)).toEqual({ state: 'on' });
  await expect.poll(() => host.warnings).toEqual([expect.stringContaining('Hls.isSupported()')]);
  await page.evaluate(() => window.connection.getStatus());
  const ofNext = (await origins.log()).filter(({ path }) => path.includes(`/${second.id}/`));
  expect(ofNext).toEqual([]);
  // By hls.js it has all of it.
  await play(page, 0);
  await expectMoving(page);
  await expect.poll(() => isHere(page, second.id)).toBe(true);
});

test.describe('where no worker can serve it, a page says why once, and plays', () => {
  const foreign = "addEventListener('fetch', () => {}); addEventListener('message', () => { self.heard = true; });";
  const policy = { 'content-security-policy': "default-src 'self'" };

  const cases: readonly {
    readonly reason: string;
    readonly what: string;
    readonly prepare: (site: HostSite) => Promise<void> | void;
    readonly connect?: string;
    readonly path?: string;
    readonly help: string;
  }[] = [
    { reason: 'missing', what: 'no file', prepare: () => undefined, help: 'npx nextreel init' },
    {
      reason: 'wrong-type',
      what: 'a page in place of the file',
      prepare: (site) => site.put('/nextreel-sw.js', { body: '<title>App</title>', type: 'text/html' }),
      help: 'npx nextreel init',
    },
    {
      reason: 'wrong-type',
      what: 'a file that is served as text',
      prepare: (site) => site.putWorker('/nextreel-sw.js', { type: 'text/plain' }),
      help: 'text/javascript',
    },
    {
      reason: 'out-of-scope',
      what: 'a worker in a folder that the page is not in',
      prepare: (site) => site.putWorker('/static/nextreel-sw.js'),
      connect: "connect({ worker: '/static/nextreel-sw.js' })",
      help: 'Service-Worker-Allowed: /',
    },
    {
      reason: 'out-of-scope',
      what: 'a scope that the server does not allow',
      prepare: (site) => site.putWorker('/static/nextreel-sw.js'),
      connect: "connect({ worker: '/static/nextreel-sw.js', scope: '/' })",
      help: 'Service-Worker-Allowed: /',
    },
    {
      reason: 'foreign-worker',
      what: "a worker of the site's own at that address",
      prepare: (site) => site.put('/sw.js', foreign),
      connect: "connect({ worker: '/sw.js' })",
      help: 'nextreel-sw.js?embedded',
    },
    {
      reason: 'csp',
      what: 'a policy that keeps the worker from the media',
      prepare: (site) => site.putWorker('/nextreel-sw.js', { headers: policy }),
      help: "connect-src 'self' http://localhost:",
    },
  ];
  for (const { reason, what, prepare, connect = 'connect()', help } of cases) {
    test(`${reason}: ${what}`, async ({ page, host, site }) => {
      await prepare(site);
      await host.open({ connect });
      expect(await standing(page)).toEqual({ state: 'off', reason, help: expect.stringContaining(help) });
      await expectMoving(page);
      await play(page, 1);
      await expectMoving(page);
      // It is said once, however often the viewer swipes.
      expect(host.warnings).toEqual([expect.stringContaining(help)]);
    });
  }

  test('foreign-worker: a worker of the site that serves the page already stays in its place', async ({
    page,
    host,
    site,
  }) => {
    site.put('/own.js', `${foreign} addEventListener('activate', (event) => event.waitUntil(clients.claim()));`);
    await site.putWorker();
    await host.open({
      connect: `(await navigator.serviceWorker.register('/own.js'), await navigator.serviceWorker.ready, connect())`,
    });
    expect(await standing(page)).toMatchObject({
      reason: 'foreign-worker',
      help: expect.stringContaining("'/own.js'"),
    });
    await expectMoving(page);
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain('/own.js');
  });

  test('a worker that the page has given up makes way, and is waited for no longer', async ({ page, host, site }) => {
    site.put('/own.js', `${foreign} addEventListener('activate', (event) => event.waitUntil(clients.claim()));`);
    await site.putWorker();
    const own = "const own = await navigator.serviceWorker.register('/own.js'); await navigator.serviceWorker.ready;";
    await host.open({ connect: `await (async () => { ${own} await own.unregister(); return connect(); })()` });
    expect(await standing(page)).toEqual({ state: 'on' });
    await expectMoving(page);
  });

  test('csp: a page that forbids workers', async ({ page, host, site }) => {
    await site.putWorker();
    await host.open({ headers: { 'content-security-policy': 'worker-src blob:' } });
    expect(await standing(page)).toMatchObject({ reason: 'csp', help: expect.stringContaining("worker-src 'self'") });
    await expectMoving(page);
  });

  test('csp: a page that may load from its media alone', async ({ page, host, site, origins }) => {
    await site.putWorker();
    await host.open({ headers: { 'content-security-policy': `connect-src ${origins.urls.join(' ')}` } });
    expect(await standing(page)).toMatchObject({ reason: 'csp', help: expect.stringContaining("connect-src 'self'") });
    await expectMoving(page);
  });

  test('csp: a page that asks for trusted types, and does not know of ours', async ({ page, host, site }) => {
    await site.putWorker();
    await host.open({
      headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types own" },
    });
    expect(await standing(page)).toMatchObject({
      reason: 'csp',
      help: expect.stringContaining('trusted-types nextreel'),
    });
    await expectMoving(page);
  });

  test('unsupported: a frame in another site, where the browser keeps nothing', async ({ page, host, site }) => {
    await site.putWorker();
    await host.open();
    site.put('/holder', { body: `<iframe src="${site.url}" allow="autoplay"></iframe>` });
    await page.goto(new URL('/holder', site.url.replace('localhost', '127.0.0.1')).href);
    const frame = page.frames().find((one) => one.url() === site.url);
    expect(await frame?.evaluate(() => window.connection.ready)).toMatchObject({ reason: 'unsupported' });
  });

  test('insecure: plain http under a name of its own', async ({ browser, host, site, page }) => {
    await site.putWorker();
    await host.open();
    const html = await page.content();
    const context = await browser.newContext();
    const elsewhere = await context.newPage();
    await elsewhere.route('http://site.example/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
      return route.fulfill({
        response: await fetch(new URL(pathname, site.url)).then(async (answer) => page.request.get(answer.url)),
      });
    });
    await elsewhere.goto('http://site.example/');
    expect(await standing(elsewhere)).toMatchObject({ reason: 'insecure', help: expect.stringContaining('https') });
    await remove(elsewhere);
    expect(await elsewhere.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await context.close();
  });
});

test('a page that asks for trusted types and allows ours has the worker', async ({ page, host, site }) => {
  await site.putWorker();
  await host.open({
    headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types nextreel hls" },
  });
  expect(await standing(page)).toMatchObject({ state: 'on' });
  await expectMoving(page);
  expect(host.warnings).toEqual([]);
});

test('what a page does wrong is said once with what mends it, and throws nothing', async ({ page, host, site }) => {
  await site.putWorker();
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
  // What is told once a second has been told by then.
  const before = await position(page);
  await expect.poll(() => position(page), often).toBeGreaterThan(before + 1.5);
  const said = [
    'connect() was of no use',
    'Feed entry 0 was left out: "src"',
    'setFeed() was of no use: The feed at',
    'show("nobody"): the feed has no such reel',
    'show(99): the feed has no such reel',
    'show(undefined): Nextreel cannot see',
    'show(undefined): the feed has no such reel',
    "watch() was of no use: Failed to execute 'querySelectorAll' on 'Document': '7'",
    "watch() was of no use: Failed to execute 'querySelectorAll' on 'Document': 'p >'",
    `show("${second.id}"): Nextreel cannot see`,
    `show("${third.id}"): Nextreel cannot see`,
  ];
  for (const part of said) expect(host.warnings.filter((warning) => warning.includes(part))).toHaveLength(1);
  expect(host.warnings).toHaveLength(said.length);
});

test('what plays in a hidden page, and what is only dragged across, is watched by nobody', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  await host.openServed();
  await expectMoving(page);
  /** Seconds watched of the reel that is left, as the worker hears it. */
  const leaveFor = (index: number) =>
    page.evaluate((to) => {
      const post = Object.getOwnPropertyDescriptor(ServiceWorker.prototype, 'postMessage');
      return new Promise<number>((resolve) => {
        ServiceWorker.prototype.postMessage = ({ signal }: { signal?: { kind: string; watchedSeconds: number } }) => {
          if (signal?.kind === 'swipe') resolve(signal.watchedSeconds);
        };
        Object.defineProperty(document, 'hidden', { value: false, configurable: true });
        Reflect.get(window, 'play')(to);
      }).finally(() => Object.defineProperty(ServiceWorker.prototype, 'postMessage', post ?? {}));
    }, index);
  const hiddenAtSeconds = await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    return window.video.currentTime;
  });
  await expect.poll(() => position(page), often).toBeGreaterThan(hiddenAtSeconds + 1.5);
  expect(await leaveFor(1)).toBeLessThan(hiddenAtSeconds + 0.5);

  await expectMoving(page);
  const playedSeconds = await page.evaluate(async () => {
    const { video } = window;
    video.pause();
    const until = video.currentTime;
    for (let seeks = 0; seeks < 4; seeks += 1) {
      video.currentTime += 1;
      await new Promise((resolve) => video.addEventListener('timeupdate', resolve, { once: true }));
    }
    return until;
  });
  expect(await leaveFor(2)).toBeLessThan(playedSeconds + 0.5);
});

test('a reel that is shown before the feed is there counts once it is', async ({ page, host, site }) => {
  await site.putWorker();
  // Nothing is shown once the feed is there: only what was said before it tells the worker where the viewer is.
  await host.open({ connect: `connect(); nextreel.show('${first.id}', video)`, begin: 'load(0)' });
  expect(await standing(page)).toEqual({ state: 'on' });
  await expect.poll(() => isHere(page, second.id)).toBe(true);
  expect(host.warnings).toEqual([expect.stringContaining('came before the feed')]);
});

test('two callers, two copies and a remount have one connection, and it ends with the last of them', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  await host.openServed();
  await expectMoving(page);
  const beats = () =>
    page.evaluate(async () => {
      let views = 0;
      const worker = navigator.serviceWorker.controller;
      if (worker === null) return -1;
      const postMessage = worker.postMessage.bind(worker);
      Reflect.set(worker, 'postMessage', (...sent: unknown[]) => {
        if (Reflect.get(Object(sent[0]), 'type') === 'view') views += 1;
        Reflect.apply(postMessage, null, sent);
      });
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      Reflect.deleteProperty(worker, 'postMessage');
      return views;
    });
  // What happens in playback is told at once, beside the beat: not in each of three spans.
  const fewestBeats = async () => Math.min(await beats(), await beats(), await beats());
  const before = await fewestBeats();
  expect(before).toBeGreaterThan(0);
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
  expect(await fewestBeats()).toBeLessThanOrEqual(before + 1);
  await page.addScriptTag({ content: 'connection.disconnect(); others[0].disconnect();' });
  await expect.poll(beats, { timeout: 20_000 }).toBe(0);
  expect(host.warnings).toEqual([]);
});
