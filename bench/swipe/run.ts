/**
 * Swipes through the demo feed with Nextreel and with four other ways to play it, alternating within one run over the
 * same shaped link, and prints what a viewer would see. `npm run bench:swipe -- --swipes 32`
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { untilMoving, withBrowser } from '../browser.ts';
import { type Link, shapeLink, trafficOf } from '../link.ts';
import { runInPage } from '../page-script.ts';
import { writeResult } from '../result.ts';
import { type Contender, peerNames, startContenders } from '../contenders/contenders.ts';
import { installMeter, type Swipe } from './meter.ts';
import { printReport, type Row, summarise } from './report.ts';

type Scenario = Link & { readonly name: string; readonly dwellMs: number };

const scenarios: readonly Scenario[] = [
  { name: '4 Mbps, 2.5 s a reel', rttMs: 100, bps: 4_000_000, dwellMs: 2500 },
  { name: '2 Mbps, 0.8 s a reel', rttMs: 100, bps: 2_000_000, dwellMs: 800 },
];
const rounds = 2;
/** The first reel plays this long before the first swipe, so that start-up does not affect the measurement. */
const settleMs = 4000;

const { values } = parseArgs({ options: { swipes: { type: 'string', default: '32' }, only: { type: 'string' } } });
const swipesPerRound = Math.ceil(Number(values.swipes) / rounds);

async function measure(
  contender: Contender,
  { dwellMs, ...link }: Scenario,
): Promise<{ swipes: Swipe[]; bytes: number }> {
  return withBrowser({}, async (page) => {
    await shapeLink(contender.originUrl, link);
    await runInPage(page, installMeter);
    await page.goto(contender.pageUrl);
    await untilMoving(page);
    await pause(settleMs);
    for (let swipe = 0; swipe < swipesPerRound; swipe += 1) {
      await page.keyboard.press('ArrowDown');
      await pause(dwellMs);
    }
    const { bytes } = await trafficOf(contender.originUrl);
    return { swipes: await page.evaluate(() => window.swipes), bytes };
  });
}

async function runScenario(scenario: Scenario): Promise<Row[]> {
  const only = values.only?.split(',');
  const names = (['nextreel', ...peerNames] as const).filter((name) => only?.includes(name) ?? true);
  const contenders = await startContenders({ names, throughputBps: scenario.bps });
  const results = new Map(contenders.map(({ name }) => [name, { swipes: [] as Swipe[], bytes: 0 }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      const { swipes, bytes } = await measure(contender, scenario);
      const result = results.get(contender.name);
      result?.swipes.push(...swipes);
      if (result !== undefined) result.bytes += bytes;
    }
  }
  await Promise.all(contenders.map((contender) => contender.close()));
  return [...results].map(([name, { swipes, bytes }]) => summarise(scenario.name, name, swipes, bytes));
}

const rows: Row[] = [];
for (const scenario of scenarios) rows.push(...(await runScenario(scenario)));
printReport(rows);
await writeResult('swipe', rows);
