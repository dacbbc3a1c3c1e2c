/**
 * Measures what a response from each tier costs compared with Cache Storage and the plain network, what eviction costs,
 * and what many entries cost a worker that has just started. One browser and one run, with the measurements
 * interleaved. `npm run bench:store`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { launchOptions } from '../../checks/browser.ts';
import { writeResult } from '../result.ts';
import { type EvictionRow, measureEviction } from './eviction.ts';
import { fetchText, register, timeResponse } from './page.ts';
import { startServer } from './server.ts';
import { shuffled, type Spread, spreadOf } from './statistics.ts';

const output = fileURLToPath(new URL('../../dist-bench/store', import.meta.url));
const rounds = Number(process.env['ROUNDS'] ?? 40);
const starts = Number(process.env['STARTS'] ?? 25);

const ways = ['memory', 'store', 'cache-storage', 'network'] as const;
const sizes = [80_000, 200_000, 1_000_000, 4_000_000];
const samplesPerSize = 4;
const manyEntries = 50_000;
const firstAnswerBytes = 200_000;
const housekeepingPath = 'sample/1/1?way=maintain';

type HitRow = { readonly bytes: number; readonly way: (typeof ways)[number]; readonly ms: Spread };
type StartRow = { readonly entries: number; readonly housekeeping: boolean; readonly ms: Spread };

async function measureHits(page: Page): Promise<HitRow[]> {
  for (const bytes of sizes) {
    for (let number = 0; number < samplesPerSize; number += 1) {
      await page.evaluate(fetchText, `sample/${bytes}/${number}?way=keep`);
    }
  }
  const times = new Map<string, number[]>();
  for (let round = -2; round < rounds; round += 1) {
    const tasks = sizes.flatMap((bytes) => ways.map((way) => ({ bytes, way })));
    for (const { bytes, way } of shuffled(tasks)) {
      const number = (round + samplesPerSize) % samplesPerSize;
      const answer = await page.evaluate(timeResponse, { path: `sample/${bytes}/${number}?way=${way}` });
      if (answer.bytes !== bytes) throw new Error(`${way} answered ${answer.bytes} bytes instead of ${bytes}`);
      const name = `${bytes} ${way}`;
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), answer.ms]);
    }
  }
  return sizes.flatMap((bytes) =>
    ways.map((way) => ({ bytes, way, ms: spreadOf(times.get(`${bytes} ${way}`) ?? []) })),
  );
}

/**
 * Measures the first response of a worker that was stopped before the request. With housekeeping, the request arrives
 * while the worker reads its index.
 */
async function measureStarts(pages: ReadonlyMap<number, Page>): Promise<StartRow[]> {
  const first = `sample/${firstAnswerBytes}/0`;
  for (const [entries, page] of pages) {
    await page.evaluate(fetchText, `${first}?way=keep`);
    await page.evaluate(fetchText, `sample/1/1?way=fill&entries=${entries}`);
    await stopWorkers(page);
    console.error(`${entries} entries: ${await page.evaluate(fetchText, housekeepingPath)}`);
  }
  const times = new Map<string, number[]>();
  const tasks = [...pages].flatMap(([entries, page]) =>
    [false, true].map((housekeeping) => ({ entries, page, housekeeping })),
  );
  for (let round = -1; round < starts; round += 1) {
    for (const { entries, page, housekeeping } of shuffled(tasks)) {
      await stopWorkers(page);
      const timing = { path: `${first}?way=store`, ...(housekeeping ? { meanwhile: housekeepingPath } : {}) };
      const answer = await page.evaluate(timeResponse, timing);
      const name = `${entries} ${housekeeping}`;
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), answer.ms]);
    }
  }
  return tasks
    .toSorted((a, b) => Number(a.housekeeping) - Number(b.housekeeping))
    .map(({ entries, housekeeping }) => ({
      entries,
      housekeeping,
      ms: spreadOf(times.get(`${entries} ${housekeeping}`) ?? []),
    }));
}

/** Resolves once the workers have really stopped: an earlier request would reach a worker that is still stopping. */
async function stopWorkers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const running = new Set<string>();
  const stopped = new Promise<void>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { versionId, runningStatus } of versions) {
        if (runningStatus === 'stopped') running.delete(versionId);
        else running.add(versionId);
      }
      if (running.size === 0) resolve();
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await stopped;
  await session.detach();
}

async function buildWorker(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: output,
      emptyOutDir: true,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL('worker.ts', import.meta.url)),
        formats: ['iife'],
        name: 'benchWorker',
        fileName: () => 'worker.js',
      },
    },
  });
}

const ms = ({ median, p95 }: Spread) => `${median.toFixed(1)} / ${p95.toFixed(1)}`;

function print(hits: readonly HitRow[], evictions: readonly EvictionRow[], startRows: readonly StartRow[]): void {
  const msOf = (bytes: number, way: string) => hits.find((row) => row.bytes === bytes && row.way === way)?.ms;
  console.log(
    `\nAnswer from the worker, ${rounds} each (median / 95th percentile in ms; share of Cache Storage's median)\n`,
  );
  console.log(`| | ${sizes.map((bytes) => `${bytes / 1000} kB`).join(' | ')} |`);
  console.log(`|---|${sizes.map(() => '---').join('|')}|`);
  for (const way of ways) {
    const cells = sizes.map((bytes) => {
      const spread = msOf(bytes, way) ?? spreadOf([]);
      return `${ms(spread)} (${(spread.median / (msOf(bytes, 'cache-storage')?.median ?? Number.NaN)).toFixed(2)})`;
    });
    console.log(`| ${way} | ${cells.join(' | ')} |`);
  }
  console.log('\nIn memory (median / 95th percentile in µs)\n\n| entries | touch | evict and put |\n|---|---|---|');
  for (const { entries, touchUs, evictUs } of evictions)
    console.log(`| ${entries} | ${ms(touchUs)} | ${ms(evictUs)} |`);
  console.log(`\nFirst answer of a worker that was stopped, ${starts} each (ms)\n`);
  console.log('| entries | | median / 95th percentile |\n|---|---|---|');
  for (const { entries, housekeeping, ms: spread } of startRows) {
    console.log(`| ${entries} | ${housekeeping ? 'while the index is read' : ''} | ${ms(spread)} |`);
  }
}

await buildWorker();
const server = await startServer(output);
const profile = await mkdtemp(join(tmpdir(), 'nextreel-bench-'));
const context = await chromium.launchPersistentContext(profile, launchOptions());
try {
  context.on('serviceworker', (worker) => worker.on('console', (message) => console.error(message.text())));
  const openPage = async (database: string) => {
    const page = await context.newPage();
    page.on('console', (message) => console.error(message.text()));
    await page.goto(new URL(`${database}/`, server.url).href);
    await page.evaluate(register, database);
    return page;
  };
  const hits = await measureHits(await openPage('hits'));
  const evictions = [1000, 10_000, 100_000].map(measureEviction);
  const pages = new Map([
    [0, await openPage('empty')],
    [manyEntries, await openPage('full')],
  ]);
  const startRows = await measureStarts(pages);
  print(hits, evictions, startRows);
  await writeResult('store', { rounds, starts, hits, evictions, firstAnswers: startRows });
} finally {
  await context.close();
  await server.close();
  await rm(profile, { recursive: true, force: true });
}
