/**
 * Compares hls.js's bandwidth estimate with a worker to that of the same session without one, alternating within one
 * run over the same shaped link. `npm run bench:estimate -- --rounds 3 --swipes 12`
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

// A single origin: each has a shaped link of its own, so three of them would give the page three times the bandwidth.
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
