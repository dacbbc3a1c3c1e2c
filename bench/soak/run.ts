/**
 * Five hundred swipes up and down two hundred reels with a budget that several times as many bytes press on: every
 * answered segment is compared with the file at the origin, and store and memory are watched. `npm run bench:soak -- --swipes 500 --reels 200 --budget-mb 50`
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { launchOptions } from '../../checks/browser.ts';
import { startDemo } from '../../demo/demo.ts';
import { FeedPage } from '../../e2e/feed-page.ts';
import { Origins } from '../../e2e/origins.ts';
import { runInPage } from '../page-script.ts';
import { createRandom } from '../simulator/random.ts';
import { installWitness } from './witness.ts';

const { values } = parseArgs({
  options: {
    swipes: { type: 'string', default: '500' },
    reels: { type: 'string', default: '200' },
    'budget-mb': { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});
const swipes = Number(values.swipes);
const budgetBytes = Number(values['budget-mb']) * 1024 * 1024;
/** Every other reel is stayed with until most of it is here; the others are skimmed. */
const habits = { back: 0.1, stays: 0.5, skimMs: [100, 300], stayMs: [1300, 1900] } as const;
/** Less brought in than this does not show that the budget holds. */
const leastPressure = 2;

const mediaRoot = new URL('../../demo/media/', import.meta.url);
const files = new Map<string, Promise<Buffer>>();
const verdicts = { compared: 0, comparedBytes: 0, converted: 0, wrong: [] as string[] };

/** A copy has the bytes of the file that it copies; a converted MP4 has no file to compare with. */
async function compare(url: string, range: string | null, digest: string): Promise<void> {
  const path = new URL(url).pathname.replace(/^\/(copies\/\d+\/)?/, '');
  if (path.includes('/nextreel/')) {
    verdicts.converted += 1;
    return;
  }
  const reading = files.get(path) ?? readFile(new URL(path, mediaRoot));
  files.set(path, reading);
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  const file = await reading;
  const expected = first === undefined ? file : file.subarray(Number(first), Number(last) + 1);
  verdicts.compared += 1;
  verdicts.comparedBytes += expected.length;
  if (createHash('sha256').update(expected).digest('hex') !== digest) verdicts.wrong.push(`${url} ${range ?? ''}`);
}

async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

async function storedBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const metrics: { storage: { stored_bytes: number | null } } = await (await fetch('/api/v1/metrics')).json();
    return metrics.storage.stored_bytes ?? 0;
  });
}

/** What has left the origins, whole or in part. */
async function broughtBytes(originUrls: readonly string[]): Promise<number> {
  const origins = new Origins(originUrls);
  return (await origins.log()).reduce((sum, { bytesSent }) => sum + bytesSent, 0);
}

/** Entries that were stored at one look and gone at a later one: nothing gets too old here, so they were evicted. */
class Evictions {
  #stored = new Set<string>();
  count = 0;

  look(keys: readonly string[]): void {
    const now = new Set(keys);
    for (const key of this.#stored) if (!now.has(key)) this.count += 1;
    this.#stored = now;
  }
}

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
const random = createRandom(Number(values.seed));
const demo = await startDemo({ port: 0 });
const browser = await chromium.launch(launchOptions());
try {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.exposeFunction('compareWithOrigin', compare);
  await runInPage(page, installWitness);
  const feed = new FeedPage(page, demo.pageUrl);
  await feed.open(`/?reels=${values.reels}`);
  await feed.expectControlled();
  await feed.configure({ cache: { store_budget_bytes: budgetBytes } });

  let mostStoredBytes = 0;
  const heaps: number[] = [];
  const evictions = new Evictions();
  let isGoingDown = true;
  for (let swipe = 1; swipe <= swipes; swipe += 1) {
    const place = Number(await feed.current.getAttribute('aria-posinset'));
    if (place === Number(values.reels)) isGoingDown = false;
    if (place === 1) isGoingDown = true;
    await page.keyboard.press(isGoingDown === random() >= habits.back ? 'ArrowDown' : 'ArrowUp');
    const [least, most] = random() < habits.stays ? habits.stayMs : habits.skimMs;
    await new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
    if (swipe % 10 === 0) {
      mostStoredBytes = Math.max(mostStoredBytes, await storedBytes(page));
      evictions.look(await feed.storedKeys());
    }
    if (swipe % 100 === 0) {
      heaps.push(await heapBytes(page));
      console.log(
        `${swipe} swipes: ${megabytes(await storedBytes(page))} MB stored, heap ${megabytes(heaps.at(-1) ?? 0)} MB`,
      );
    }
  }
  const endBytes = await storedBytes(page);
  const brought = await broughtBytes(demo.originUrls);
  const growth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1);
  console.log(`\n| what | figure |\n|---|---|`);
  console.log(
    `| segments compared with the origin's files | ${verdicts.compared}, ${megabytes(verdicts.comparedBytes)} MB |`,
  );
  console.log(`| of them wrong | ${verdicts.wrong.length} |`);
  console.log(`| made from plain MP4 (nothing to compare with) | ${verdicts.converted} |`);
  console.log(`| budget | ${megabytes(budgetBytes)} MB |`);
  console.log(`| brought in from the origins | ${megabytes(brought)} MB |`);
  console.log(`| most stored | ${megabytes(mostStoredBytes)} MB |`);
  console.log(`| evicted entries, at the least | ${evictions.count} |`);
  console.log(`| stored at the end | ${megabytes(endBytes)} MB |`);
  console.log(`| page heap after 100 swipes | ${megabytes(heaps[0] ?? 0)} MB |`);
  console.log(`| page heap at the end | ${megabytes(heaps.at(-1) ?? 0)} MB, ${growth.toFixed(2)} × |`);
  for (const wrong of verdicts.wrong) console.error(`Wrong bytes: ${wrong}`);
  const isPressed = brought >= leastPressure * budgetBytes && evictions.count > 0;
  if (!isPressed)
    console.error(`The budget was not pressed: bring in ${leastPressure} times as much, or set it lower.`);
  const isKept = Math.max(mostStoredBytes, endBytes) <= budgetBytes;
  if (verdicts.wrong.length > 0 || verdicts.compared === 0 || !isPressed || !isKept) process.exitCode = 1;
} finally {
  await browser.close();
  await demo.close();
}
