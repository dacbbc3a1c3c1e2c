import { changeReels } from '../changed-feed.ts';
import type { FeedPage } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';

const soundButton = (feed: FeedPage) => feed.current.locator('.sound-button');

test('a muted reel says how to unmute it', async ({ feed }) => {
  await feed.open();
  await feed.expectMoving();
  await expect(soundButton(feed)).toHaveText('Click to unmute');
  await feed.click(soundButton(feed));
  await expect(soundButton(feed).getByText('Click to unmute')).toBeHidden();
});

test('an unreadable playlist is reported as damaged, with a hint to swipe on or try again later', async ({ feed }) => {
  const context = feed.page.context();
  await context.route('**/sw.js', (route) => route.fulfill({ status: 404 }));
  await context.route('**/*.m3u8', (route) =>
    route.fulfill({ body: 'no playlist', headers: { 'access-control-allow-origin': '*' } }),
  );
  await feed.open();
  const card = feed.current.getByRole('alert');
  await expect(card.getByRole('heading')).toHaveText('This video’s playlist is damaged');
  await expect(card).toContainText('Swipe on, or try again later.');
});

test('the page of saved reels shows what is saved, cached and available', async ({ feed }) => {
  const { page } = feed;
  await feed.open('/');
  await feed.expectControlled();
  await page.goto(new URL('/saved', feed.url).href);
  const room = page.getByRole('meter', { name: 'Storage used' });
  await expect(room).toHaveAttribute('aria-valuetext', /^0 MB saved · [\d.]+ \w+ cached · [\d.]+ GB available$/);
  await expect(page.getByRole('button', { name: 'Protect saved reels' })).toBeVisible();
  await expect(page.getByText('Nothing is saved yet.')).toBeVisible();
});

test('the saved list cuts long titles, and names untitled reels on their Remove button', async ({ feed }) => {
  const { page } = feed;
  const titles = ['A title that goes on '.repeat(200), ''];
  await changeReels(page, (reel, index) => ({ ...reel, title: titles[index % 2] }));
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  for (const _ of ['long', 'none']) {
    await feed.click(feed.button('save'));
    await expect(feed.button('save')).toHaveAttribute('data-state', 'saved');
    await feed.swipe();
  }
  await page.goto(new URL('/saved', feed.url).href);
  await expect(page.getByRole('listitem')).toHaveCount(2);
  expect((await page.getByRole('listitem').first().boundingBox())?.height).toBeLessThan(220);
  await page.getByRole('button', { name: 'Remove Untitled reel' }).click();
  await expect(page.getByRole('listitem')).toHaveCount(1);
});

test('the dashboard describes reels and origins in everyday words', async ({ feed, origins }) => {
  const { page } = feed;
  await page.setViewportSize({ width: 1440, height: 900 });
  await feed.open('/?reels=100');
  await feed.expectControlled();
  await feed.expectMoving();
  await page.keyboard.press('d');
  const dashboard = page.getByRole('region', { name: 'Dashboard' });
  const summary = dashboard.getByRole('region', { name: 'At a glance' });
  for (const word of ['No stalls', 'Prefetched', 'Wasted']) await expect(summary).toContainText(word);
  const players = dashboard.getByRole('region', { name: 'Players' });
  const playing = players.locator('[data-current] .state');
  await expect(playing).toHaveText('Playing');
  await page.keyboard.press(' ');
  await expect(playing).toHaveText('Paused');
  await expect(dashboard.getByRole('region', { name: 'Origins' })).toContainText('Good');
  await origins.shape({ faults: [{ path: '/', kind: 'refuse', count: -1 }] });
  await feed.swipe('End');
  await expect(dashboard.getByRole('region', { name: 'Origins' })).toContainText(/Degraded|Paused/);
});
