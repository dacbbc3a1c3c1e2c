import { expect } from '../fixtures.ts';
import { expectMoving, play, readyState, test } from '../host-page.ts';
import type { HostSite } from '../host-site.ts';

test.describe('a page that no worker can serve gives the reason once and plays', () => {
  const foreign = "addEventListener('fetch', () => {}); addEventListener('message', () => { self.heard = true; });";
  const policy = { 'content-security-policy': "default-src 'self'" };

  const cases: readonly {
    readonly reason: string;
    readonly what: string;
    readonly prepare: (site: HostSite) => Promise<void> | void;
    readonly connect?: string;
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
      reason: 'missing',
      what: "a worker of the site's own that includes Nextreel and that the site does not register",
      prepare: (site) => site.put('/sw.js', "importScripts('/nextreel-sw.js?embedded');"),
      connect: "connect({ worker: '/sw.js' })",
      help: "navigator.serviceWorker.register('/sw.js')",
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
      expect(await readyState(page)).toEqual({ state: 'off', reason, help: expect.stringContaining(help) });
      await expectMoving(page);
      await play(page, 1);
      await expectMoving(page);
      // The warning appears once, however often the viewer swipes.
      expect(host.warnings).toEqual([expect.stringContaining(help)]);
    });
  }

  test('foreign-worker: a worker of the site that already serves the page stays in place', async ({
    page,
    host,
    site,
  }) => {
    site.put('/own.js', `${foreign} addEventListener('activate', (event) => event.waitUntil(clients.claim()));`);
    await site.putWorker();
    await host.open({
      connect: `(await navigator.serviceWorker.register('/own.js'), await navigator.serviceWorker.ready, connect())`,
    });
    expect(await readyState(page)).toMatchObject({
      reason: 'foreign-worker',
      help: expect.stringContaining("'/own.js'"),
    });
    await expectMoving(page);
    expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain('/own.js');
  });

  test('a worker that the page has unregistered makes way for the Nextreel worker', async ({ page, host, site }) => {
    site.put('/own.js', `${foreign} addEventListener('activate', (event) => event.waitUntil(clients.claim()));`);
    await site.putWorker();
    const own = "const own = await navigator.serviceWorker.register('/own.js'); await navigator.serviceWorker.ready;";
    await host.openServed({ connect: `await (async () => { ${own} await own.unregister(); return connect(); })()` });
    await expectMoving(page);
  });

  test('csp: a page that forbids workers', async ({ page, host, site }) => {
    await site.putWorker();
    await host.open({ headers: { 'content-security-policy': 'worker-src blob:' } });
    expect(await readyState(page)).toMatchObject({ reason: 'csp', help: expect.stringContaining("worker-src 'self'") });
    await expectMoving(page);
  });

  test('csp: a page that may load only from its media origins', async ({ page, host, site, origins }) => {
    await site.putWorker();
    await host.open({ headers: { 'content-security-policy': `connect-src ${origins.urls.join(' ')}` } });
    expect(await readyState(page)).toMatchObject({
      reason: 'csp',
      help: expect.stringContaining("connect-src 'self'"),
    });
    await expectMoving(page);
  });

  test('csp: a page that requires trusted types and does not allow the Nextreel policy', async ({
    page,
    host,
    site,
  }) => {
    await site.putWorker();
    await host.open({
      headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types own" },
    });
    expect(await readyState(page)).toMatchObject({
      reason: 'csp',
      help: expect.stringContaining('trusted-types nextreel'),
    });
    await expectMoving(page);
  });

  test('unsupported: a frame in another site, where the browser allows no storage', async ({ page, host, site }) => {
    await site.putWorker();
    await host.open();
    site.put('/holder', { body: `<iframe src="${site.url}" allow="autoplay"></iframe>` });
    await page.goto(new URL('/holder', site.url.replace('localhost', '127.0.0.1')).href);
    const frame = page.frames().find((one) => one.url() === site.url);
    expect(await frame?.evaluate(() => window.connection.ready)).toMatchObject({ reason: 'unsupported' });
  });

  test('insecure: plain http on a host other than localhost', async ({ browser, host, site, page }) => {
    await site.putWorker();
    await host.open();
    const html = await page.content();
    const context = await browser.newContext();
    const elsewhere = await context.newPage();
    await elsewhere.route('http://site.example/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
      return route.fulfill({ response: await page.request.get(new URL(pathname, site.url).href) });
    });
    await elsewhere.goto('http://site.example/');
    expect(await readyState(elsewhere)).toMatchObject({ reason: 'insecure', help: expect.stringContaining('https') });
    await elsewhere.evaluate(() => window.connection.remove());
    expect(await elsewhere.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await context.close();
  });
});

test('a page that requires trusted types and allows the Nextreel policy gets the worker', async ({
  page,
  host,
  site,
}) => {
  await site.putWorker();
  await host.openServed({
    headers: { 'content-security-policy': "require-trusted-types-for 'script'; trusted-types nextreel hls" },
  });
  await expectMoving(page);
  expect(host.warnings).toEqual([]);
});
