import { expect, test } from './fixtures.ts';

const isMuted = (video: HTMLVideoElement) => video.muted;
const isPaused = (video: HTMLVideoElement) => video.paused;

/** As browsers do it before the viewer has touched the page: no sound, or with low power no playback at all. */
const refuse = (what: string) => {
  const original: unknown = Reflect.get(HTMLMediaElement.prototype, 'play');
  if (typeof original !== 'function') return;
  HTMLMediaElement.prototype.play = function play(this: HTMLMediaElement): Promise<void> {
    if (!navigator.userActivation.hasBeenActive && (what === 'all' || !this.muted)) {
      return Promise.reject(new DOMException('refused', 'NotAllowedError'));
    }
    return Promise.resolve(Reflect.apply(original, this, [])).then(() => undefined);
  };
};

test('sound that was on comes back with the first gesture of the next visit', async ({ feed }) => {
  const { page } = feed;
  await page.addInitScript(() => localStorage.setItem('nextreel:sound', 'on'));
  await page.addInitScript(refuse, 'sound');
  await feed.open();
  await feed.expectMoving();
  expect(await feed.video.evaluate(isMuted)).toBe(true);
  await feed.swipe();
  await expect.poll(() => feed.video.evaluate(isMuted)).toBe(false);
  await feed.expectMoving();
});

test('a first gesture on the sound button turns the sound on, and the next one off', async ({ feed }) => {
  const { page } = feed;
  await page.addInitScript(() => localStorage.setItem('nextreel:sound', 'on'));
  await page.addInitScript(refuse, 'sound');
  await feed.open();
  await feed.expectMoving();
  await feed.click(feed.button('toggle-sound'));
  await feed.swipe();
  await feed.expectMoving();
  // The button was pressed while the reel was silent: it turns the sound on, and once more it turns it off.
  await expect.poll(() => feed.video.evaluate(isMuted)).toBe(false);
  await feed.click(feed.button('toggle-sound'));
  expect(await feed.video.evaluate(isMuted)).toBe(true);
});

test('where even a silent reel may not start by itself, it shows that a tap plays it', async ({ feed }) => {
  await feed.page.addInitScript(refuse, 'all');
  await feed.open();
  const tap = feed.current.getByRole('button', { name: 'Play', exact: true });
  await expect(tap).toBeVisible();
  await expect(feed.current.locator('.reel-mark')).toHaveCSS('opacity', '1');
  expect(await feed.video.evaluate(isPaused)).toBe(true);
  await tap.click();
  await feed.expectMoving();
  await expect(feed.current.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
});

test('sound that is refused late, for all that was asked by then, leaves a reel that plays silently', async ({
  feed,
}) => {
  const { page } = feed;
  await page.addInitScript(() => localStorage.setItem('nextreel:sound', 'on'));
  // WebKit looks whether there is sound once it knows the media, and then refuses every call that waits for an answer.
  await page.addInitScript(() => {
    const original: unknown = Reflect.get(HTMLMediaElement.prototype, 'play');
    if (typeof original !== 'function') return;
    const waiting = new Set<() => void>();
    HTMLMediaElement.prototype.play = function play(this: HTMLMediaElement): Promise<void> {
      if (this.muted) return Promise.resolve(Reflect.apply(original, this, [])).then(() => undefined);
      return new Promise((_, reject) => {
        waiting.add(() => reject(new DOMException('refused', 'NotAllowedError')));
        if (waiting.size < 2) return;
        for (const refuseIt of waiting) refuseIt();
        waiting.clear();
      });
    };
  });
  await feed.open();
  await feed.expectMoving();
  expect(await feed.video.evaluate(isMuted)).toBe(true);
});
