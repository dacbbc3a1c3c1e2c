import type { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';

const desktop = { width: 1280, height: 800 };
const halfway = 60;
const first = 'rgb(255, 0, 0)';
const second = 'rgb(0, 255, 0)';

/** Opens the feed, freezes its slide animations and paints the first two reels in plain colours. */
async function openFilm(feed: FeedPage): Promise<void> {
  const { page } = feed;
  await page.setViewportSize(desktop);
  await page.addInitScript(() => {
    const original: unknown = Reflect.get(Element.prototype, 'animate');
    if (typeof original !== 'function') return;
    Element.prototype.animate = function animate(this: Element, ...given: Parameters<Element['animate']>): Animation {
      const animation: Animation = Reflect.apply(original, this, given);
      animation.playbackRate = 0;
      return animation;
    };
  });
  await feed.open();
  await feed.expectMoving();
  await page.addStyleTag({
    content: `
      .reel-card::before { content: ''; position: absolute; inset: 0; block-size: auto; z-index: 5; }
      [aria-posinset="1"] .reel-card::before { background: ${first}; }
      [aria-posinset="2"] .reel-card::before { background: ${second}; }`,
  });
}

/** Returns the share of the reel's card that each colour fills in the middle of the frozen slide. */
async function sharesOnScreen({ page }: FeedPage): Promise<number[]> {
  await page.evaluate((timeMs) => {
    for (const animation of document.getAnimations()) {
      if (animation.playbackRate === 0) animation.currentTime = timeMs;
    }
  }, halfway);
  const picture = (await page.screenshot()).toString('base64');
  return page.evaluate(
    async ({ source, colours }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      if (context === null) throw new Error('There is no canvas');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const counts = colours.map(() => 0);
      for (let at = 0; at < data.length; at += 4) {
        const found = colours.indexOf(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`);
        if (found !== -1) counts[found] = (counts[found] ?? 0) + 1;
      }
      const card = document.querySelector('[aria-current] .reel-card')?.getBoundingClientRect();
      return counts.map((count) => count / ((card?.width ?? 0) * (card?.height ?? 0)));
    },
    { source: picture, colours: [first, second] },
  );
}

const finishSlide = ({ page }: FeedPage) =>
  page.evaluate(() => {
    for (const animation of document.getAnimations()) if (animation.playbackRate === 0) animation.cancel();
  });

const ways: Readonly<
  Record<string, { on: (feed: FeedPage) => Promise<void>; back: (feed: FeedPage) => Promise<void> }>
> = {
  'a key': {
    on: ({ page }) => page.keyboard.press('ArrowDown'),
    back: ({ page }) => page.keyboard.press('ArrowUp'),
  },
  'the wheel': { on: ({ page }) => page.mouse.wheel(0, 120), back: ({ page }) => page.mouse.wheel(0, -120) },
  'a button': {
    on: ({ page }) => page.getByRole('button', { name: 'Next reel' }).click(),
    back: ({ page }) => page.getByRole('button', { name: 'Previous reel' }).click(),
  },
};

for (const [name, { on, back }] of Object.entries(ways)) {
  test(`halfway through a slide started by ${name}, both reels are on screen, forwards and backwards`, async ({
    feed,
  }) => {
    await openFilm(feed);
    await feed.page.mouse.move(desktop.width / 2, desktop.height / 2);
    for (const [place, start] of [
      [2, on],
      [1, back],
    ] as const) {
      await start(feed);
      await expect(feed.current).toHaveAttribute('aria-posinset', String(place));
      for (const share of await sharesOnScreen(feed)) expect(share).toBeGreaterThan(0.15);
      await finishSlide(feed);
      await feed.page.waitForFunction(() => document.getAnimations().every(({ playbackRate }) => playbackRate !== 0));
    }
  });
}

test('the scroll snap targets of the feed never leave the document', async ({ feed }) => {
  await feed.open();
  const stops = await feed.page.evaluateHandle(() =>
    [...document.querySelectorAll('#feed *')].filter((one) => getComputedStyle(one).scrollSnapAlign !== 'none'),
  );
  expect(await stops.evaluate((elements) => elements.length)).toBeGreaterThan(5);
  for (let swipes = 0; swipes < 6; swipes += 1) await feed.swipe();
  await expect(feed.page.locator('article[aria-posinset="1"]')).toHaveCount(0);
  expect(await stops.evaluate((elements) => elements.filter((one) => !one.isConnected).length)).toBe(0);
});

test('the list rests at the current reel, far down a long feed and back at its start', async ({ feed }) => {
  await feed.open('/?reels=400');
  const place = async () => Number(await feed.current.getAttribute('aria-posinset'));
  const restsAt = () =>
    feed.page.evaluate(() => {
      const list = document.querySelector('#feed');
      return list === null ? 0 : list.scrollTop / list.clientHeight + 1;
    });
  while ((await place()) < 140) {
    // `End` can move on once the next feed page has arrived.
    await expect(feed.page.locator('[aria-current="true"] + article')).toBeAttached();
    await feed.swipe('End');
  }
  await feed.swipe('ArrowUp');
  await expect.poll(restsAt).toBe(await place());
  await feed.swipe('Home');
  expect(await place()).toBe(1);
  await feed.swipe();
  await expect.poll(restsAt).toBe(2);
});
