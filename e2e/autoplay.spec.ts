import { expect, test } from './fixtures.ts';

const isMuted = (video: HTMLVideoElement) => video.muted;
const isPaused = (video: HTMLVideoElement) => video.paused;

/**
 * Blocks autoplay as browsers do before the first gesture: only sound, or in low-power mode all playback. The browser's
 * own `userActivation` cannot tell: the scripts by which a test looks at the page count as gestures there.
 */
const refuse = (what: string) => {
  const original: unknown = Reflect.get(HTMLMediaElement.prototype, 'play');
  if (typeof original !== 'function') return;
  let wasTouched = false;
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (wasTouched = true), { capture: true });
  HTMLMediaElement.prototype.play = function play(this: HTMLMediaElement): Promise<void> {
    if (!wasTouched && (what === 'all' || !this.muted)) {
      return Promise.reject(new DOMException('refused', 'NotAllowedError'));
    }
    return Promise.resolve(Reflect.apply(original, this, [])).then(() => undefined);
  };
};

test('sound that was on is restored by the first gesture of the next visit', async ({ feed }) => {
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

test('a first click on the sound button turns the sound on, and the next one turns it off', async ({ feed }) => {
  const { page } = feed;
  await page.addInitScript(() => localStorage.setItem('nextreel:sound', 'on'));
  await page.addInitScript(refuse, 'sound');
  await feed.open();
  await feed.expectMoving();
  await feed.click(feed.button('toggle-sound'));
  await feed.swipe();
  await feed.expectMoving();
  // The reel was muted when the button was clicked, so the click turns the sound on and the next one turns it off.
  await expect.poll(() => feed.video.evaluate(isMuted)).toBe(false);
  await feed.click(feed.button('toggle-sound'));
  expect(await feed.video.evaluate(isMuted)).toBe(true);
});

test('when even muted autoplay is blocked, the reel shows a Play button and a tap starts it', async ({ feed }) => {
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

test('a reel plays muted when the browser rejects all its pending attempts to play with sound', async ({ feed }) => {
  const { page } = feed;
  await page.addInitScript(() => localStorage.setItem('nextreel:sound', 'on'));
  // WebKit checks for sound only once it knows the media, and then rejects every pending call.
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
