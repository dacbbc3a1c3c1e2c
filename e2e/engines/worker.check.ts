import { expect, test } from './fixtures.ts';
import { currentReel, type ReelsPage } from './reels-page.ts';

const errorCard = `${currentReel} .reel-error:not([hidden])`;

/** Returns the id of the reel `count` places after the current one. */
function idAhead(reels: ReelsPage, count: number): Promise<string> {
  return reels.browser.evaluate(
    ([reel, steps]) => {
      let article = document.querySelector(reel);
      for (let step = 0; step < steps; step += 1) article = article?.nextElementSibling ?? null;
      return article?.getAttribute('data-reel-id') ?? '';
    },
    [currentReel, count] as const,
  );
}

test('the worker takes over on the first visit, without a reload', async ({ reels }) => {
  await reels.open();
  await reels.expectControlled();
  await reels.swipe();
  await reels.expectMoving();
});

test('the first segments of the next two reels are stored before the viewer reaches them', async ({ reels }) => {
  await reels.openControlled();
  for (const count of [1, 2]) {
    const id = await idAhead(reels, count);
    await reels.expectStored(new RegExp(`/${id}/.*m4s`));
  }
});

test('prefetched segments are not downloaded again when the viewer reaches the reel', async ({ reels }) => {
  await reels.openControlled();
  await reels.swipe();
  await reels.swipe();
  const ofReel = new RegExp(`/${await idAhead(reels, 1)}/.*m4s`);
  await reels.expectStored(ofReel);
  const stored = (await reels.storedKeys()).filter((key) => ofReel.test(key)).map((key) => new URL(key).pathname);
  await reels.site.origins.restore();
  await reels.swipe();
  await reels.expectMoving();
  const asked = (await reels.site.origins.log()).map(({ path }) => path);
  expect(asked.filter((path) => stored.includes(path))).toEqual([]);
});

test('a stored segment is served locally, whole and in ranges, and names its source in a header', async ({ reels }) => {
  await reels.openControlled();
  // Use a segment that no player has requested: WebKit repeats earlier responses from its own cache.
  const beginning = new RegExp(`/${await idAhead(reels, 2)}/.*m4s`);
  await reels.expectStored(beginning);
  const stored = (await reels.storedKeys()).find((key) => beginning.test(key)) ?? '';
  const answers = await reels.browser.evaluate(async (url) => {
    const whole = await fetch(url);
    const bytes = await whole.arrayBuffer();
    const part = await fetch(url, { headers: { range: 'bytes=2-5' } });
    const middle = await part.arrayBuffer();
    const isSame = new Uint8Array(bytes, 2, 4).join() === new Uint8Array(middle).join();
    const source = whole.headers.get('x-nextreel-source');
    return { source, status: part.status, partLength: middle.byteLength, isSame };
  }, stored);
  expect(answers).toMatchObject({
    source: expect.stringMatching(/memory|store/),
    status: 206,
    partLength: 4,
    isSame: true,
  });
});

test('swiping back and forward again causes no request for the reel', async ({ reels }) => {
  await reels.openControlled();
  await reels.open();
  await reels.expectMoving();
  await reels.swipe();
  await reels.expectMoving();
  await reels.swipe('ArrowUp');
  await reels.expectWhole();
  const id = (await reels.currentId()) ?? '';
  const asked = async () => (await reels.site.origins.log()).filter(({ path }) => path.includes(`/${id}/`)).length;
  const before = await asked();
  await reels.swipe();
  await reels.swipe('ArrowUp');
  await reels.expectMoving();
  expect(await asked()).toBe(before);
});

test('a worker that is stopped between every two swipes does not interrupt playback', async ({ reels }) => {
  await reels.openControlled();
  for (let swipes = 0; swipes < 3; swipes += 1) {
    await reels.browser.stopWorker();
    await reels.swipe();
    await reels.expectMoving();
  }
});

test('the feed plays on when one of three origins refuses connections', async ({ reels }) => {
  await reels.openControlled();
  const { origins } = reels.site;
  await origins.shape({ faults: [{ path: '/', kind: 'refuse' }] }, origins.urls.slice(0, 1));
  for (let swipes = 0; swipes < 4; swipes += 1) {
    await reels.swipe();
    await reels.expectMoving();
  }
  expect(await reels.count(errorCard)).toBe(0);
});

test('the feed plays on when one of three origins breaks off every response', async ({ reels }) => {
  await reels.openControlled();
  const { origins } = reels.site;
  await origins.shape({ faults: [{ path: '/', kind: 'reset' }] }, origins.urls.slice(0, 1));
  for (let swipes = 0; swipes < 4; swipes += 1) {
    await reels.swipe();
    await reels.expectMoving();
  }
  expect(await reels.count(errorCard)).toBe(0);
});

test('an error card appears when every origin fails, and disappears when they recover', async ({ reels }) => {
  await reels.openControlled('/?reels=400');
  const { origins } = reels.site;
  await origins.shape({ faults: [{ path: '/', kind: 'status' }] });
  await reels.browser.press('End');
  await expect.poll(() => reels.count(errorCard), { timeout: 30_000 }).toBe(1);
  await origins.restore();
  await expect.poll(() => reels.count(errorCard), { timeout: 30_000 }).toBe(0);
  await reels.expectMoving();
});

test('the first reel and the next one start on a slow network', async ({ reels }) => {
  await reels.site.origins.shape({ rttMs: 100, bytesPerSecond: 500_000 });
  await reels.openControlled();
  await reels.swipe();
  await reels.expectMoving();
});
