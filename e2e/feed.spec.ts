import AxeBuilder from '@axe-core/playwright';
import { changeFeed } from './changed-feed.ts';
import { FeedPage, often } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const isPaused = (feed: FeedPage) => feed.video.evaluate((video: HTMLVideoElement) => video.paused);

test('a double tap likes a reel without pausing it, a single tap pauses, and the like is remembered', async ({
  feed,
}) => {
  await feed.openMoving();
  await feed.page.mouse.dblclick(180, 360);
  await expect(feed.button('like')).toHaveAttribute('aria-pressed', 'true');
  // Once the heart is gone, too late for another tap to belong to the same double tap.
  await expect(feed.page.locator('.reel-heart')).toBeAttached();
  await expect(feed.page.locator('.reel-heart')).not.toBeAttached();
  expect(await isPaused(feed)).toBe(false);
  await feed.page.mouse.click(180, 360);
  await expect.poll(() => isPaused(feed)).toBe(true);
  await feed.page.reload();
  await feed.expectMoving();
  await expect(feed.button('like')).toHaveAttribute('aria-pressed', 'true');
  await feed.page.keyboard.press('l');
  await expect(feed.button('like')).toHaveAttribute('aria-pressed', 'false');
});

test('likes from two tabs are all remembered', async ({ feed, context }) => {
  await feed.openMoving();
  const other = new FeedPage(await context.newPage(), feed.url);
  await other.openMoving();
  await other.swipe();
  await feed.page.keyboard.press('l');
  // A tab sees what another tab has stored a little later.
  await other.page.waitForFunction(() => localStorage.getItem('nextreel:likes') !== null);
  await other.page.keyboard.press('l');
  await other.page.reload();
  await expect(other.button('like')).toHaveAttribute('aria-pressed', 'true');
  await other.swipe('ArrowUp');
  await expect(other.button('like')).toHaveAttribute('aria-pressed', 'true');
});

test('on a screen of fractional height the reel that plays is the one in view, even far down the feed', async ({
  feed,
}) => {
  await changeFeed(feed.page, (first) => {
    const reels = Array.from({ length: 2_000 }, (_, index) => ({ ...first.reels[index % 6], id: `r${index}` }));
    return { ...first, reels, next: null, total: reels.length };
  });
  await feed.page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      const style = document.createElement('style');
      style.textContent = '.feed { inset-block: 0 auto; block-size: 700.4px; }';
      document.head.append(style);
    });
  });
  await feed.open();
  await feed.swipe('End');
  await expect(feed.current).toHaveAttribute('data-reel-id', 'r1999');
  await expect(feed.current).toBeInViewport({ ratio: 0.9 });
  await feed.expectMoving();
});

test('a like is reported to the worker as an interaction', async ({ feed }) => {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  const read = () =>
    feed.page.evaluate(async () => {
      const metrics: unknown = await (await fetch('/api/v1/metrics')).json();
      return metrics;
    });
  await feed.page.keyboard.press('l');
  await expect.poll(read).toMatchObject({ behaviour: { counts: { interactions: 1 } } });
});

test('the scrub bar follows the pointer and the keys, and announces its position', async ({ feed }) => {
  await feed.openMoving();
  const bar = feed.current.getByRole('slider');
  const box = await bar.boundingBox();
  if (box === null) throw new Error('The bar is not on the screen');
  await feed.page.keyboard.press(' ');
  await feed.page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2);
  await feed.page.mouse.down();
  await feed.page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 4 });
  await expect(feed.current.locator('.scrub-bubble')).toHaveCSS('opacity', '1');
  await feed.page.mouse.up();
  const duration = await feed.video.evaluate((video: HTMLVideoElement) => video.duration);
  expect(await feed.playedSeconds()).toBeCloseTo(duration / 2, 0);
  await bar.focus();
  const before = await feed.playedSeconds();
  await feed.page.keyboard.press('ArrowRight');
  expect(await feed.playedSeconds()).toBeCloseTo(before + 1, 1);
  await feed.page.keyboard.press('Home');
  expect(await feed.playedSeconds()).toBe(0);
  await expect(bar).toHaveAttribute('aria-valuetext', /^0:00 of 0:1\d$/);
});

test('the scrub bar knows the duration of the reel as soon as it plays', async ({ feed }) => {
  await feed.page.addInitScript(() => {
    const look = () => {
      const bar = document.querySelector('[role=slider]');
      document.documentElement.dataset['firstLength'] ??= bar?.ariaValueMax ?? 'none';
    };
    document.addEventListener('playing', () => setTimeout(look), { capture: true, once: true });
  });
  await feed.openMoving();
  await expect(feed.page.locator('html')).toHaveAttribute('data-first-length', /^1\d$/);
});

test('on a right-to-left page the scrub bar and its keys are mirrored', async ({ feed }) => {
  await feed.openMoving();
  await feed.page.evaluate(() => Object.assign(document.documentElement, { dir: 'rtl' }));
  await feed.page.keyboard.press(' ');
  const bar = feed.current.getByRole('slider');
  await bar.click({ position: { x: 40, y: 12 } });
  const [duration, late] = await Promise.all([
    feed.video.evaluate((video: HTMLVideoElement) => video.duration),
    feed.playedSeconds(),
  ]);
  expect(late).toBeGreaterThan(duration * 0.8);
  await feed.page.keyboard.press('ArrowRight');
  expect(await feed.playedSeconds()).toBeLessThan(late);
  expect((await new AxeBuilder({ page: feed.page }).analyze()).violations).toEqual([]);
});

test('the speed chosen in the menu also applies to the next reel', async ({ feed }) => {
  await feed.openMoving();
  await feed.click(feed.button('menu'));
  await feed.page.getByRole('radio', { name: '1.5×' }).check();
  await feed.page.keyboard.press('Escape');
  const rate = () => feed.video.evaluate((video: HTMLVideoElement) => video.playbackRate);
  expect(await rate()).toBe(1.5);
  await feed.swipe();
  await feed.expectMoving();
  expect(await rate()).toBe(1.5);
});

test('the menu moves the current reel into picture in picture and back', async ({ feed }) => {
  await feed.openMoving();
  await feed.swipe();
  await feed.expectMoving();
  const menu = feed.page.getByRole('dialog');
  const choose = async (name: string) => {
    await feed.click(feed.button('menu'));
    await menu.getByRole('button', { name, exact: true }).click();
    await expect(menu).toHaveCount(0);
  };
  const isShown = () => feed.video.evaluate((video) => document.pictureInPictureElement === video);
  await choose('Picture in picture');
  await expect.poll(isShown).toBe(true);
  await choose('Leave picture in picture');
  await expect.poll(isShown).toBe(false);
  await feed.expectMoving();
});

test('picture in picture plays on while the page is hidden and follows swipes; Play works while hidden', async ({
  feed,
}) => {
  const { page } = feed;
  await page.addInitScript(() => {
    navigator.mediaSession.setActionHandler = (action, handler) => Object.assign(window, { [`on-${action}`]: handler });
  });
  const setVisibility = (value: 'hidden' | 'visible') =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, value);
  const isShown = () => feed.video.evaluate((video) => document.pictureInPictureElement === video);
  await feed.openMoving();
  await feed.click(feed.button('menu'));
  await page.getByRole('button', { name: 'Picture in picture' }).click();
  await expect.poll(isShown).toBe(true);
  // Wait for data of the next reel: picture in picture would end with a reel that has none.
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('[aria-current] + article video')?.readyState ?? 0) > 0,
  );
  await setVisibility('hidden');
  await feed.expectMoving();
  await feed.swipe();
  await expect.poll(isShown, often).toBe(true);
  await feed.expectMoving();
  await page.evaluate(() => document.exitPictureInPicture());
  await setVisibility('hidden');
  await expect.poll(() => isPaused(feed)).toBe(true);
  await page.evaluate(() => {
    const play: unknown = Reflect.get(window, 'on-play');
    if (typeof play === 'function') Reflect.apply(play, null, []);
  });
  await feed.expectMoving();
});

test('a reel with several languages switches its sound and its captions', async ({ feed }) => {
  await feed.openMoving('/?reel=lighthouse');
  await expect(feed.current).toHaveAttribute('data-reel-id', 'lighthouse');
  await feed.click(feed.button('menu'));
  const menu = feed.page.getByRole('dialog');
  await menu.getByRole('group', { name: 'Sound' }).getByRole('radio', { name: 'Deutsch' }).check();
  await menu.getByRole('group', { name: 'Captions' }).getByRole('radio', { name: 'Deutsch' }).check();
  await feed.page.keyboard.press('Escape');
  const captions = feed.current.locator('.reel-captions');
  await expect(captions.locator('[lang="de"]')).toBeVisible();
  await expect
    .poll(() =>
      feed.page.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name }) => /audio-de\/.*\.(m4s|mp4|aac)/.test(name)),
      ),
    )
    .toBe(true);
  await feed.expectMoving();
  // Paused at a spoken line: between two captions nothing is shown either way.
  await feed.page.keyboard.press(' ');
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: 2 }));
  await expect(captions.locator('[lang="de"]')).toBeVisible();
  await feed.page.keyboard.press('c');
  await expect(captions).toBeEmpty();
});

test('sharing copies a URL that opens the feed at this reel', async ({ feed, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await feed.openMoving();
  await feed.swipe();
  const id = await feed.currentId();
  await feed.page.evaluate(() => Object.defineProperty(navigator, 'canShare', { value: () => false }));
  await feed.click(feed.button('share'));
  await expect(feed.page.getByRole('status')).toHaveText('Link copied');
  const address = await feed.page.evaluate(() => navigator.clipboard.readText());
  await feed.page.goto(address);
  await expect(feed.current).toHaveAttribute('data-reel-id', id);
  await feed.expectMoving();
  await feed.swipe('ArrowUp');
  await feed.expectMoving();
});

test('the lock screen shows the reel and controls the feed', async ({ feed }) => {
  await feed.page.addInitScript(() => {
    const actions: Record<string, MediaSessionActionHandler | null> = {};
    Object.assign(window, { actions });
    const { mediaSession } = navigator;
    const original = mediaSession.setActionHandler.bind(mediaSession);
    mediaSession.setActionHandler = (action, handler) => {
      actions[action] = handler;
      original(action, handler);
    };
  });
  await feed.openMoving();
  const title = () => feed.page.evaluate(() => navigator.mediaSession.metadata?.title);
  const act = (action: string) =>
    feed.page.evaluate((name) => {
      const actions: unknown = Reflect.get(window, 'actions');
      const handler: unknown = typeof actions === 'object' && actions !== null ? Reflect.get(actions, name) : null;
      if (typeof handler === 'function') Reflect.apply(handler, null, [{ action: name }]);
    }, action);
  await expect.poll(title).toBe(await feed.current.locator('.reel-title').textContent());
  const first = await feed.currentId();
  await act('nexttrack');
  await expect(feed.current).not.toHaveAttribute('data-reel-id', first);
  await expect.poll(title).toBe(await feed.current.locator('.reel-title').textContent());
  await feed.expectMoving();
  await act('pause');
  await expect.poll(() => isPaused(feed)).toBe(true);
  expect(await feed.page.evaluate(() => navigator.mediaSession.playbackState)).toBe('paused');
  await act('play');
  await feed.expectMoving();
});

for (const { what, width, height, scheme } of [
  { what: 'a phone in the dark', width: 390, height: 844, scheme: 'dark' },
  { what: 'a desktop in the light', width: 1280, height: 800, scheme: 'light' },
  { what: 'a phone at 200 %', width: 195, height: 422, scheme: 'dark' },
  { what: 'a phone on its side', width: 844, height: 390, scheme: 'light' },
] as const) {
  test(`on ${what} every control is on screen and in reading order, and axe finds no problem`, async ({ feed }) => {
    await feed.page.setViewportSize({ width, height });
    await feed.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await feed.openMoving();
    if (width > height) {
      const isWhole = await feed.video.evaluate(
        (video: HTMLVideoElement) =>
          getComputedStyle(video).objectFit === 'contain' || video.clientHeight > video.clientWidth,
      );
      expect(isWhole, 'the whole picture is shown').toBe(true);
    }
    const controls = feed.current.locator('button:visible, [role="slider"]');
    for (const box of await Promise.all((await controls.all()).map((control) => control.boundingBox()))) {
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
    }
    const names: string[] = [];
    await feed.current.locator('.reel-tap').focus();
    const forMouse = width >= 720 && height >= 480 ? ['Full screen', 'Volume'] : [];
    for (let count = 0; count < 6 + forMouse.length; count += 1) {
      await feed.page.keyboard.press('Tab');
      names.push((await feed.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) ?? '');
    }
    const everywhere = ['Turn sound on', 'Like', 'Save for offline', 'Share', 'More', 'Position in the reel'];
    expect(names).toEqual([...forMouse, ...everywhere]);
    expect((await new AxeBuilder({ page: feed.page }).analyze()).violations).toEqual([]);
    await feed.page.screenshot({ path: test.info().outputPath('feed.png') });
    await feed.click(feed.button('menu'));
    await expect(feed.page.getByRole('dialog')).toBeVisible();
    expect((await new AxeBuilder({ page: feed.page }).analyze()).violations).toEqual([]);
    await feed.page.screenshot({ path: test.info().outputPath('menu.png') });
  });
}

test('a reel that failed midway resumes there, and stays paused if the viewer paused it', async ({ feed }) => {
  const context = feed.page.context();
  await context.route('**/sw.js', (route) => route.fulfill({ status: 404 }));
  await feed.page.clock.install();
  await feed.openMoving('/?reel=saturn');
  const card = feed.current.locator('.reel-error');
  const segments = '**/saturn/**/*.m4s';
  await context.route(segments, (route) =>
    route.fulfill({ body: 'no video', headers: { 'access-control-allow-origin': '*' } }),
  );
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: 75 }));
  await feed.page.keyboard.press(' ');
  await expect(card).toBeVisible();
  await context.unroute(segments);
  // A broken segment is retried after a while.
  await feed.page.clock.fastForward(10_000);
  await expect(card).toBeHidden();
  expect(await isPaused(feed)).toBe(true);
  await feed.page.keyboard.press(' ');
  await feed.expectMoving();
  expect(await feed.playedSeconds()).toBeGreaterThan(75);
});
