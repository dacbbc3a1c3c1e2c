import type { Page } from '@playwright/test';

/** The parts of a feed page that tests change. */
export type FeedJson = { readonly reels: readonly Record<string, unknown>[]; readonly [key: string]: unknown };

/** Changes the first page of the feed in transit, for the page and the worker alike. */
export function changeFeed(page: Page, change: (feed: FeedJson) => FeedJson): Promise<void> {
  return rewriteFeed(page, /\/feed\.json$/, change);
}

/** Changes the reels of every feed page. */
export function changeReels(page: Page, change: (reel: object, index: number) => object): Promise<void> {
  const changeAll = ({ reels, ...rest }: FeedJson) => ({
    ...rest,
    reels: reels.map((reel, index) => ({ ...change(reel, index) })),
  });
  return rewriteFeed(page, /\/feed\.json/, changeAll);
}

async function rewriteFeed(page: Page, urlPattern: RegExp, change: (feed: FeedJson) => FeedJson): Promise<void> {
  await page.context().route(urlPattern, async (route) => {
    const response = await route.fetch();
    const feed: FeedJson = await response.json();
    await route.fulfill({ response, json: change(feed) });
  });
}
