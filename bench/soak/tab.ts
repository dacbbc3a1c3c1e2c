import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { FeedPage } from '../../e2e/feed-page.ts';
import type { Random } from '../simulator/random.ts';
import { runInPage } from '../page-script.ts';
import { installUrlCount } from './open-urls.ts';
import type { MediaComparison } from './media-comparison.ts';
import { reportMediaDigests } from './media-digests.ts';

/** Generous, since a busy machine takes long to start. */
const patienceMs = 60_000;

const maxAttempts = 5;

/** Half of the reels are watched until most of their data has arrived; the others are skimmed. */
const habits = { back: 0.1, stays: 0.5, skimMs: [100, 300], stayMs: [1300, 1900] } as const;

export type TabFigures = {
  readonly heapBytes: number;
  readonly listeners: number;
  readonly openUrls: number;
  readonly players: number;
  readonly videos: number;
};

/** One of several tabs in which the viewer swipes. */
export class Tab {
  #isGoingDown = true;

  private constructor(
    readonly feed: FeedPage,
    readonly reels: number,
    readonly random: Random,
  ) {}

  static async open(
    context: BrowserContext,
    url: string,
    {
      reels,
      random,
      comparison,
    }: { readonly reels: number; readonly random: Random; readonly comparison: MediaComparison },
  ): Promise<Tab> {
    const page = await context.newPage();
    await page.exposeFunction('compareWithOrigin', comparison.compare);
    // The runner (tsx) wraps named functions in calls of `__name`, which functions that are evaluated later need too.
    await page.addInitScript({ content: 'globalThis.__name = (named) => named' });
    await runInPage(page, reportMediaDigests);
    await runInPage(page, installUrlCount);
    const feed = new FeedPage(page, url);
    await page.goto(new URL(`/?reels=${reels}`, url).href);
    const isServed = () =>
      navigator.serviceWorker.controller !== null && document.querySelector('article[aria-current="true"]') !== null;
    await page.waitForFunction(isServed, undefined, { timeout: patienceMs });
    return new Tab(feed, reels, random);
  }

  get page(): Page {
    return this.feed.page;
  }

  async swipe(): Promise<void> {
    const place = Number(await this.feed.current.getAttribute('aria-posinset'));
    if (place === this.reels) this.#isGoingDown = false;
    if (place === 1) this.#isGoingDown = true;
    const { random } = this;
    await this.page.keyboard.press(this.#isGoingDown === random() >= habits.back ? 'ArrowDown' : 'ArrowUp');
    const [least, most] = random() < habits.stays ? habits.stayMs : habits.skimMs;
    await pause(least + random() * (most - least));
  }

  /** Returns what the tab holds after a garbage collection. */
  async figures(): Promise<TabFigures> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    await session.detach();
    const counts = await this.page.evaluate(() => ({
      openUrls: window.openUrls.size,
      videos: document.querySelectorAll('video').length,
    }));
    const players = await this.#players();
    const listeners = metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? 0;
    return { heapBytes: usedSize, listeners, players, ...counts };
  }

  /** Retries, since `getStatus` also asks the worker, which may just have been stopped. */
  async #players(): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      const count = await this.page
        .evaluate(async () => (await window.nextreel?.getStatus())?.players.length ?? 0)
        .catch((cause: unknown) => {
          if (tries === maxAttempts) throw cause;
        });
      if (count !== undefined) return count;
    }
  }

  say(message: unknown): Promise<void> {
    return this.page.evaluate(
      async (said) => (await navigator.serviceWorker.ready).active?.postMessage(said, []),
      message,
    );
  }
}
