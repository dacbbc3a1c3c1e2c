/**
 * Plays the rules of HTTP caching as cases in a browser, without the worker and with it, for media at the page's own
 * origin and at another one. Prints how many are kept and which are worse with the worker. Exits with 1 if one of these
 * is a `must` that is not bent on purpose, or if the worker answered too few runs.
 * `npm run bench:http -- --only max-age,vary --place own`
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { launchOptions } from '../../checks/browser.ts';
import { writeResult } from '../result.ts';
import type { Case, Place } from './case.ts';
import { chapters } from './cases/all.ts';
import { hostPage } from './host-page.ts';
import { type Outcome, playTogether } from './play.ts';
import { deviations } from './deviations.ts';
import { deviationsOf, rowsOf, tableOf, worsened } from './report.ts';
import { ScriptedOrigin, type StaticFile } from './scripted-origin.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const work = join(root, 'dist-bench');
const places: readonly Place[] = ['own', 'other'];
/** Small enough that the page presents all reels of a group to the worker at once. */
const groupSize = 12;
const pagesAtOnce = 4;

const { values } = parseArgs({ options: { only: { type: 'string' }, place: { type: 'string' } } });
const wanted = values.only?.split(',');
const isWanted = ({ id }: Case) => wanted === undefined || wanted.some((part) => id.includes(part));
const cases = Object.values(chapters).flat().filter(isWanted);

/** Builds the package as a site would serve it, beside one page. */
async function buildHost(): Promise<ReadonlyMap<string, StaticFile>> {
  const outDir = join(work, 'http-host');
  await build({ root, configFile: join(root, 'build/package.config.ts'), logLevel: 'warn', build: { outDir } });
  const names = (await readdir(outDir, { recursive: true })).filter((name) => name.endsWith('.js'));
  const scripts = names.map(async (name): Promise<[string, StaticFile]> => {
    return [`/${name}`, { type: 'text/javascript', body: await readFile(join(outDir, name)) }];
  });
  return new Map([['/', { type: 'text/html', body: hostPage }], ...(await Promise.all(scripts))]);
}

function groupsOf(all: readonly Case[]): Case[][] {
  const parallel = all.filter(({ isAlone = false }) => !isAlone);
  const alone = all.filter(({ isAlone = false }) => isAlone);
  const count = Math.ceil(parallel.length / groupSize);
  const groups = Array.from({ length: count }, (_, group) =>
    parallel.slice(group * groupSize, (group + 1) * groupSize),
  );
  return [...groups, ...alone.map((one) => [one])];
}

async function playAll(hasWorker: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const place of places.filter((one) => values.place === undefined || values.place === one)) {
    const casesOfPlace = cases.filter((one) => one.places?.includes(place) ?? true);
    const waiting = groupsOf(casesOfPlace);
    const playNext = async (): Promise<void> => {
      for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
        outcomes.push(...(await playTogether(group, place, { browser, origins, hasWorker })));
        const done = outcomes.filter((outcome) => outcome.place === place).length;
        const name = `${hasWorker ? 'with' : 'without'} a worker, at the ${place} origin`;
        process.stderr.write(`${name}: ${done} of ${casesOfPlace.length}\n`);
      }
    };
    await Promise.all(Array.from({ length: pagesAtOnce }, playNext));
  }
  return outcomes;
}

const origins = { own: await ScriptedOrigin.start(await buildHost()), other: await ScriptedOrigin.start() };
const browser = await chromium.launch(launchOptions());
try {
  const rows = rowsOf(chapters, await playAll(false), await playAll(true));
  console.log(`${cases.length} cases, ${rows.length} runs\n\n${tableOf(rows)}`);
  console.log(`\nWorse with the worker:\n\n${deviationsOf(rows, deviations)}`);
  await writeResult('http', rows);
  // A worker that answers nothing makes nothing worse, so the answered runs are counted too.
  const answered = rows.filter(({ isByWorker }) => isByWorker).length;
  console.log(`\nThe worker answered in ${answered} of ${rows.length} runs.`);
  const faults = worsened(rows, 'must').filter(({ id }) => deviations[id] === undefined);
  if (faults.length > 0 || answered < rows.length / 2) process.exitCode = 1;
} finally {
  await browser.close();
  await Promise.all(Object.values(origins).map((origin) => origin.close()));
}
