import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const boxOf = async (element: Locator) => {
  const box = await element.boundingBox();
  if (box === null) throw new Error('It is not on the screen');
  return box;
};

test('on a phone the origins table of the dashboard fits the screen and labels every figure', async ({ feed }) => {
  const { page } = feed;
  await page.setViewportSize({ width: 360, height: 844 });
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await page.keyboard.press('d');
  const table = page.getByRole('region', { name: 'Origins', exact: true }).locator('.dashboard-table');
  const standing = table.locator('td[data-name="Standing"]').first();
  await expect(standing).toHaveText(/Good|Degraded|Paused/);
  expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  expect(await standing.evaluate((cell) => getComputedStyle(cell, '::before').content)).toBe('"Standing"');
});

test('on a right-to-left page the dashboard stands to the left of the feed', async ({ feed }) => {
  const { page } = feed;
  await page.setViewportSize({ width: 1440, height: 900 });
  await feed.open();
  await feed.expectMoving();
  await page.evaluate(() => Object.assign(document.documentElement, { dir: 'rtl' }));
  await page.keyboard.press('d');
  const panel = page.locator('.dashboard');
  await expect(panel).toBeVisible();
  const [dashboard, reel] = [await boxOf(panel), await boxOf(feed.current.locator('.reel-card'))];
  expect(dashboard.x).toBe(0);
  expect(reel.x).toBeGreaterThanOrEqual(dashboard.width);
});

test('in a tall window the buttons for the other reels stand between the reel and the dashboard', async ({ feed }) => {
  const { page } = feed;
  await page.setViewportSize({ width: 1080, height: 1920 });
  await feed.open();
  await feed.expectMoving();
  await page.keyboard.press('d');
  const panel = page.locator('.dashboard');
  await expect(panel).toBeVisible();
  const [dashboard, reel] = [await boxOf(panel), await boxOf(feed.current.locator('.reel-card'))];
  const buttons = await boxOf(page.getByRole('navigation', { name: 'Feed', exact: true }));
  expect(buttons.x).toBeGreaterThanOrEqual(reel.x + reel.width);
  expect(buttons.x + buttons.width).toBeLessThanOrEqual(dashboard.x);
});
