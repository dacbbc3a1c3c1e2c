import { expect, test } from './fixtures.ts';
import { currentReel, type ReelsPage } from './reels-page.ts';

const errorCard = `${currentReel} .reel-error:not([hidden])`;

/** The id of the reel so many places further. */
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

test('the beginnings of the next two reels are in the store before they are reached', async ({ reels }) => {
  await reels.openControlled();
  for (const count of [1, 2]) {
    const id = await idAhead(reels, count);
    await reels.expectStored(new RegExp(`/${id}/.*m4s`));
  }
});

test('what was prefetched is not asked for again when the reel is reached', async ({ reels }) => {
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

test('a stored segment is answered from here, whole and in ranges, and says so', async ({ reels }) => {
  await reels.openControlled();
  // No player has asked for it yet: WebKit gives what a page has had before once more by itself, as it came.
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

test('going back and on again costs no request', async ({ reels }) => {
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

test('a worker that is stopped between every two swipes changes nothing', async ({ reels }) => {
  await reels.openControlled();
  for (let swipes = 0; swipes < 3; swipes += 1) {
    await reels.browser.stopWorker();
    await reels.swipe();
    await reels.expectMoving();
  }
});

test('with one of three origins gone the feed plays on', async ({ reels }) => {
  await reels.openControlled();
  const { origins } = reels.site;
  await origins.shape({ faults: [{ path: '/', kind: 'refuse' }] }, origins.urls.slice(0, 1));
  for (let swipes = 0; swipes < 4; swipes += 1) {
    await reels.swipe();
    await reels.expectMoving();
  }
  expect(await reels.count(errorCard)).toBe(0);
});

test('with one of three origins breaking off in every body the feed plays on', async ({ reels }) => {
  await reels.openControlled();
  const { origins } = reels.site;
  await origins.shape({ faults: [{ path: '/', kind: 'reset' }] }, origins.urls.slice(0, 1));
  for (let swipes = 0; swipes < 4; swipes += 1) {
    await reels.swipe();
    await reels.expectMoving();
  }
  expect(await reels.count(errorCard)).toBe(0);
});

test('with no origin a card says so, and goes when they are back', async ({ reels }) => {
  await reels.openControlled('/?reels=400');
  const { origins } = reels.site;
  await origins.shape({ faults: [{ path: '/', kind: 'status' }] });
  await reels.browser.press('End');
  await expect.poll(() => reels.count(errorCard), { timeout: 30_000 }).toBe(1);
  await origins.restore();
  await expect.poll(() => reels.count(errorCard), { timeout: 30_000 }).toBe(0);
  await reels.expectMoving();
});

test('a slow network lets the first reel start, and the next one too', async ({ reels }) => {
  await reels.site.origins.shape({ rttMs: 100, bytesPerSecond: 500_000 });
  await reels.openControlled();
  await reels.swipe();
  await reels.expectMoving();
});
