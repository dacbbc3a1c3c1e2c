import type { Locator } from '@playwright/test';
import { changeReels } from './changed-feed.ts';
import { type FeedPage, often } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const rateOf = (feed: FeedPage) => feed.video.evaluate((video: HTMLVideoElement) => video.playbackRate);

/** Returns the brightness range of a picture, from 0 (one colour) to 255. */
async function contrastOf(feed: FeedPage, place: Locator): Promise<number> {
  const picture = (await place.screenshot()).toString('base64');
  return feed.page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const brush = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (brush === null) throw new Error('There is no canvas');
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, image.width, image.height);
    const greens = data.filter((_, index) => index % 4 === 1);
    return Math.max(...greens) - Math.min(...greens);
  }, picture);
}

test('holding the picture plays the reel at double speed until release, and does not pause it', async ({ feed }) => {
  await feed.openMoving();
  await feed.page.mouse.move(180, 360);
  await feed.page.mouse.down();
  await expect.poll(() => rateOf(feed), often).toBe(2);
  await expect(feed.current.locator('.reel-feedback')).toHaveText('2×');
  await feed.page.mouse.up();
  await expect.poll(() => rateOf(feed), often).toBe(1);
  await expect(feed.current.locator('.reel-feedback')).toBeEmpty();
  await feed.expectMoving();
});

test('the speed label of a reel held during a swipe is gone when the viewer returns', async ({ feed }) => {
  await feed.openMoving();
  const feedback = feed.current.locator('.reel-feedback');
  await feed.page.mouse.move(180, 360);
  await feed.page.mouse.down();
  await expect(feedback).toHaveCSS('opacity', '1');
  await feed.swipe();
  await feed.page.mouse.up();
  await feed.swipe('ArrowUp');
  await expect(feedback).toHaveCSS('opacity', '0');
});

test('a reel that the browser paused on its own resumes at the first press of Space', async ({ feed }) => {
  await feed.openMoving();
  // As when headphones are unplugged. Retried, since the page restarts a reel that it has not yet seen moving.
  await expect(async () => {
    await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
    await expect(feed.current.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  await feed.page.keyboard.press('Space');
  await feed.expectMoving();
  await feed.page.keyboard.press('Space');
  await expect.poll(() => feed.video.evaluate((video: HTMLVideoElement) => video.paused), often).toBe(true);
});

test('the seek keys show how far they moved the playhead', async ({ feed }) => {
  await feed.openMoving();
  await feed.page.keyboard.press(' ');
  const before = await feed.playedSeconds();
  await feed.page.keyboard.press('ArrowRight');
  await expect(feed.current.locator('.reel-feedback')).toHaveText('+2 s');
  expect(await feed.playedSeconds()).toBeCloseTo(before + 2, 1);
});

test('the scrub bar shows a preview picture at the pointer, also offline', async ({ feed, context }) => {
  await feed.openMoving();
  await feed.expectControlled();
  const picture = feed.current.locator('.scrub-picture');
  const bar = feed.current.getByRole('slider');
  const movePointerTo = async (share: number) => {
    const box = await bar.boundingBox();
    if (box === null) throw new Error('The bar is not on the screen');
    await feed.page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  };
  await feed.expectSegmentStored(await feed.currentId(), /008\.m4s/);
  await context.setOffline(true);
  await movePointerTo(0.3);
  await expect(picture).toBeVisible();
  await expect(feed.current.locator('.reel-time')).toHaveText(/^0:03 \//);
  await expect.poll(() => contrastOf(feed, picture)).toBeGreaterThan(40);
  await feed.page.mouse.move(10, 10);
  await expect(picture).toBeHidden();
});

test('with a mouse the viewer sets the volume and enters full screen on the reel', async ({ feed }) => {
  await feed.page.setViewportSize({ width: 1280, height: 800 });
  await feed.openMoving();
  const readVolume = () => feed.video.evaluate((video: HTMLVideoElement) => [video.muted, video.volume]);
  await feed.click(feed.button('toggle-sound'));
  await feed.current.getByRole('slider', { name: 'Volume' }).fill('0.4');
  expect(await readVolume()).toEqual([false, 0.4]);
  await feed.page.keyboard.press(' ');
  expect(await feed.video.evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);
  await feed.feed.focus();
  await feed.swipe();
  await feed.expectMoving();
  expect(await readVolume()).toEqual([false, 0.4]);

  const isFull = () => feed.page.evaluate(() => document.fullscreenElement !== null);
  await feed.current.locator('.reel-card').hover();
  await feed.click(feed.button('toggle-fullscreen'));
  await expect.poll(isFull).toBe(true);
  await feed.page.keyboard.press('f');
  await expect.poll(isFull).toBe(false);
  await feed.expectMoving();
});

test('the reel fills nearly the whole height of a large screen', async ({ feed }) => {
  await feed.page.setViewportSize({ width: 2560, height: 1440 });
  await feed.openMoving();
  const box = await feed.current.locator('.reel-card').boundingBox();
  expect(box?.height).toBeGreaterThan(1440 * 0.85);
});

test('a title that is cut off can be expanded and collapsed again', async ({ feed }) => {
  const title = 'A lighthouse keeper counts the ships that pass by night, '.repeat(5).trim();
  await changeReels(feed.page, (reel, index) => (index === 0 ? { ...reel, title } : reel));
  await feed.openMoving();
  const words = feed.current.locator('.reel-title');
  await expect(words).toHaveText(title);
  const heightOf = async () => (await words.boundingBox())?.height ?? 0;
  const folded = await heightOf();
  await feed.click(feed.current.getByRole('button', { name: 'more of the title' }));
  expect(await heightOf()).toBeGreaterThan(folded);
  expect(await words.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBeLessThanOrEqual(1);
  await feed.click(feed.current.getByRole('button', { name: 'less of the title' }));
  expect(await heightOf()).toBe(folded);
});

test('a title gets an expand button only while the screen is too small to show all of it', async ({ feed }) => {
  const title = 'A title that needs both of its lines wherever it stands now';
  await changeReels(feed.page, (reel) => ({ ...reel, title }));
  await feed.openMoving();
  const more = feed.current.getByRole('button', { name: 'more of the title' });
  await expect(more).toBeHidden();
  await feed.page.setViewportSize({ width: 667, height: 320 });
  await expect(more).toBeVisible();
  await feed.page.setViewportSize({ width: 390, height: 844 });
  await expect(more).toBeHidden();
});

test('with automatic advance on, the next reel plays when the current one ends', async ({ feed }) => {
  await feed.openMoving();
  const first = await feed.currentId();
  await feed.click(feed.button('menu'));
  await feed.page.getByRole('radio', { name: 'Go to the next' }).check();
  await feed.page.keyboard.press('Escape');
  await feed.video.evaluate((video: HTMLVideoElement) => {
    video.currentTime = video.duration - 0.5;
  });
  await expect(feed.current).not.toHaveAttribute('data-reel-id', first);
  await feed.expectMoving();
});

test('with no next reel loaded, an ended reel replays at a key press and advances once the next one loads', async ({
  feed,
}) => {
  let isDown = true;
  await feed.page
    .context()
    .route(/\/feed\.json\?page=2/, (route) => (isDown ? route.fulfill({ status: 503 }) : route.fallback()));
  await feed.page.addInitScript(() => localStorage.setItem('nextreel:advance', 'on'));
  await feed.openMoving();
  await feed.swipe('End');
  await feed.expectMoving();
  const last = await feed.currentId();
  const end = async () => {
    await feed.video.evaluate((video: HTMLVideoElement) => {
      video.currentTime = video.duration - 0.3;
    });
    await expect.poll(() => feed.video.evaluate((video: HTMLVideoElement) => video.ended)).toBe(true);
  };
  await end();
  await feed.page.keyboard.press('k');
  await feed.expectMoving();
  await end();
  isDown = false;
  await expect(feed.current).not.toHaveAttribute('data-reel-id', last);
  await feed.expectMoving();
});

test('a scrub drag that reaches the end of its reel does not seek in the next one', async ({ feed }) => {
  const { page } = feed;
  await page.addInitScript(() => localStorage.setItem('nextreel:advance', 'on'));
  await feed.openMoving();
  const first = await feed.currentId();
  const bar = await feed.current.getByRole('slider').boundingBox();
  if (bar === null) throw new Error('The bar is not on the screen');
  const at = (share: number) => [bar.x + bar.width * share, bar.y + bar.height / 2] as const;
  await page.mouse.move(...at(0.5));
  await page.mouse.down();
  await page.mouse.move(...at(0.995));
  await expect(feed.current).not.toHaveAttribute('data-reel-id', first);
  await feed.expectMoving();
  await page.mouse.move(...at(0.99));
  await page.mouse.move(...at(0.985));
  expect(await feed.playedSeconds()).toBeLessThan(6);
  await page.mouse.up();
});

test('the tags of a reel are plain words rather than links, and a tap on them pauses the reel', async ({ feed }) => {
  await feed.openMoving();
  const tags = feed.current.getByRole('list', { name: 'Tags' }).getByRole('listitem');
  await expect(tags.first()).toHaveText(/^\w/);
  await expect(feed.current.locator('.reel-tags :is(a, button)')).toHaveCount(0);
  const paused = () => feed.video.evaluate((video: HTMLVideoElement) => video.paused);
  // A tap on a tag counts as a tap on the picture.
  await feed.page.mouse.click(...(await middleOf(tags.first())));
  await expect.poll(paused).toBe(true);
});

async function middleOf(place: Locator): Promise<[number, number]> {
  const { x, y, width, height } = (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  return [x + width / 2, y + height / 2];
}

test('an audio-only reel can be paused and resumed, and its error stays gone after a retry', async ({ feed }) => {
  const context = feed.page.context();
  await context.route(/\/feed\.json$/, async (route) => {
    const response = await route.fetch();
    const { reels, ...rest }: { reels: readonly unknown[] } = await response.json();
    const sound = { id: 'sound', title: 'Sound', src: 'lighthouse/audio-en/index.m3u8', durationSeconds: 15 };
    await route.fulfill({ response, json: { ...rest, reels: [sound, ...reels] } });
  });
  let isBroken = true;
  await context.route('**/lighthouse/audio-en/index.m3u8*', (route) =>
    isBroken
      ? route.fulfill({ body: 'not a playlist', headers: { 'access-control-allow-origin': '*' } })
      : route.fallback(),
  );
  await feed.open();
  const retry = feed.current.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  isBroken = false;
  await retry.click();
  await expect.poll(() => feed.playedSeconds(), often).toBeGreaterThan(1);
  await feed.video.evaluate((video: HTMLVideoElement) => video.pause());
  await feed.page.keyboard.press('Space');
  const stoodAt = await feed.playedSeconds();
  await expect.poll(() => feed.playedSeconds(), often).toBeGreaterThan(stoodAt);
  await feed.swipe();
  await feed.swipe('ArrowUp');
  await expect(retry).toBeHidden();
  // The next reel is prepared as well.
  await expect
    .poll(
      () =>
        feed.page
          .locator('article:not([aria-current]) video')
          .evaluateAll(
            (videos) => videos.filter((video) => video instanceof HTMLVideoElement && video.readyState >= 2).length,
          ),
      often,
    )
    .toBeGreaterThan(0);
});

test('the wheel over a long expanded title scrolls the title instead of the feed', async ({ feed }) => {
  await feed.page.context().route(/\/feed\.json$/, async (route) => {
    const response = await route.fetch();
    const { reels, ...rest }: { reels: readonly object[] } = await response.json();
    const title = 'A word and another. '.repeat(200);
    await route.fulfill({ response, json: { ...rest, reels: reels.map((reel) => ({ ...reel, title })) } });
  });
  await feed.openMoving();
  const first = await feed.currentId();
  await feed.click(feed.current.getByRole('button', { name: 'more of the title' }));
  const title = feed.current.locator('.reel-title');
  await title.hover();
  await feed.page.mouse.wheel(0, 200);
  await expect.poll(() => title.evaluate(({ scrollTop }) => scrollTop), often).toBeGreaterThan(100);
  expect(await feed.currentId()).toBe(first);
});
