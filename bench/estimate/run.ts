/**
 * Compares hls.js's estimate of the network with a worker in between to that of the same session without one, in one
 * run and in turn, over the same shaped link. `npm run bench:estimate -- --rounds 3 --swipes 12`
 */
import { parseArgs } from 'node:util';
import { startDemo } from '../../demo/demo.ts';
import { writeResult } from '../result.ts';
import { compare, printReport, type Session } from './report.ts';
import { readOneRendition, watch } from './session.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, swipes: { type: 'string', default: '12' } },
});
const plan = { swipes: Number(values.swipes), dwellMs: 3_500 };

// With three origins a page would draw on three times the bandwidth: each has a link of its own.
const demo = await startDemo({ port: 0, origins: 1, media: readOneRendition });
const sessions: Session[] = [];
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const kind of ['direct', 'worker', 'misses'] as const) sessions.push(await watch(kind, demo, plan));
  }
} finally {
  await demo.close();
}
const rows = compare(sessions);
printReport(rows);
await writeResult('estimate', { rows, sessions });
