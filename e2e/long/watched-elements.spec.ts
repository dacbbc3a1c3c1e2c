import { expect } from '../fixtures.ts';
import { idAt, test } from '../host-page.ts';

test.beforeEach(({ site }) => site.putWorker());

test('a page can use numeric ids, ISO durations, further feed pages and watched elements', async ({
  page,
  host,
  site,
}) => {
  let isAsked = false;
  site.put('/api/reels', { body: '{"reels":[]}', type: 'application/json', headers: { 'cache-control': 'public' } });
  page.context().on('request', (request) => {
    isAsked ||= request.url().endsWith('/api/reels?cursor=c2') && request.serviceWorker() !== null;
  });
  await host.openServed();
  await page.evaluate(() => {
    const { connection, reels, video } = window;
    const entries = reels.map(({ src }, index) => ({ id: 40 + index, src, duration: 'PT12S' }));
    connection.setFeed(entries.slice(0, 2));
    connection.add({ reels: entries.slice(2), next: '/api/reels?cursor=c2' });
    video.dataset['reel'] = '41';
    connection.watch('video', (element) => Number(element.dataset['reel']));
  });
  const status = () => page.evaluate(() => window.connection.getStatus());
  await expect.poll(async () => (await status()).player?.reelId).toBe('41');
  // The element stays and gets another reel.
  await page.evaluate(() => {
    window.video.dataset['reel'] = '42';
  });
  await expect.poll(async () => (await status()).worker?.metrics.behaviour?.current_reel).toBe('42');
  // The next feed page is fetched before the viewer gets there.
  await expect.poll(() => isAsked).toBe(true);
  expect(host.warnings).toEqual([]);
});

test('an element is watched exactly while its attributes match the selector', async ({ page, host }) => {
  await host.openServed({ begin: 'load(0)' });
  const shown = () => page.evaluate(async () => (await window.connection.getStatus()).player?.reelId);
  await page.evaluate(() => {
    window.video.dataset['reel'] = window.reels[1]?.id;
    window.connection.watch('video.seen[data-place="stage"]', (video) => video.dataset['reel']);
    window.video.classList.add('seen');
  });
  expect(await shown()).toBeUndefined();
  await page.evaluate(() => {
    window.video.dataset['place'] = 'stage';
  });
  await expect.poll(shown).toBe(idAt(1));
  await page.evaluate(async () => {
    window.video.classList.remove('seen');
    await new Promise(requestAnimationFrame);
    window.video.dataset['reel'] = window.reels[2]?.id;
    await new Promise(requestAnimationFrame);
  });
  expect(await shown()).toBe(idAt(1));
  await page.evaluate(() => window.video.classList.add('seen'));
  await expect.poll(shown).toBe(idAt(2));
  expect(host.warnings).toEqual([]);
});

test('a player that is added after its watched element is found', async ({ page, host }) => {
  await host.openServed();
  await page.evaluate(() => {
    const place = document.createElement('div');
    place.id = 'place';
    place.style.cssText = 'position: fixed; inset: 0';
    document.body.append(place);
    window.connection.watch('#place', () => window.reels[0]?.id);
  });
  const status = () => page.evaluate(() => window.connection.getStatus());
  await expect.poll(() => host.warnings).toEqual([expect.stringContaining('cannot see the reel play')]);
  expect((await status()).player).toBeNull();
  await page.evaluate(() => document.querySelector('#place')?.append(window.video));
  await expect.poll(async () => (await status()).player?.reelId).toBe('aurora');
});

test('a video that began its MP4 file before show() names the reel plays to the end', async ({
  page,
  host,
  origins,
}) => {
  const file = new URL('jellyfish/video.mp4', origins.urls[0]).href;
  await host.openServed();
  // The browser suspends the download once it has the metadata.
  await page.evaluate((src) => {
    const { video } = window;
    return new Promise((resolve) => {
      video.addEventListener('suspend', resolve);
      video.preload = 'metadata';
      video.src = src;
    });
  }, file);
  const seconds = await page.evaluate((src) => {
    window.connection.setFeed([{ id: 'file', src, duration: 15 }]);
    window.connection.show('file', window.video);
    return window.connection.prefetch('file', { seconds: 15 });
  }, file);
  expect(seconds).toBeGreaterThan(10);
  const end = await page.evaluate(() => {
    const { video } = window;
    return new Promise((resolve) => {
      for (const type of ['ended', 'error']) video.addEventListener(type, () => resolve(video.error?.message ?? type));
      video.playbackRate = 8;
      void video.play();
    });
  });
  expect(end).toBe('ended');
});

test('in a list that scrolls sideways, the reel shown is the one that fills the window', async ({ page, host }) => {
  await host.openServed({ begin: 'load(2)' });
  await page.evaluate(() => {
    const list = document.createElement('div');
    list.style.cssText = 'position: fixed; inset: 0; display: flex; overflow: auto hidden';
    list.append(...window.reels.map(() => document.createElement('div')));
    for (const [index, slide] of [...list.children].entries()) {
      slide.className = 'slide';
      slide.setAttribute('style', 'flex: none; width: 100%; height: 100%');
      slide.setAttribute('data-reel', window.reels[index]?.id ?? '');
    }
    document.body.append(list);
    list.children[2]?.append(window.video);
    // The neighbours touch both edges of the window.
    list.scrollLeft = 2 * list.clientWidth;
    window.connection.watch('.slide', ({ dataset }) => dataset['reel']);
  });
  await expect
    .poll(async () => page.evaluate(async () => (await window.connection.getStatus()).player?.reelId))
    .toBe(idAt(2));
  expect(host.warnings).toEqual([]);
});
