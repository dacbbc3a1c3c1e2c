import { expect, test } from './fixtures.ts';

/** Its key is never stored, so without a network it can only say so. */
const encryptedId = 'train';

test('after one visit the page opens without a network and plays every reel that was watched', async ({ feed }) => {
  test.setTimeout(240_000);
  await feed.open();
  await feed.expectControlled();
  await feed.page.reload();
  const ids = await feed.listedIds();
  for (const index of ids.keys()) {
    if (index > 0) await feed.swipe();
    await feed.expectMoving();
  }

  await feed.page.context().setOffline(true);
  await feed.open();
  for (const [index, id] of ids.entries()) {
    if (index > 0) await feed.swipe();
    await expect(feed.current).toHaveAttribute('data-reel-id', id);
    if (id === encryptedId) await expect(feed.current.getByText('You are offline')).toBeVisible();
    else await feed.expectMoving();
  }
});
