import type { Page } from '@playwright/test';
import type { Demo } from '../demo.ts';
import { openMenu, playSeconds, saveTwo, untilControlled } from './steps.ts';

/** A state of the page to take pictures of, and how to reach it from a page that is not open yet. */
export type State = {
  readonly name: string;
  readonly path?: string;
  /** Runs before the page is opened. */
  readonly arrange?: (page: Page, demo: Demo) => Promise<void>;
  readonly reach?: (page: Page, demo: Demo) => Promise<void>;
};

const error = (page: Page) => page.locator('article[aria-current="true"] .reel-error').waitFor({ timeout: 30_000 });

async function shape({ originUrls }: Demo, faults: readonly object[]): Promise<void> {
  for (const url of originUrls) {
    await fetch(new URL('__shape', url), { method: 'PUT', body: JSON.stringify({ faults }) });
  }
}

const withoutWorker = (page: Page) => page.route('**/sw.js', (route) => route.abort());

export const states: readonly State[] = [
  { name: 'playing', path: '/?reel=koi', reach: (page) => playSeconds(page, 1) },
  {
    name: 'paused',
    path: '/?reel=tide',
    reach: async (page) => {
      await playSeconds(page, 1);
      await page.keyboard.press(' ');
      await page.locator('[data-state="paused"]').waitFor();
    },
  },
  {
    name: 'scrubbing',
    path: '/?reel=saturn',
    reach: async (page) => {
      await playSeconds(page, 3);
      await page.locator('article[aria-current="true"] [role="slider"]').focus();
      await page.keyboard.press('ArrowLeft');
    },
  },
  {
    name: 'captions',
    path: '/?reel=lighthouse',
    reach: async (page) => {
      await playSeconds(page, 1);
      await page.keyboard.press('c');
      await playSeconds(page, 5);
    },
  },
  {
    name: 'menu',
    path: '/?reel=lighthouse',
    reach: async (page) => {
      await untilControlled(page);
      await playSeconds(page, 1);
      await openMenu(page);
    },
  },
  {
    name: 'keys',
    reach: async (page) => {
      await playSeconds(page, 1);
      await page.keyboard.press('?');
    },
  },
  {
    name: 'unreachable',
    arrange: async (page, demo) => {
      await withoutWorker(page);
      await shape(demo, [{ path: '/', kind: 'refuse', count: -1 }]);
    },
    reach: error,
  },
  {
    name: 'damaged playlist',
    arrange: async (page) => {
      await withoutWorker(page);
      await page.route('**/*.m3u8', (route) =>
        route.fulfill({ body: 'no playlist', headers: { 'access-control-allow-origin': '*' } }),
      );
    },
    reach: error,
  },
  {
    name: 'slow',
    arrange: (_page, demo) => shape(demo, [{ path: '/', kind: 'stall-headers', count: -1 }]),
    reach: (page) => page.locator('.reel-slow:visible').waitFor({ timeout: 20_000 }),
  },
  {
    name: 'offline with saved reels',
    reach: async (page, demo) => {
      await untilControlled(page);
      await saveTwo(page);
      await shape(demo, [{ path: '/', kind: 'refuse', count: -1 }]);
      await page.context().setOffline(true);
      await page.keyboard.press('End');
      await error(page);
      await page.locator('[data-saved-offer]:visible').first().waitFor();
    },
  },
  {
    name: 'no feed',
    arrange: async (page) => {
      await withoutWorker(page);
      await page.route('**/feed.json*', (route) => route.abort());
    },
    reach: (page) => page.locator('.notice:visible button').waitFor(),
  },
  { name: 'empty feed', path: '/?reels=0', reach: (page) => page.locator('.notice:visible').waitFor() },
  {
    name: 'end',
    path: '/?reel=saturn',
    reach: async (page) => {
      await playSeconds(page, 0.5);
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'dashboard beside',
    reach: async (page) => {
      await untilControlled(page);
      for (let swipes = 0; swipes < 2; swipes += 1) {
        await playSeconds(page, 1);
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('d');
      await playSeconds(page, 3);
    },
  },
  {
    name: 'dashboard page',
    path: '/dashboard',
    reach: async (page) => {
      await untilControlled(page);
      await playSeconds(page, 5);
    },
  },
  {
    name: 'stats',
    reach: async (page) => {
      await playSeconds(page, 1);
      await page.keyboard.press('s');
      await page.locator('.stats').waitFor();
    },
  },
  { name: 'nothing saved', path: '/saved', reach: (page) => page.locator('.saved-empty:visible').waitFor() },
  {
    name: 'saved',
    reach: async (page) => {
      await untilControlled(page);
      await saveTwo(page);
      await page.goto(new URL('/saved', page.url()).href);
      await page.locator('.saved-list li').first().waitFor();
    },
  },
  {
    name: 'saved feed',
    reach: async (page) => {
      await untilControlled(page);
      await saveTwo(page);
      await page.goto(new URL('/?saved', page.url()).href);
      await playSeconds(page, 0.5);
    },
  },
];
