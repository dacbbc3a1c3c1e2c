import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { withBrowser } from '../../bench/browser.ts';
import { builtPages } from './build.ts';
import { startCookieGate, viewerCookie } from './cookie-gate.ts';
import { startDevSite } from './dev-site.ts';
import { expectServedAndRemovable, itemsAt, type Place, consoleLinesFromNextreel, test } from './fixtures.ts';
import { linesOf } from './nextreel-lines.ts';
import { type Item, nonce } from './site.ts';
import { openMeasured, readReadyState, waitUntilMoving } from './visit.ts';

const row = (host: string, page: string): Place => ({
  group: 'circumstances',
  host,
  lines: linesOf(page),
  page,
  folderOf: (variant) => join(builtPages, variant),
});

test.describe('circumstances', () => {
  test('strict-csp', async ({ visitBoth, origin }) => {
    const policy = [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      `connect-src 'self' ${origin.url}`,
      // hls.js starts its worker from a blob, and gives the element a blob URL.
      "worker-src 'self' blob:",
      'media-src blob:',
      'img-src data:',
      "base-uri 'none'",
    ];
    const site = { headers: { 'content-security-policy': policy.join('; ') } };
    expectServedAndRemovable(await visitBoth({ ...row('strict-csp', 'plain-hls'), site }));
  });

  test('cross-origin-isolated', async ({ visitBoth }) => {
    const headers = {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    };
    expectServedAndRemovable(await visitBoth({ ...row('cross-origin-isolated', 'plain-hls'), site: { headers } }));
  });

  test('sub-path', async ({ visitBoth }) => {
    expectServedAndRemovable(await visitBoth({ ...row('sub-path', 'sub-path'), site: { base: '/clips/today/' } }));
  });

  test('static-scope', async ({ visitBoth }) => {
    const site = { scriptFolder: 'static/', headers: { 'service-worker-allowed': '/' } };
    expectServedAndRemovable(await visitBoth({ ...row('static-scope', 'static-scope'), site }));
  });

  test('http', async ({ visitBoth }) => {
    const visits = await visitBoth({ ...row('http', 'plain-hls'), hostName: 'site.test' });
    expect(visits.with.standing).toMatchObject({ state: 'off', reason: 'insecure' });
    expect(consoleLinesFromNextreel(visits)).toEqual([expect.stringContaining('Serve the page over https')]);
    expect(visits.with.hits).toBe(0);
    expect(visits.with.left).toEqual([]);
  });

  test('vite-dev', async ({ visitBoth }) => {
    const linesOfConfig = 2;
    const { lines, ...plain } = row('vite-dev', 'plain-hls');
    expectServedAndRemovable(
      await visitBoth({ ...plain, lines: lines + linesOfConfig, page: 'team', start: startDevSite }),
    );
  });

  test('server-rendered', async ({ visitBoth }) => {
    expectServedAndRemovable(
      await visitBoth({ ...row('server-rendered', 'server-rendered'), site: { render: reelsIn } }),
    );
  });

  test('cookie-signed', async ({ visitBoth, origin }) => {
    const gate = await startCookieGate(origin);
    const site = { headers: { 'set-cookie': `${viewerCookie}; Path=/` } };
    try {
      expectServedAndRemovable(await visitBoth({ ...row('cookie-signed', 'cookie-signed'), site, gate }));
      expect(gate.refused).toEqual([]);
    } finally {
      await gate.close();
    }
  });
});

const reelsIn = (items: readonly Item[]) =>
  `<main class="reels">${items
    .map(({ id, hls }) => `<video data-id="${id}" data-hls="${hls}" muted playsinline></video>`)
    .join('\n')}</main>`;

test('a file edited under Vite’s dev server is never served stale', async ({ origin }) => {
  const site = await startDevSite({ page: 'team', items: itemsAt(origin) }, 'with');
  const edit = (name: string) => {
    const file = join(site.folder, name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('before', 'after'));
  };
  try {
    await withBrowser({}, async (page) => {
      await openMeasured(page, site.url);
      await waitUntilMoving(page);
      expect(await readReadyState(page)).toEqual({ state: 'on' });

      const captions = () => page.evaluate(async () => (await fetch('/captions.vtt')).text());
      expect(await captions()).toContain('before');
      edit('captions.vtt');
      expect(await captions()).toContain('after');
      await expect(page).toHaveTitle('before');
      edit('words.ts');
      await expect(page).toHaveTitle('after');
      await waitUntilMoving(page);
      expect(await readReadyState(page)).toEqual({ state: 'on' });
    });
  } finally {
    await site.close();
  }
});
