/**
 * Five hundred swipes over two hundred reels with a small budget: every answered segment is compared with the file at
 * the origin, and store and memory are watched. `npm run bench:soak -- --swipes 500 --reels 200 --budget-mb 50`
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { browserFlags, findBrowser } from '../../checks/browser.ts';
import { startDemo } from '../../demo/demo.ts';
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
const shares = { back: 0.1, dwellMs: [100, 500] } as const;

const mediaRoot = new URL('../../demo/media/', import.meta.url);
const files = new Map<string, Promise<Buffer>>();
const verdicts = { compared: 0, converted: 0, wrong: [] as string[] };

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

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
const random = createRandom(Number(values.seed));
const demo = await startDemo({ port: 0 });
const executablePath = findBrowser();
const browser = await chromium.launch({
  args: [...browserFlags],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.exposeFunction('compareWithOrigin', compare);
  await runInPage(page, installWitness);
  await page.goto(`${demo.pageUrl}?reels=${values.reels}`);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  const answer = await page.evaluate(async (bytes) => {
    const body = JSON.stringify({ cache: { store_budget_bytes: bytes } });
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/config', { method: 'PUT', headers, body })).status;
  }, budgetBytes);
  if (answer !== 200) throw new Error(`The budget was refused with status ${answer}`);

  let mostStoredBytes = 0;
  const heaps: number[] = [];
  for (let swipe = 1; swipe <= swipes; swipe += 1) {
    await page.keyboard.press(random() < shares.back ? 'ArrowUp' : 'ArrowDown');
    const [least, most] = shares.dwellMs;
    await new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
    if (swipe % 25 === 0) mostStoredBytes = Math.max(mostStoredBytes, await storedBytes(page));
    if (swipe % 100 === 0) {
      heaps.push(await heapBytes(page));
      console.log(
        `${swipe} swipes: ${megabytes(await storedBytes(page))} MB stored, heap ${megabytes(heaps.at(-1) ?? 0)} MB`,
      );
    }
  }
  const endBytes = await storedBytes(page);
  const growth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1);
  console.log(`\n| what | figure |\n|---|---|`);
  console.log(`| segments compared with the origin's files | ${verdicts.compared} |`);
  console.log(`| of them wrong | ${verdicts.wrong.length} |`);
  console.log(`| made from plain MP4 (nothing to compare with) | ${verdicts.converted} |`);
  console.log(`| most stored, of ${values['budget-mb']} MB | ${megabytes(mostStoredBytes)} MB |`);
  console.log(`| stored at the end | ${megabytes(endBytes)} MB |`);
  console.log(`| page heap, last hundred against first | ${growth.toFixed(2)} × |`);
  for (const wrong of verdicts.wrong) console.error(`Wrong bytes: ${wrong}`);
  if (verdicts.wrong.length > 0 || verdicts.compared === 0 || endBytes > budgetBytes) process.exitCode = 1;
} finally {
  await browser.close();
  await demo.close();
}
