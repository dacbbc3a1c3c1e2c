/**
 * Calls every endpoint of the worker's API from a page that is playing a reel, and prints the response times: median
 * and 95th percentile per endpoint, and the first response of a worker that had been stopped.
 * `npm run bench:api -- --rounds 100`
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { startDemo } from '../../demo/demo.ts';
import { stopWorkers } from '../../e2e/stop-workers.ts';
import { withBrowser } from '../browser.ts';
import { writeResult } from '../result.ts';

type Call = { readonly method: string; readonly path: string; readonly body?: unknown; readonly status: number };

const allowedMedianMs = 50;
const settleMs = 3000;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });
const rounds = Number(values.rounds);

function callsFor(reelId: string): Call[] {
  const behaviour = { scroll_speed: 1, watch_time: 6, current_reel: reelId };
  return [
    { method: 'POST', path: '/user', body: { user_id: 'bench' }, status: 200 },
    { method: 'GET', path: '/user/bench', status: 200 },
    { method: 'PUT', path: '/user/bench/behavior', body: behaviour, status: 200 },
    { method: 'POST', path: '/prefetch', body: { user_id: 'bench', reel_id: reelId, count: 1 }, status: 202 },
    { method: 'GET', path: '/prefetch/status', status: 200 },
    { method: 'DELETE', path: '/prefetch/clear', status: 200 },
    { method: 'GET', path: '/metrics', status: 200 },
    { method: 'GET', path: '/health', status: 200 },
    { method: 'GET', path: '/status', status: 200 },
    { method: 'GET', path: '/logs', status: 200 },
    { method: 'GET', path: '/config', status: 200 },
    { method: 'PUT', path: '/config', body: { logging: { level: 'warn' } }, status: 200 },
    { method: 'GET', path: '/nothing', status: 404 },
  ];
}

/** Returns the milliseconds from the request to the last byte of the response, measured in the page. */
async function timeCall(page: Page, { method, path, body, status }: Call): Promise<number> {
  const text = body === undefined ? null : JSON.stringify(body);
  const answer = await page.evaluate(
    async (call) => {
      const init = call.text === null ? {} : { body: call.text, headers: { 'content-type': 'application/json' } };
      const startedMs = performance.now();
      const response = await fetch(`/api/v1${call.path}`, { method: call.method, ...init });
      await response.text();
      return { tookMs: performance.now() - startedMs, status: response.status };
    },
    { method, path, text },
  );
  if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status} instead of ${status}`);
  return answer.tookMs;
}

async function timeColdStart(page: Page): Promise<number> {
  await stopWorkers(page);
  return timeCall(page, { method: 'GET', path: '/health', status: 200 });
}

function quantile(timesMs: readonly number[], share: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function printRow(name: string, timesMs: readonly number[]): void {
  const column = (share: number) => quantile(timesMs, share).toFixed(1).padStart(8);
  console.log(`${name.padEnd(36)}${column(0.5)}${column(0.95)}`);
}

/** Returns the times of each call, and those of the first call after the worker was stopped. */
async function measure(page: Page, pageUrl: string): Promise<{ times: Map<Call, number[]>; coldMs: number[] }> {
  await page.goto(pageUrl);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.locator('article[aria-current="true"] video').waitFor();
  await pause(settleMs);
  const reelId = await page.locator('article[aria-current="true"]').getAttribute('data-reel-id');
  await timeCall(page, { method: 'POST', path: '/user', body: { user_id: 'bench' }, status: 201 });

  const times = new Map<Call, number[]>(callsFor(reelId ?? '').map((call) => [call, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [call, timesMs] of times) timesMs.push(await timeCall(page, call));
  }
  const coldMs: number[] = [];
  for (let start = 0; start < Math.min(10, rounds); start += 1) coldMs.push(await timeColdStart(page));
  return { times, coldMs };
}

const demo = await startDemo({ port: 0 });
try {
  const { times, coldMs } = await withBrowser({}, (page) => measure(page, demo.pageUrl));
  console.log(`${'ms'.padEnd(36)}  median     p95`);
  for (const [{ method, path, status }, timesMs] of times) printRow(`${method} ${path} ${status}`, timesMs);
  printRow('GET /health, worker stopped before', coldMs);
  const answers = [...times].map(([{ method, path, status }, timesMs]) => ({
    call: `${method} ${path}`,
    status,
    timesMs,
  }));
  await writeResult('api', { answers, coldMs });
  const slow = [...times.values()].filter((timesMs) => quantile(timesMs, 0.5) >= allowedMedianMs);
  if (slow.length > 0) process.exitCode = 1;
  console.log(`${slow.length} of ${times.size} calls have a median of ${allowedMedianMs} ms or more.`);
} finally {
  await demo.close();
}
