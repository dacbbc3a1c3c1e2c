import type { Page } from '@playwright/test';
import { catalogue } from '../../demo/catalogue.ts';
import { listenOnLoopback } from '../../demo/loopback-server.ts';
import { often } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import { startHostSite } from '../host-site.ts';

const [koi, rain] = ['koi', 'rain'].map((name) => catalogue.find(({ id }) => id === name));
if (koi === undefined || rain === undefined) throw new Error('The catalogue has no koi, or no rain');

/**
 * Serves another origin's reels to requests with a viewer cookie. Adds a line with the viewer's name to each playlist
 * and records in `given` which viewer was given which file.
 */
const startCookieOrigin = (behind: string, site: string, given: string[]) =>
  listenOnLoopback(async (request, response, { pathname }) => {
    const [, viewer] = /\bviewer=(\w+)/.exec(request.headers.cookie ?? '') ?? [];
    const headers = {
      'access-control-allow-origin': site,
      'access-control-allow-credentials': 'true',
      'cache-control': 'private, max-age=3600',
      vary: 'Cookie',
    };
    if (viewer === undefined) return void response.writeHead(401, headers).end();
    given.push(`${viewer} ${pathname.slice(1)}`);
    const answer = await fetch(new URL(pathname.slice(1), behind));
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { ...headers, 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(pathname.endsWith('.m3u8') ? `${body.toString()}\n## for ${viewer}\n` : body);
  }, 0);

const playerPage = (origin: string) => `<!doctype html>
<title>A page of somebody else</title>
<video muted playsinline></video>
<script src="/hls.js"></script>
<script type="module">
  import { connect } from '/nextreel/index.js';
  const video = document.querySelector('video');
  const nextreel = connect();
  await nextreel.ready;
  const reels = ${JSON.stringify([koi, rain].map(({ id, src }) => ({ id, src })))}.map(({ id, src }) => ({ id, src: '${origin}' + src }));
  nextreel.setFeed(reels);
  nextreel.show(reels[0].id, video);
  const hls = new Hls({ xhrSetup: (xhr) => { xhr.withCredentials = true; } });
  hls.attachMedia(video);
  hls.loadSource(reels[0].src);
  video.play();
</script>`;

const asks = (page: Page, url: string) =>
  page.evaluate(async (address) => {
    const response = await fetch(address, { credentials: 'include' });
    const [, viewer] = /## for (\w+)/.exec(await response.text()) ?? [];
    return { viewer, source: response.headers.get('x-nextreel-source') };
  }, url);

const ownApi = (page: Page, method: string, path: string, body?: unknown) =>
  page.evaluate(
    async (call) => {
      const headers = { 'content-type': 'application/json' };
      const init = call.text === null ? {} : { headers, body: call.text };
      const { ok } = await fetch(`/nextreel/api/v1/${call.path}`, { method: call.method, ...init });
      return ok;
    },
    { method, path, text: body === undefined ? null : JSON.stringify(body) },
  );

const isMoving = (page: Page) => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime > 0.5);

test('media behind a cookie is cached if the site opts in, and Bob never gets what was cached for Ann', async ({
  page,
  context,
  origins,
}) => {
  const site = await startHostSite();
  const given: string[] = [];
  const origin = await startCookieOrigin(origins.urls[0] ?? '', site.url.replace(/\/$/, ''), given);
  const shown = `${origin.url}${koi.src}`;
  const next = `${origin.url}${rain.src}`;
  const signIn = (viewer: string) => context.addCookies([{ name: 'viewer', value: viewer, url: site.url }]);
  try {
    await site.putWorker();
    site.put('/', playerPage(origin.url));
    await signIn('ann');
    await page.goto(site.url);
    await expect.poll(() => isMoving(page), often).toBe(true);
    // By default the worker leaves requests with cookies alone.
    expect(await asks(page, shown)).toEqual({ viewer: 'ann', source: null });

    await ownApi(page, 'PUT', 'config', { cache: { personal_paths: [`${origin.url}*`] } });
    await page.reload();
    await expect.poll(() => isMoving(page), often).toBe(true);
    await expect
      .poll(() => asks(page, shown), often)
      .toEqual({ viewer: 'ann', source: expect.stringMatching(/memory|store/) });
    // The next reel has been prefetched with Ann's cookie too.
    await expect.poll(() => given, often).toContain(`ann ${rain.src}`);
    await expect
      .poll(() => asks(page, next), often)
      .toEqual({ viewer: 'ann', source: expect.stringMatching(/memory|store/) });

    expect(await ownApi(page, 'DELETE', 'session')).toBe(true);
    await signIn('bob');
    await page.reload();
    await expect.poll(() => isMoving(page), often).toBe(true);
    for (const url of [shown, next]) expect((await asks(page, url)).viewer).toBe('bob');
    await expect
      .poll(() => asks(page, shown), often)
      .toEqual({ viewer: 'bob', source: expect.stringMatching(/memory|store/) });
  } finally {
    await origin.close();
    await site.close();
  }
});
