import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { withBrowser } from '../../bench/browser.ts';
import { besideFolder, besideHosts, ownFile } from './build-beside.ts';
import { expectServedAndRemovable, itemsAt, test } from './fixtures.ts';
import { linesWithOwnWorker } from './nextreel-lines.ts';
import { startSite } from './site.ts';
import { reloadWhenActive, measureSwipe, openMeasured, waitUntilMoving } from './visit.ts';

test.describe('beside the site’s own worker', () => {
  for (const host of besideHosts) {
    test(host, async ({ visitBoth }) => {
      const folderOf = (variant: 'with' | 'without') => besideFolder(host, variant);
      const visits = await visitBoth({
        group: 'beside',
        host,
        lines: linesWithOwnWorker,
        page: host,
        folderOf,
        ownFile,
      });
      expectServedAndRemovable(visits);
      expect(visits.with.ownAnswers).toBe(true);
    });
  }
});

test('a new version of the site’s own worker waits until the site prompts the viewer', async ({ origin }) => {
  const folder = mkdtempSync(join(tmpdir(), 'nextreel-prompt-'));
  cpSync(besideFolder('pwa-prompt', 'with'), folder, { recursive: true });
  const site = await startSite({ page: 'pwa-prompt', folder, items: itemsAt(origin) });
  try {
    await withBrowser({}, async (page) => {
      await openMeasured(page, site.url);
      await reloadWhenActive(page);
      await waitUntilMoving(page);
      appendFileSync(join(folder, 'sw.js'), '\n// the next version');
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await page.waitForFunction(() => Reflect.get(window, 'isPrompted') === true);
      expect(await measureSwipe(page, 1, 20_000)).not.toBeNull();
      const waiting = () =>
        page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state);
      expect(await waiting()).toBe('installed');
    });
  } finally {
    await site.close();
    rmSync(folder, { recursive: true });
  }
});
