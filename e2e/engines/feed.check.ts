import { expect, test } from './fixtures.ts';
import { currentReel } from './reels-page.ts';

/** Long enough to notice a list that keeps scrolling on its own. */
const framesAtRest = 120;

test('the first reel plays automatically and muted', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  expect(await reels.video()).toMatchObject({ isPaused: false, isMuted: true });
});

for (const [forward, back] of [
  ['ArrowDown', 'ArrowUp'],
  ['PageDown', 'PageUp'],
  ['j', 'ArrowUp'],
] as const) {
  test(`${forward} moves to the next reel and ${back} to the previous one, and both play`, async ({ reels }) => {
    await reels.open();
    await reels.expectMoving();
    await reels.browser.press(forward);
    await reels.expectPlace(2);
    await reels.expectMoving();
    await reels.browser.press(back);
    await reels.expectPlace(1);
    await reels.expectMoving();
  });
}

test('End moves to the last loaded reel and Home to the first, and both play', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.press('End');
  await expect.poll(() => reels.place()).toBeGreaterThan(3);
  await reels.expectMoving();
  await reels.browser.press('Home');
  await reels.expectPlace(1);
  await reels.expectMoving();
});

test('one turn of the wheel moves one reel forward or back', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.wheel(120);
  await reels.expectPlace(2);
  await reels.expectMoving();
  await reels.browser.wheel(-120);
  await reels.expectPlace(1);
});

test('a finger that draws the reel up brings in the next one', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.drag(640, 160);
  await reels.expectPlace(2);
  await reels.expectMoving();
});

test('twelve swipes move twelve reels forward, and each one plays', async ({ reels }) => {
  test.setTimeout(120_000);
  await reels.open();
  await reels.expectMoving();
  for (let place = 2; place <= 13; place += 1) {
    await reels.swipe();
    expect(await reels.place()).toBe(place);
    await reels.expectMoving();
  }
});

test('after four swipes the list rests on the fifth reel and does not scroll on', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  for (let swipes = 0; swipes < 4; swipes += 1) await reels.swipe();
  const places = await reels.browser.evaluate(
    async ([reel, frames]) => {
      const seen = new Set<string | null | undefined>();
      for (let frame = 0; frame < frames; frame += 1) {
        seen.add(document.querySelector(reel)?.getAttribute('aria-posinset'));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return [...seen];
    },
    [currentReel, framesAtRest] as const,
  );
  expect(places).toEqual(['5']);
  const offset = await reels.browser.evaluate((reel) => {
    const list = document.querySelector('#feed')?.getBoundingClientRect();
    const article = document.querySelector(reel)?.getBoundingClientRect();
    return (article?.top ?? Number.NaN) - (list?.top ?? 0);
  }, currentReel);
  expect(Math.abs(offset)).toBeLessThan(1);
});

test('a tap pauses the reel and a second tap resumes it', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.click(`${currentReel} .reel-tap`);
  await expect.poll(async () => (await reels.video()).isPaused).toBe(true);
  await reels.click(`${currentReel} .reel-tap`);
  await reels.expectMoving();
});

test('Space pauses the reel and resumes it', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.press(' ');
  await expect.poll(async () => (await reels.video()).isPaused).toBe(true);
  await reels.browser.press(' ');
  await reels.expectMoving();
});

test('M turns the sound on, and the sound stays on for the next reel', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.press('m');
  await expect.poll(async () => (await reels.video()).isMuted).toBe(false);
  await reels.swipe();
  await reels.expectMoving();
  expect((await reels.video()).isMuted).toBe(false);
});

test('a like is remembered on the next visit', async ({ reels }) => {
  const isLiked = () => reels.attribute(`${currentReel} [data-command="like"]`, 'aria-pressed');
  await reels.open();
  await reels.expectMoving();
  await reels.command('like');
  await expect.poll(isLiked).toBe('true');
  await reels.open();
  await reels.expectMoving();
  await expect.poll(isLiked).toBe('true');
});

test('a click on the scrub bar seeks to that position', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.press(' ');
  await reels.click(`${currentReel} [role="slider"]`);
  const duration = await reels.browser.evaluate(
    (reel) => document.querySelector<HTMLVideoElement>(`${reel} video`)?.duration ?? 0,
    currentReel,
  );
  await expect.poll(async () => Math.abs((await reels.video()).seconds - duration / 2)).toBeLessThan(0.5);
});

test('C shows the captions and hides them again', async ({ reels }) => {
  await reels.open('/?reel=lighthouse');
  await reels.expectMoving();
  expect(await reels.currentId()).toBe('lighthouse');
  const shown = () => reels.text(`${currentReel} .reel-captions`);
  await reels.browser.press('c');
  await expect.poll(shown).toMatch(/\w/);
  await reels.browser.press('c');
  await expect.poll(shown).toBe('');
});

test('the playing video is not black', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  const brightest = () =>
    reels.browser.evaluate((reel) => {
      const video = document.querySelector<HTMLVideoElement>(`${reel} video`);
      const context = Object.assign(document.createElement('canvas'), { width: 64, height: 64 }).getContext('2d');
      if (video === null || context === null) return 0;
      context.drawImage(video, 0, 0, 64, 64);
      return Math.max(...context.getImageData(0, 0, 64, 64).data.filter((_, place) => place % 4 !== 3));
    }, currentReel);
  await expect.poll(brightest).toBeGreaterThan(100);
});

test('a link to a reel opens the feed at that reel', async ({ reels }) => {
  await reels.open('/?reel=koi');
  await reels.expectMoving();
  expect(await reels.currentId()).toBe('koi');
  await reels.swipe('ArrowUp');
  await reels.expectMoving();
});

test('the keyboard shortcuts dialog opens with ? and closes with Escape', async ({ reels }) => {
  await reels.open();
  await reels.expectMoving();
  await reels.browser.press('?');
  await expect.poll(() => reels.count('dialog[open]')).toBe(1);
  await reels.browser.press('Escape');
  await expect.poll(() => reels.count('dialog[open]')).toBe(0);
  await reels.swipe();
});

for (const [id, what] of [
  ['jellyfish', 'a plain MP4 file'],
  ['train', 'an encrypted reel'],
  ['ink', 'a reel with signed addresses'],
  ['saturn', 'a reel of ninety seconds'],
] as const) {
  test(`${what} plays both before and after the worker takes over`, async ({ reels }) => {
    await reels.open(`/?reel=${id}`);
    await reels.expectMoving();
    expect(await reels.currentId()).toBe(id);
    await reels.expectControlled();
    await reels.open(`/?reel=${id}`);
    await reels.expectMoving();
  });
}
