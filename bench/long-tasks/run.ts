/**
 * Measures the main-thread tasks over 50 ms, from the page's first byte through twenty swipes, and the scripts in the
 * frames that they delayed. Since a busy machine stretches tasks, the longest by processor time are printed too.
 * `npm run bench:long-tasks -- --swipes 20 --dwell-ms 1500 --visits 2`; there is a worker from the second visit on.
 */
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium } from '@playwright/test';
import { launchOptions } from '../../checks/browser.ts';
import { startDemo } from '../../demo/demo.ts';
import { writeResult } from '../result.ts';
import { installObserver, type ObservedTasks, readTasks } from './observer.ts';
import { type ProcessorTask, readProcessorTasks } from './trace.ts';

const { values } = parseArgs({
  options: {
    swipes: { type: 'string', default: '20' },
    'dwell-ms': { type: 'string', default: '1500' },
    visits: { type: 'string', default: '2' },
  },
});
const swipes = Number(values.swipes);

/** A task blocks the viewer's input for the time beyond this, as in Total Blocking Time. */
const unnoticedMs = 50;

type Visit = ObservedTasks & { readonly byProcessor: readonly ProcessorTask[] };

async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await installObserver(page);
  await page.goto(`${url}?reels=100`);
  await page.locator('article[aria-current="true"] video').waitFor();
  for (let swipe = 0; swipe < swipes; swipe += 1) {
    await pause(Number(values['dwell-ms']));
    await page.keyboard.press('ArrowDown');
  }
  const observed = await readTasks(page);
  const byProcessor = readProcessorTasks(await browser.stopTracing(), url, 5);
  await page.close();
  return { ...observed, byProcessor };
}

function print(name: string, { tasks, frames, byProcessor }: Visit): void {
  const longestMs = Math.max(0, ...tasks.map(({ durationMs }) => durationMs));
  const blockingMs = tasks.reduce((sum, { durationMs }) => sum + durationMs - unnoticedMs, 0);
  const over = tasks.filter(({ durationMs }) => durationMs > 100).length;
  console.log(
    `${name}: ${tasks.length} long tasks, longest ${longestMs.toFixed(0)} ms, ${over} over 100 ms, ` +
      `total blocking time ${blockingMs.toFixed(0)} ms`,
  );
  console.log('  by time on a processor:');
  for (const { processorMs, part } of byProcessor) console.log(`  ${processorMs.toFixed(0).padStart(4)} ms  ${part}`);
  console.log('  by the clock:');
  const longest = tasks.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 5);
  for (const { startMs, durationMs } of longest) {
    console.log(`  ${durationMs.toFixed(0).padStart(4)} ms at ${(startMs / 1000).toFixed(1)} s`);
    const frame = frames.find((one) => one.startMs <= startMs + durationMs && startMs <= one.startMs + one.durationMs);
    for (const script of frame?.scripts ?? []) {
      console.log(`       ${script.durationMs.toFixed(0).padStart(4)} ms  ${script.invoker}  ${script.source}`);
    }
  }
}

const demo = await startDemo({ port: 0 });
const browser = await chromium.launch(launchOptions());
try {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  console.log(`${swipes} swipes a visit; load of this machine ${loadavg()[0]?.toFixed(1)}`);
  const visits: Visit[] = [];
  for (let number = 1; number <= Number(values.visits); number += 1) {
    const observed = await visit(context, demo.pageUrl);
    visits.push(observed);
    print(`Visit ${number}`, observed);
  }
  await writeResult('long-tasks', visits);
} finally {
  await browser.close();
  await demo.close();
}
