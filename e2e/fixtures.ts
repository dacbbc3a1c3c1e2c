import { test as base, expect } from '@playwright/test';
import { type Demo, startDemo } from '../demo/demo.ts';
import { FeedPage } from './feed-page.ts';
import { Origins } from './origins.ts';

export { expect };

type Fixtures = {
  /** The reels page, not opened yet. */
  readonly feed: FeedPage;
  /** The demo origins, unshaped and with an empty log. */
  readonly origins: Origins;
};

/** Gives every test its own browser context: no worker, no cache, no database. */
export const test = base.extend<Fixtures, { readonly demo: Demo }>({
  demo: [
    // Playwright reads a fixture's dependencies from its parameter pattern; this one has none.
    async ({}, use) => {
      const demo = await startDemo({ port: 0 });
      await use(demo);
      await demo.close();
    },
    { scope: 'worker' },
  ],
  context: async ({ context }, use) => {
    await use(context);
    // The worker's requests still go through the test's routes while the test ends.
    await context.unrouteAll({ behavior: 'ignoreErrors' });
  },
  origins: async ({ demo }, use) => {
    const origins = new Origins(demo.originUrls);
    await origins.restore();
    await use(origins);
    await origins.restore();
  },
  feed: async ({ page, demo }, use) => use(new FeedPage(page, demo.pageUrl)),
});
