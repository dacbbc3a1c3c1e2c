/**
 * Measures the same swipes in Chromium, WebKitGTK and Firefox, with Nextreel and with hls.js created at the swipe, over
 * the same shaped link. `npm run bench:engines -- --swipes 16 --only firefox`
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Engine, EngineBrowser } from '../../e2e/engines/engine-browser.ts';
import { type Contender, startContenders } from '../contenders/contenders.ts';
import { shapeLink, trafficOf } from '../link.ts';
import { writeResult } from '../result.ts';
import { installMeter, type Swipe } from '../swipe/meter.ts';
import { printReport, type Row, summarise } from '../swipe/report.ts';
import { withEngine } from './with-engine.ts';

const link = { rttMs: 100, bps: 4_000_000 };
const dwellMs = 2500;
/** The first reel plays this long before the first swipe, so that start-up does not affect the measurement. */
const settleMs = 4000;

const engines = [
  ['chromium', (userAgent) => `Chromium ${/Chrome\/(\d+)/.exec(userAgent)?.[1]}`],
  // WebKitGTK reports a frozen Safari version in its user agent.
  ['webkit', () => 'WebKitGTK'],
  ['firefox', (userAgent) => `Firefox ${/Firefox\/(\d+)/.exec(userAgent)?.[1]}`],
] as const satisfies readonly (readonly [Engine, (userAgent: string) => string])[];

const { values } = parseArgs({ options: { swipes: { type: 'string', default: '16' }, only: { type: 'string' } } });
const swipesEach = Number(values.swipes);
const wanted = values.only?.split(',');

const contenders = await startContenders({ names: ['nextreel', 'hls-on-swipe'], throughputBps: link.bps });
const rows: Row[] = [];
for (const [engine, nameOf] of engines) {
  if (wanted?.includes(engine) === false) continue;
  for (const contender of contenders) {
    const row = await withEngine(engine, (browser) => measure(browser, nameOf, contender));
    console.error(`${row.scenario}, ${row.contender}: ${row.swipes - row.unseen} of ${row.swipes} swipes seen`);
    rows.push(row);
  }
}
await Promise.all(contenders.map((contender) => contender.close()));
printReport(rows);
await writeResult('engines', rows);

async function measure(
  browser: EngineBrowser,
  nameOf: (userAgent: string) => string,
  contender: Contender,
): Promise<Row> {
  await shapeLink(contender.originUrl, link);
  await browser.open(contender.pageUrl);
  await untilMoving(browser);
  // The runner (tsx) wraps named functions in calls of `__name`, which the page does not define.
  await browser.evaluate(() => Reflect.set(window, '__name', (named: unknown) => named), null);
  await browser.evaluate(installMeter, undefined);
  await pause(settleMs);
  for (let swipe = 0; swipe < swipesEach; swipe += 1) {
    await browser.press('ArrowDown');
    await pause(dwellMs);
  }
  const swipes = await browser.evaluate((): Swipe[] => window.swipes, null);
  const userAgent = await browser.evaluate(() => navigator.userAgent, null);
  const { bytes } = await trafficOf(contender.originUrl);
  return summarise(nameOf(userAgent), contender.name, swipes, bytes);
}

async function untilMoving(browser: EngineBrowser): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  const positionOf = () =>
    document.querySelector<HTMLVideoElement>('article[aria-current="true"] video')?.currentTime ?? 0;
  while ((await browser.evaluate(positionOf, null)) <= 0.2) {
    if (performance.now() > deadlineMs) throw new Error('The first reel does not play');
    await pause(100);
  }
}
