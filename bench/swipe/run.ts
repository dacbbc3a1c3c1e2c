/**
 * Swipes through the demo feed with Nextreel and with three other ways to play it, in one run and in turn, over the same
 * shaped link, and prints what a viewer would see. `npm run bench:swipe -- --swipes 32`
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium } from '@playwright/test';
import { browserFlags, findBrowser } from '../../checks/browser.ts';
import { runInPage } from '../page-script.ts';
import { type Contender, startContenders } from './contenders.ts';
import { installMeter, type Swipe } from './meter.ts';
import { printReport, type Row, summarise } from './report.ts';

type Scenario = { readonly name: string; readonly rttMs: number; readonly bps: number; readonly dwellMs: number };

const scenarios: readonly Scenario[] = [
  { name: '4 Mbps, 2.5 s a reel', rttMs: 100, bps: 4_000_000, dwellMs: 2500 },
  { name: '2 Mbps, 0.8 s a reel', rttMs: 100, bps: 2_000_000, dwellMs: 800 },
];
const rounds = 2;
/** The first reel plays this long before the first swipe, so that nobody is measured while it starts. */
const settleMs = 4000;

const { values } = parseArgs({ options: { swipes: { type: 'string', default: '32' }, only: { type: 'string' } } });
const swipesPerRound = Math.ceil(Number(values.swipes) / rounds);

async function measure(contender: Contender, scenario: Scenario): Promise<{ swipes: Swipe[]; bytes: number }> {
  const profile = await mkdtemp(join(tmpdir(), 'nextreel-bench-'));
  const executablePath = findBrowser();
  // Contexts that are off the record keep their storage in memory and would flatter us.
  const context = await chromium.launchPersistentContext(profile, {
    viewport: { width: 390, height: 844 },
    args: [...browserFlags],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    await shape(contender, scenario);
    await useOneOrigin(context);
    const page = context.pages()[0] ?? (await context.newPage());
    await runInPage(page, installMeter);
    await page.goto(contender.pageUrl);
    await page.locator('article[aria-current="true"] video').waitFor();
    await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('article[aria-current="true"] video');
      return video !== null && video.currentTime > 0.2;
    });
    await pause(settleMs);
    for (let swipe = 0; swipe < swipesPerRound; swipe += 1) {
      await page.keyboard.press('ArrowDown');
      await pause(scenario.dwellMs);
    }
    return { swipes: await page.evaluate(() => window.swipes), bytes: await bytesSent(contender) };
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** All contenders draw on one link: a feed with three origins would give Nextreel three times the bandwidth. */
async function useOneOrigin(context: BrowserContext): Promise<void> {
  await context.route('**/feed.json*', async (route) => {
    const response = await route.fetch();
    const feed: { origins: unknown[] } = await response.json();
    await route.fulfill({ response, json: { ...feed, origins: feed.origins.slice(0, 1) } });
  });
}

async function shape({ originUrl }: Contender, { rttMs, bps }: Scenario): Promise<void> {
  const body = JSON.stringify({ rttMs, bytesPerSecond: bps / 8 });
  await fetch(new URL('__shape', originUrl), { method: 'PUT', body });
  await fetch(new URL('__log', originUrl), { method: 'DELETE' });
}

async function bytesSent({ originUrl }: Contender): Promise<number> {
  const log: { bytesSent: number }[] = await (await fetch(new URL('__log', originUrl))).json();
  return log.reduce((sum, { bytesSent: bytes }) => sum + bytes, 0);
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

async function runScenario(scenario: Scenario): Promise<Row[]> {
  const all = await startContenders(scenario.bps);
  const contenders = all.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));
  const results = new Map(contenders.map(({ name }) => [name, { swipes: [] as Swipe[], bytes: 0 }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      const { swipes, bytes } = await measure(contender, scenario);
      const result = results.get(contender.name);
      result?.swipes.push(...swipes);
      if (result !== undefined) result.bytes += bytes;
    }
  }
  await Promise.all(all.map((contender) => contender.close()));
  return [...results].map(([name, { swipes, bytes }]) => summarise(scenario.name, name, swipes, bytes));
}

const rows: Row[] = [];
for (const scenario of scenarios) rows.push(...(await runScenario(scenario)));
printReport(rows);
await writeFile(new URL('../../dist-bench/swipe.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`);
