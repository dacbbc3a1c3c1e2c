import { often } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

test('only a reel with captions has a captions button, which shows and hides them', async ({ feed }) => {
  await feed.openMoving();
  await expect(feed.button('toggle-captions')).toBeHidden();
  await feed.openMoving('/?reel=lighthouse');
  const button = feed.button('toggle-captions');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  const words = feed.current.locator('.reel-captions');
  // Paused at a spoken line: between two captions nothing is shown either way.
  await feed.page.keyboard.press(' ');
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: 2 }));
  await feed.click(button);
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(words).not.toBeEmpty();
  await feed.click(button);
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(words).toBeEmpty();
});

test('captions follow the timing of the track, and disappear and return with their reel', async ({ feed }) => {
  await feed.openMoving('/?reel=lighthouse');
  await feed.page.keyboard.press('c');
  await feed.page.keyboard.press(' ');
  const words = feed.current.locator('.reel-captions');
  const track = [
    [2, 'Every night at dusk she climbs the stairs.'],
    [6, 'One hundred and twelve steps, and a lamp to light.'],
    [9.2, ''],
  ] as const;
  for (const [seconds, text] of track) {
    await feed.video.evaluate((video: HTMLVideoElement, to) => Object.assign(video, { currentTime: to }), seconds);
    await expect(words).toHaveText(text);
  }
  await feed.swipe();
  await feed.expectMoving();
  await expect(words).toBeEmpty();
  await feed.swipe('ArrowUp');
  await expect(words).not.toBeEmpty();
});

test('a viewer who wants captions in British English gets those that are in English', async ({ feed }) => {
  await feed.page.addInitScript(() => {
    const wish = { audioLanguage: null, captionsLanguage: 'en-GB' };
    localStorage.setItem('nextreel:languages', JSON.stringify(wish));
  });
  await feed.openMoving('/?reel=lighthouse');
  await expect(feed.button('toggle-captions')).toHaveAttribute('aria-pressed', 'true');
  await feed.page.keyboard.press(' ');
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: 2 }));
  await expect(feed.current.locator('.reel-captions')).toHaveText('Every night at dusk she climbs the stairs.');
});

test('captions that their author placed at the top are shown at the top', async ({ feed }) => {
  const context = feed.page.context();
  await context.route('**/sw.js', (route) => route.fulfill({ status: 404 }));
  await context.route('**/subtitles-en/words.vtt', (route) =>
    route.fulfill({
      body: 'WEBVTT\n\n00:00.000 --> 00:20.000 line:10%\nUp here.\n',
      headers: { 'access-control-allow-origin': '*', 'content-type': 'text/vtt' },
    }),
  );
  await feed.openMoving('/?reel=lighthouse');
  await feed.page.keyboard.press('c');
  const words = feed.current.locator('.reel-captions');
  await expect(words).toHaveText('Up here.');
  const [card, place] = await Promise.all([feed.current.locator('.reel-card').boundingBox(), words.boundingBox()]);
  expect((place?.y ?? 0) + (place?.height ?? 0)).toBeLessThan((card?.height ?? 0) / 2);
});

test('captions stay with their reel when the viewer jumps to it and its former player gets another reel', async ({
  feed,
}) => {
  await feed.page.context().route(/\/feed\.json$/, async (route) => {
    const response = await route.fetch();
    const feedJson: { readonly reels: readonly unknown[] } = await response.json();
    const spoken = { id: 'spoken', src: 'lighthouse/main.m3u8', durationSeconds: 15 };
    await route.fulfill({ response, json: { ...feedJson, reels: feedJson.reels.toSpliced(2, 0, spoken) } });
  });
  await feed.openMoving();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp'] as const) {
    await feed.swipe(key);
    await feed.expectMoving();
  }
  await feed.page.evaluate(() => {
    const next = document.querySelector('[data-command="next"]');
    for (let press = 0; press < 2; press += 1) next?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  });
  await expect(feed.current).toHaveAttribute('data-reel-id', 'spoken');
  await feed.expectMoving();
  await feed.page.keyboard.press('c');
  await feed.page.keyboard.press(' ');
  await feed.video.evaluate((video: HTMLVideoElement) => Object.assign(video, { currentTime: 2 }));
  await expect(feed.current.locator('.reel-captions')).toHaveText('Every night at dusk she climbs the stairs.');
});

test('metadata cues of a stream are not shown as captions', async ({ feed }) => {
  const context = feed.page.context();
  await context.route('**/sw.js', (route) => route.fulfill({ status: 404 }));
  const dated =
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n' +
    '#EXT-X-DATERANGE:ID="a",START-DATE="2026-01-01T00:00:00Z",DURATION=60,X-SAYS="b"\n#EXTINF';
  await context.route('**/koi/*/index.m3u8*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('#EXTINF', dated) });
  });
  await feed.openMoving('/?reel=koi');
  const activeCueCount = () =>
    feed.video.evaluate(
      ({ textTracks }: HTMLVideoElement) => [...textTracks].flatMap((track) => [...(track.activeCues ?? [])]).length,
    );
  await expect.poll(activeCueCount, often).toBe(1);
  await feed.page.keyboard.press(' ');
  await expect(feed.current.locator('.reel-captions p')).toHaveCount(0);
});
