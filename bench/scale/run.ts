/**
 * Measures the cost of a swipe when its surroundings are large: the feed, its playlists, the store, the hours already
 * watched. Runs the whole worker over virtual time, with players that send requests as hls.js does; what these need to
 * parse playlists, as they would without a worker, does not count. Prints a table for each, with the ratio to the
 * smallest size. `npm run bench:scale -- --only feed,store --swipes 60 --hours 12`
 */
import { parseArgs } from 'node:util';
import { writeResult } from '../result.ts';
import { fillStore } from './fill-store.ts';
import { heapInUse } from './heap.ts';
import { PageList } from './page-list.ts';
import { type Group, medianOf, printGroup, type Row, rowOf } from './report.ts';
import { Watching } from './watching.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    swipes: { type: 'string', default: '60' },
    hours: { type: 'string', default: '12' },
  },
});
const swipes = Number(values.swipes);
/** Swipes that do not count: meanwhile code is compiled and caches reach their steady state. */
const warmUps = 30;
const usual = { reels: 1000, segments: 4, secondsPerReel: 4 } as const;

async function feedOf(reels: number): Promise<Row> {
  const first = Math.max(0, reels - swipes - 2 * warmUps);
  const list = await PageList.load(reels);
  const watching = await Watching.begin({ ...usual, reels }, first);
  await watching.watch(warmUps);
  const pageUs: number[] = [];
  const viewBytes: number[] = [];
  for (let place = first; place < Math.min(reels, first + swipes); place += 1) {
    const startMs = performance.now();
    viewBytes.push(list.swipeTo(place, watching.nowMs));
    pageUs.push(1000 * (performance.now() - startMs));
  }
  const row = rowOf(reels, await watching.watch(swipes), heapInUse());
  return { ...row, pageUs: medianOf(pageUs), viewBytes: medianOf(viewBytes) };
}

async function playlistsOf(segments: number): Promise<Row> {
  const watching = await Watching.begin({ ...usual, segments });
  await watching.watch(warmUps);
  return rowOf(segments, await watching.watch(swipes), heapInUse());
}

async function storeOf(entries: number): Promise<Row> {
  const watching = await Watching.begin(usual);
  await fillStore(entries, watching.nowMs);
  // A new worker that starts with this store.
  watching.page.replaceWorker();
  await watching.watch(warmUps);
  return rowOf(entries, await watching.watch(swipes), heapInUse());
}

async function* hoursOf(hours: number): AsyncGenerator<Row> {
  const secondsPerReel = 10;
  const perHour = 3600 / secondsPerReel;
  const watching = await Watching.begin({ ...usual, reels: perHour * hours + 100, secondsPerReel });
  await watching.watch(warmUps);
  for (let hour = 1; hour <= hours; hour += 1) yield rowOf(hour, await watching.watch(perHour), heapInUse());
}

const measures: Readonly<Record<string, { name: string; rows: () => AsyncGenerator<Row> }>> = {
  feed: { name: 'Reels in the feed', rows: () => each([100, 1000, 10_000, 100_000], feedOf) },
  playlists: { name: 'Segments in each playlist', rows: () => each([4, 100, 1000, 10_000], playlistsOf) },
  store: { name: 'Entries in the store', rows: () => each([0, 1000, 10_000, 50_000], storeOf) },
  hours: { name: 'Hours watched', rows: () => hoursOf(Number(values.hours)) },
};

async function* each(sizes: readonly number[], measure: (size: number) => Promise<Row>): AsyncGenerator<Row> {
  for (const size of sizes) yield await measure(size);
}

const groups: Group[] = [];
for (const name of values.only?.split(',') ?? Object.keys(measures)) {
  const measure = measures[name];
  if (measure === undefined) throw new Error(`There is no "${name}": there are ${Object.keys(measures).join(', ')}`);
  const rows: Row[] = [];
  for await (const row of measure.rows()) {
    rows.push(row);
    console.error(`${measure.name} ${row.size}: ${row.medianMs.toFixed(1)} ms a swipe`);
  }
  const group = { name: measure.name, rows };
  printGroup(group);
  groups.push(group);
}
await writeResult('scale', groups);
// The virtual players of the last session still wait for virtual time that never passes.
process.exit(0);
