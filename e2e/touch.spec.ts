import { FeedPage, often } from './feed-page.ts';
import { drawFinger } from './finger.ts';
import { expect, test as base } from './fixtures.ts';

const size = { width: 390, height: 844 };
const lower = { x: 180, y: 600 };

/** The feed on a phone, without a mouse. */
const test = base.extend<{ readonly phone: FeedPage }>({
  phone: async ({ browser, demo }, use) => {
    const context = await browser.newContext({ viewport: size, hasTouch: true, isMobile: true });
    const phone = new FeedPage(await context.newPage(), demo.pageUrl);
    await phone.open();
    await phone.expectMoving();
    await use(phone);
    await context.close();
  },
});

test('a finger drags to the next reel and back, and a short drag changes nothing', async ({ phone }) => {
  const place = () => phone.current.getAttribute('aria-posinset');
  const restsAt = () => phone.feed.evaluate((list) => list.scrollTop / list.clientHeight + 1);
  await drawFinger(phone.page, lower, -500);
  await expect.poll(place, often).toBe('2');
  await phone.expectMoving();
  await expect.poll(restsAt).toBe(2);
  await drawFinger(phone.page, { x: 180, y: 200 }, 500);
  await expect.poll(place, often).toBe('1');
  await phone.expectMoving();
  await expect.poll(restsAt).toBe(1);
  await drawFinger(phone.page, lower, -120);
  await expect.poll(restsAt).toBe(1);
  expect(await place()).toBe('1');
});

test('a tap pauses and resumes, a double tap likes, and the sound hint speaks of tapping', async ({ phone }) => {
  const { page } = phone;
  const isPaused = () => phone.video.evaluate((video: HTMLVideoElement) => video.paused);
  await expect(phone.current.locator('.sound-hint')).toHaveText('Tap to unmute');
  await page.touchscreen.tap(180, 360);
  await expect.poll(isPaused).toBe(true);
  await page.touchscreen.tap(180, 360);
  await expect.poll(isPaused).toBe(false);
  await phone.video.evaluate(
    (video: HTMLVideoElement) => new Promise((done) => video.addEventListener('timeupdate', done, { once: true })),
  );
  await page.touchscreen.tap(180, 360);
  await page.touchscreen.tap(180, 360);
  await expect(phone.button('like')).toHaveAttribute('aria-pressed', 'true');
  expect(await isPaused()).toBe(false);
});

test('a finger drags the menu shut, and on a phone the menu has no keyboard shortcuts', async ({ phone }) => {
  const { page } = phone;
  await phone.click(phone.button('menu'));
  const menu = page.getByRole('dialog');
  await expect(menu.getByRole('radio', { name: 'Normal' })).toBeVisible();
  await expect(menu.getByRole('button', { name: 'Keyboard shortcuts' })).toBeHidden();
  const head = await menu.locator('header').boundingBox();
  await drawFinger(page, { x: (head?.x ?? 0) + 120, y: (head?.y ?? 0) + 24 }, 300);
  await expect(menu).toHaveCount(0);
});

test('the first tap on a button works after a finger was held on the picture', async ({ phone }) => {
  const { page } = phone;
  const session = await page.context().newCDPSession(page);
  const at = { x: 180, y: 360 };
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await expect(phone.current.locator('.reel-feedback')).toHaveText('2×');
  await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ ...at, y: at.y + 40 }] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(phone.current.locator('.reel-feedback')).toBeEmpty();
  await phone.button('like').tap();
  await expect(phone.button('like')).toHaveAttribute('aria-pressed', 'true');
});
