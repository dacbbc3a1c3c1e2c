import { expect, test } from './fixtures.ts';
import { currentReel } from './reels-page.ts';

test('offline, the next visit opens and plays the reels that were watched', async ({ reels }) => {
  await reels.openControlled();
  await reels.open();
  const watched: (string | null)[] = [];
  for (let place = 1; place <= 3; place += 1) {
    if (place > 1) await reels.swipe();
    await reels.expectMoving();
    watched.push(await reels.currentId());
  }
  await reels.site.stopServing();
  await reels.open();
  for (const [place, id] of watched.entries()) {
    if (place > 0) await reels.swipe();
    await expect.poll(() => reels.currentId()).toBe(id);
    await reels.expectMoving();
  }
});

test('an uncached reel shows an error card offline and plays once the network is back', async ({ reels }) => {
  await reels.openControlled();
  await reels.open();
  await reels.expectMoving();
  await reels.site.stopServing();
  await reels.browser.press('End');
  const card = `${currentReel} .reel-error:not([hidden])`;
  await expect.poll(() => reels.count(card), { timeout: 30_000 }).toBe(1);
  await reels.site.serveAgain();
  await expect.poll(() => reels.count(card), { timeout: 30_000 }).toBe(0);
  await reels.expectMoving();
});

test('a saved reel is listed and plays offline', async ({ reels }) => {
  await reels.openControlled();
  const id = await reels.currentId();
  await reels.save();
  await reels.site.stopServing();
  await reels.open('/saved');
  await expect.poll(() => reels.attribute('.saved-list li', 'data-reel-id')).toBe(id);
  await reels.click('.saved-list a');
  await expect.poll(() => reels.currentId()).toBe(id);
  await reels.expectMoving();
});

test('a plain MP4 reel can be saved and plays offline', async ({ reels }) => {
  await reels.openControlled('/?reel=jellyfish');
  await reels.save();
  await reels.site.stopServing();
  await reels.open('/saved');
  await reels.click('.saved-list a');
  await expect.poll(() => reels.currentId()).toBe('jellyfish');
  await reels.expectMoving();
});

test('a saved reel that is removed is no longer listed', async ({ reels }) => {
  await reels.openControlled();
  await reels.save();
  await reels.open('/saved');
  await expect.poll(() => reels.count('.saved-list li[data-state="saved"]')).toBe(1);
  await reels.click('.saved-list [aria-label^="Remove"]');
  await expect.poll(() => reels.count('.saved-list li')).toBe(0);
  await expect.poll(() => reels.text('.saved-empty')).toContain('Nothing is saved yet');
});

test('the page of saved reels shows how much space they take', async ({ reels }) => {
  await reels.openControlled();
  await reels.save();
  await reels.open('/saved');
  await expect.poll(() => reels.attribute('[role="meter"], meter', 'aria-valuetext')).toMatch(/\d+ [KM]B saved/);
});

test('signing out deletes all cached media, viewers and saved reels', async ({ reels }) => {
  await reels.openControlled();
  await reels.save();
  expect((await reels.api('POST', '/user', { user_id: 'ann' })).status).toBe(201);
  // A page that plays nothing, so that nothing new is fetched.
  await reels.open('/openapi.json');
  const left = async () => ({
    bytes: (await reels.storedKeys()).length > 0,
    saved: (await reels.savedFiles()).length > 0,
    viewer: (await reels.api('GET', '/user/ann')).status,
  });
  expect(await left()).toEqual({ bytes: true, saved: true, viewer: 200 });
  expect((await reels.api('DELETE', '/session')).status).toBe(204);
  expect(await left()).toEqual({ bytes: false, saved: false, viewer: 404 });
  await reels.open('/saved');
  await expect.poll(() => reels.text('.saved-empty')).toContain('Nothing is saved yet');
  expect(await reels.count('.saved-list li')).toBe(0);
});
