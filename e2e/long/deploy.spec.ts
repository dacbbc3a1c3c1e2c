import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../demo/free-port.ts';
import { hasNginx, startNginx } from '../../deploy/nginx.ts';
import { catalogue } from '../../demo/catalogue.ts';
import { FeedPage } from '../feed-page.ts';
import { test as base, expect } from '../fixtures.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** The built page as `deploy/site.conf.template` serves it, under its Content Security Policy. */
const test = base.extend<{ readonly site: FeedPage }>({
  site: async ({ page, demo }, use) => {
    const root = await mkdtemp(join(tmpdir(), 'nextreel-site-'));
    await cp(dist, root, { recursive: true });
    const origins = demo.originUrls.map((url, index) => ({ id: `origin-${index + 1}`, url }));
    const feed = { origins, reels: catalogue, next: null, total: catalogue.length };
    await writeFile(join(root, 'feed.json'), JSON.stringify(feed));
    const port = await freePort();
    const nginx = await startNginx('site.conf.template', {
      NEXTREEL_PORT: `${port}`,
      NEXTREEL_ROOT: root,
      NEXTREEL_MEDIA_ORIGINS: demo.originUrls.map((url) => new URL(url).origin).join(' '),
    });
    await use(new FeedPage(page, `http://localhost:${port}/`));
    await nginx.close();
    await rm(root, { recursive: true });
  },
});

test.skip(!hasNginx, 'nginx is not installed');

test('everything works under the Content Security Policy of the deployed page', async ({ site, context }) => {
  const refused: string[] = [];
  context.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  const { page } = site;
  await page.addInitScript(() => {
    const wish = { audioLanguage: null, captionsLanguage: 'de' };
    localStorage.setItem('nextreel:languages', JSON.stringify(wish));
  });
  await site.open();
  await site.expectControlled();
  await site.open();
  for (const { id } of catalogue) {
    await expect(site.current).toHaveAttribute('data-reel-id', id);
    await site.expectMoving();
    await expect(site.current.locator('.reel-poster')).not.toHaveJSProperty('naturalWidth', 0);
    if (id !== catalogue.at(-1)?.id) await site.swipe();
  }
  await page.keyboard.press('s');
  await expect(page.locator('.stats')).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible();
  await page.keyboard.press('d');
  await site.swipe('Home');
  await site.expectMoving();
  await site.click(site.button('save'));
  await expect(site.button('save')).toHaveAttribute('data-state', 'saved');
  expect(await page.evaluate(async () => (await fetch('/api/v1/health')).status)).toBe(200);

  await context.setOffline(true);
  await page.goto(new URL('/saved', site.url).href);
  await page.locator('.saved-list a').first().click();
  await site.expectMoving();
  expect(refused).toEqual([]);
});
