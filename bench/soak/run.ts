/**
 * Makes two thousand swipes in three tabs of one browser, over two hundred reels with several times as many bytes as
 * the store's budget, while reels are saved and removed and the worker is stopped every half minute. Compares every
 * response with the origin's file, and the saved files with the orders to save; and monitors memory, listeners,
 * players, object URLs and transfers. `npm run bench:soak -- --swipes 300 --budget-mb 15 --json soak.json`
 */
import { writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import * as v from 'valibot';
import { launchOptions } from '../../checks/browser.ts';
import { startDemo } from '../../demo/demo.ts';
import { Origins } from '../../e2e/origins.ts';
import { stopWorkers } from '../../e2e/stop-workers.ts';
import { statusSchema } from '../../src/shared/events.ts';
import { createRandom } from '../simulator/random.ts';
import { judge, type Sample, megabytes, type Outcome, swipesPerSample, tableOf } from './report.ts';
import { readCatalogue, SavedBook } from './saved-book.ts';
import { Tab } from './tab.ts';
import { MediaComparison } from './media-comparison.ts';

const { values } = parseArgs({
  options: {
    swipes: { type: 'string', default: '2000' },
    reels: { type: 'string', default: '200' },
    tabs: { type: 'string', default: '3' },
    'budget-mb': { type: 'string', default: '50' },
    'stop-every': { type: 'string', default: '30' },
    'save-every': { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
const [swipes, reels, tabCount] = [Number(values.swipes), Number(values.reels), Number(values.tabs)];
const budgetBytes = Number(values['budget-mb']) * 1024 * 1024;
const stopEveryMs = Number(values['stop-every']) * 1000;
/** The viewer moves on to the next tab after this many swipes. */
const swipesPerTurn = 5;
const quietMs = 60_000;

const random = createRandom(Number(values.seed));
const demo = await startDemo({ port: 0 });
const browser = await chromium.launch(launchOptions());
try {
  const outcome = await soak();
  const rows = judge(outcome);
  console.log(tableOf(rows));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify({ ...outcome, rows }, null, 2)}\n`);
  for (const wrong of outcome.wrong) console.error(`Wrong bytes: ${wrong}`);
  if (rows.some(({ isGood }) => isGood === false)) process.exitCode = 1;
} finally {
  await browser.close();
  await demo.close();
}

async function soak(): Promise<Outcome> {
  const beganAtMs = Date.now();
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const comparison = new MediaComparison();
  const tabs: Tab[] = [];
  for (let count = 0; count < tabCount; count += 1)
    tabs.push(await Tab.open(context, demo.pageUrl, { reels, random, comparison }));
  const tabAt = (place: number): Tab => {
    const tab = tabs[place % tabs.length];
    if (tab === undefined) throw new RangeError('There has to be one tab at least');
    return tab;
  };
  await tabAt(0).feed.configure({ cache: { store_budget_bytes: budgetBytes } });
  const book = new SavedBook(await readCatalogue(demo.pageUrl, reels));
  const samples: Sample[] = [];
  let [mostStoredBytes, workerStops, stoppedAtMs] = [0, 0, Date.now()];
  for (let swipe = 1; swipe <= swipes; swipe += 1) {
    const turn = Math.floor(swipe / swipesPerTurn);
    if (swipe % swipesPerTurn === 0) await tabAt(turn).page.bringToFront();
    await tabAt(turn).swipe();
    if (swipe % Number(values['save-every']) === 0) await book.saveCurrent(tabAt(turn), tabAt(turn + 1));
    if (Date.now() - stoppedAtMs >= stopEveryMs) {
      await stopWorkers(tabAt(turn).page);
      [workerStops, stoppedAtMs] = [workerStops + 1, Date.now()];
    }
    if (swipe % 10 === 0) mostStoredBytes = Math.max(mostStoredBytes, await storedBytes(tabAt(turn)));
    if (swipe % swipesPerSample === 0) {
      samples.push(await takeSample(tabs, swipe));
      const { heapBytes, listeners, openUrls } = samples.at(-1) ?? (await takeSample(tabs, swipe));
      const figures = `heap ${megabytes(heapBytes)} MB, ${listeners} listeners, ${openUrls} object URLs`;
      console.error(
        `${swipe} swipes: ${figures}, ${comparison.compared} compared, ${comparison.mismatches.length} wrong`,
      );
    }
  }
  const saved = await book.settle(tabAt(0));
  const transfersLeft = await waitForQuiet(tabs, tabAt(0));
  const origins = new Origins(demo.originUrls);
  const downloadedBytes = (await origins.log()).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
  const { compared, comparedBytes, converted, mismatches: wrong } = comparison;
  const { saves, removals, repeated } = book;
  return {
    tabs: tabs.length,
    swipes,
    seconds: (Date.now() - beganAtMs) / 1000,
    workerStops,
    compared,
    comparedBytes,
    converted,
    wrong,
    saves,
    removals,
    repeated,
    ...saved,
    budgetBytes,
    downloadedBytes,
    mostStoredBytes,
    transfersLeft,
    samples,
  };
}

async function takeSample(tabs: readonly Tab[], swipe: number): Promise<Sample> {
  const all = await Promise.all(tabs.map((tab) => tab.figures()));
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    swipes: swipe,
    heapBytes: sum(({ heapBytes }) => heapBytes),
    listeners: sum(({ listeners }) => listeners),
    openUrls: sum(({ openUrls }) => openUrls),
    players: sum(({ players }) => players),
    videos: sum(({ videos }) => videos),
  };
}

async function storedBytes({ page }: Tab): Promise<number> {
  return page.evaluate(async () => {
    const metrics: { storage: { stored_bytes: number | null } } = await (await fetch('/api/v1/metrics')).json();
    return metrics.storage.stored_bytes ?? 0;
  });
}

/** Waits for transfers to end, with all videos paused. Returns how many are still in flight after `quietMs`. */
async function waitForQuiet(tabs: readonly Tab[], tab: Tab): Promise<number> {
  for (const { page } of tabs)
    await page.evaluate(() => document.querySelectorAll('video').forEach((video) => video.pause()));
  const untilMs = Date.now() + quietMs;
  for (;;) {
    const status: unknown = await tab.page.evaluate(async () => (await fetch('/api/v1/status')).json());
    const left = v.parse(statusSchema, status).transfers.length;
    if (left === 0 || Date.now() > untilMs) return left;
    await pause(500);
  }
}
