import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const isPaused = (feed: FeedPage) => feed.video.evaluate((video: HTMLVideoElement) => video.paused);

test('Space and K toggle playback wherever the focus is, but Space on a button presses the button', async ({
  feed,
}) => {
  const { page } = feed;
  await feed.open();
  await feed.expectMoving();
  const places = [
    page.getByRole('link', { name: 'Saved reels' }),
    feed.current.getByRole('slider', { name: 'Position in the reel' }),
    feed.feed,
  ];
  for (const place of places) {
    for (const key of [' ', 'k']) {
      await place.focus();
      await page.keyboard.press(key);
      expect(await isPaused(feed)).toBe(true);
      await page.keyboard.press(key);
      expect(await isPaused(feed)).toBe(false);
    }
  }
  await feed.button('like').focus();
  await page.keyboard.press(' ');
  await expect(feed.button('like')).toHaveAttribute('aria-pressed', 'true');
  expect(await isPaused(feed)).toBe(false);
  await page.keyboard.press('k');
  expect(await isPaused(feed)).toBe(true);
});

test('the Tab key and screen readers reach only the controls of the current reel', async ({ feed }) => {
  await feed.open();
  await feed.expectMoving();
  const reachable = await feed.page.evaluate(() =>
    [...document.querySelectorAll('article')].map((article) => ({
      isCurrent: article.hasAttribute('aria-current'),
      controls: [...article.querySelectorAll('button, a, [role="slider"]')].filter(
        (one) => one.closest('[inert]') === null,
      ).length,
    })),
  );
  expect(reachable.length).toBeGreaterThan(1);
  for (const { isCurrent, controls } of reachable) expect(controls > 0).toBe(isCurrent);
  const visited = new Set<string>();
  for (let presses = 0; presses < 14; presses += 1) {
    await feed.page.keyboard.press('Tab');
    visited.add(
      await feed.page.evaluate(() => document.activeElement?.closest('article')?.getAttribute('aria-posinset') ?? ''),
    );
  }
  expect([...visited].filter((place) => place !== '')).toEqual(['1']);
});

test('Home moves the focus along to the first reel, however far away it is', async ({ feed }) => {
  await feed.open();
  await feed.expectMoving();
  for (let swipes = 0; swipes < 5; swipes += 1) await feed.swipe();
  await feed.button('like').focus();
  await feed.swipe('Home');
  await expect(feed.button('toggle-play')).toBeFocused();
});

test('every focused element shows a focus outline', async ({ feed }) => {
  await feed.open();
  await feed.expectMoving();
  await feed.page.locator('body').click({ position: { x: 1, y: 300 } });
  const shown: string[] = [];
  for (let presses = 0; presses < 10; presses += 1) {
    await feed.page.keyboard.press('Tab');
    const focus = await feed.page.evaluate(() => {
      const focused = document.activeElement;
      if (focused === null || focused === document.body) return 'nothing';
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
        ? 'outline'
        : focused.outerHTML.slice(0, 80);
    });
    shown.push(focus);
  }
  // The focus leaves the page after its last element.
  expect(shown.filter((focus) => focus !== 'nothing').length).toBeGreaterThanOrEqual(8);
  expect(shown.filter((focus) => focus !== 'nothing' && focus !== 'outline')).toEqual([]);
});

test('the menu opens with the current choice focused and closes by Escape, its button or a drag down', async ({
  feed,
}) => {
  const { page } = feed;
  await feed.open();
  await feed.expectMoving();
  const menu = page.getByRole('dialog');
  const openMenu = async () => {
    await feed.click(feed.button('menu'));
    await expect(menu).toBeVisible();
  };
  await openMenu();
  await expect(menu.getByRole('radio', { name: 'Normal' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);

  await openMenu();
  await menu.locator('.sheet-body').evaluate((body) => body.scrollTo(0, body.scrollHeight));
  await expect(menu.getByRole('button', { name: 'Close' })).toBeInViewport();
  await menu.getByRole('button', { name: 'Close' }).click();
  await expect(menu).toHaveCount(0);

  await openMenu();
  const head = await menu.locator('header').boundingBox();
  if (head === null) throw new Error('The sheet has no head');
  const x = head.x + 120;
  await page.mouse.move(x, head.y + 20);
  await page.mouse.down();
  await page.mouse.move(x, head.y + 60, { steps: 4 });
  await page.mouse.move(x, head.y + 240, { steps: 4 });
  await page.mouse.up();
  await expect(menu).toHaveCount(0);
});

test('forced system colours still show what is liked, played and chosen', async ({ feed }) => {
  const { page } = feed;
  await page.emulateMedia({ forcedColors: 'active' });
  await feed.open();
  await feed.expectMoving();
  const fill = () =>
    feed
      .button('like')
      .locator('svg')
      .evaluate((icon) => getComputedStyle(icon).fill);
  const before = await fill();
  await page.keyboard.press('l');
  await expect(feed.button('like')).toHaveAttribute('aria-pressed', 'true');
  expect(await fill()).not.toBe(before);
  const colours = (selector: string) =>
    feed.current
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  // The played part differs from the unplayed part.
  const whole = await feed.current
    .locator('.reel-progress')
    .evaluate((bar) => getComputedStyle(bar, '::before').backgroundColor);
  expect(await colours('.reel-progress span')).not.toBe(whole);
  await feed.click(feed.button('menu'));
  const chip = (name: string) =>
    page
      .getByRole('radio', { name, exact: true })
      .locator('+ span')
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await chip('Normal')).not.toBe(await chip('2×'));
});
