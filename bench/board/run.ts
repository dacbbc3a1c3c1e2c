/**
 * Runs the benches one after another, each in its own process and with a time limit, and writes docs/benchmarks.md and
 * docs/benchmarks.json. `npm run bench -- --only store,api --minutes 10` runs some of them within that time and keeps
 * the entries of the others.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { resultFile } from '../result.ts';
import type { Bench } from './bench.ts';
import { benches } from './benches.ts';
import { type Board, type Entry, readBoard, withEntry } from './board.ts';
import { runChild } from './child.ts';
import { browserVersion, currentCommit, currentLoad, describeMachine } from './machine.ts';
import { pageOf } from './page.ts';
import type { Table } from './table.ts';

const json = new URL('../../docs/benchmarks.json', import.meta.url);
const page = new URL('../../docs/benchmarks.md', import.meta.url);

const { values } = parseArgs({ options: { only: { type: 'string' }, minutes: { type: 'string', default: '45' } } });
const names = benches.map(({ name }) => name);
const wanted = values.only?.split(',') ?? names;
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`There is no bench ${unknown.join(', ')}: there are ${names.join(', ')}`);

let board: Board = await readFile(json, 'utf8').then(readBoard, (cause: NodeJS.ErrnoException) => {
  if (cause.code === 'ENOENT') return { entries: [] };
  throw cause;
});
const beganAtMs = performance.now();
for (const bench of benches.filter(({ name }) => wanted.includes(name))) {
  const minutesLeft = Number(values.minutes) - (performance.now() - beganAtMs) / 60_000;
  if (bench.maxMinutes > minutesLeft) {
    console.error(`\n${bench.name} might not end in time: npm run bench -- --only ${bench.name}`);
    continue;
  }
  console.error(`\n${bench.name}: ${bench.shows}, ${bench.maxMinutes} minutes at most`);
  const entry = await measure(bench);
  console.error(`${bench.name}: ${entry.fault ?? 'done'}, ${entry.minutes.toFixed(1)} minutes`);
  if (entry.fault !== null) process.exitCode = 1;
  board = withEntry(board, entry, names);
  // Written after each bench, so that nothing is lost when the next one is interrupted.
  await writeFile(json, `${JSON.stringify(board, null, 2)}\n`);
  await writeFile(page, pageOf(board));
}

async function measure({ name, shows, script, maxMinutes, usesBrowser, tablesOf }: Bench): Promise<Entry> {
  const [command, ...args] = script;
  const facts = {
    bench: name,
    shows,
    command: ['npm run', command, ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    date: new Date().toISOString().slice(0, 10),
    commit: await currentCommit(),
    machine: describeMachine(),
    load: currentLoad(),
    browser: usesBrowser ? await browserVersion() : null,
  };
  // Deleted first, so that the result of an earlier run is not mistaken for this one.
  await rm(resultFile(name), { force: true });
  const startMs = performance.now();
  const ending = await runChild('npm', ['run', '-s', command, '--', ...args], maxMinutes * 60_000);
  const minutes = Math.round((performance.now() - startMs) / 6000) / 10;
  const { tables, fault } = await readTables(name, tablesOf);
  return { ...facts, minutes, fault: ending ?? fault, tables };
}

async function readTables(
  name: string,
  tablesOf: Bench['tablesOf'],
): Promise<{ readonly tables: Table[]; readonly fault: string | null }> {
  try {
    return { tables: tablesOf(JSON.parse(await readFile(resultFile(name), 'utf8'))), fault: null };
  } catch (cause) {
    return { tables: [], fault: `left no figures: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}
