/**
 * Measures what each fault of an origin costs a viewer while another origin is healthy, and how many requests it costs
 * the origins. `npm run bench:faults -- --rounds 5 --rtt 50`
 */
import { parseArgs } from 'node:util';
import { faultKinds } from '../../demo/shape.ts';
import { writeResult } from '../result.ts';
import { Fleet } from './fleet.ts';
import { type Place, places, writeReel } from './reel.ts';
import { Viewer } from './viewer.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    rtt: { type: 'string', default: '50' },
    origins: { type: 'string', default: '3' },
    faulty: { type: 'string', default: '1' },
  },
});
const rounds = Number(values.rounds);
const originCount = Number(values.origins);
const faulty = Number(values.faulty);
/** Files fetched before the fault strikes, so that the session has a history. */
const warmUps = 12;

type Run = {
  readonly firstByteMs: number;
  readonly wholeMs: number;
  readonly failovers: number;
  readonly hedges: number;
  readonly extraRequests: number;
};

/** Node does not enforce CORS, so missing CORS headers are no fault here. */
const kinds = ['none', ...faultKinds.filter((kind) => kind !== 'no-cors')] as const;

async function measure(fault: (typeof kinds)[number], at: Place, folder: string): Promise<Run> {
  const fleet = await Fleet.start(folder, originCount);
  try {
    const viewer = new Viewer(fleet.urls);
    await fleet.shape({ rttMs: Number(values.rtt) });
    for (let count = 0; count < warmUps; count += 1) await viewer.fetch(at);
    const [next = ''] = viewer.monitor.rank(
      fleet.urls.map((url) => `${url}reel/${at}`),
      'high',
    );
    const urlsToBreak = fleet.urls.toSorted((a, b) => Number(next.startsWith(b)) - Number(next.startsWith(a)));
    const faults = fault === 'none' ? [] : [{ path: at, kind: fault, count: -1 }];
    await fleet.shape({ rttMs: Number(values.rtt), faults }, urlsToBreak.slice(0, faulty));
    const before = { ...viewer.monitor.counts };
    const { firstByteMs, wholeMs } = await viewer.fetch(at);
    const { requests, failovers, hedges } = viewer.monitor.counts;
    return {
      firstByteMs,
      wholeMs,
      failovers: failovers - before.failovers,
      hedges: hedges - before.hedges,
      extraRequests: requests - before.requests - 1,
    };
  } finally {
    await fleet.close();
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const reel = await writeReel();
const rows: { fault: string; at: Place; runs: readonly Run[] }[] = [];
try {
  console.log(`${faulty} of ${originCount} origins faulty, ${values.rtt} ms round trip, median of ${rounds}\n`);
  console.log('| fault | at | first byte (ms) | whole (ms) | failovers | hedges | extra requests |');
  console.log('|---|---|---|---|---|---|---|');
  for (const fault of kinds) {
    for (const at of places) {
      const runs: Run[] = [];
      for (let round = 0; round < rounds; round += 1) runs.push(await measure(fault, at, reel.folder));
      const of = (key: keyof Run) => Math.round(median(runs.map((run) => run[key])));
      rows.push({ fault, at, runs });
      const cells = [of('firstByteMs'), of('wholeMs'), of('failovers'), of('hedges'), of('extraRequests')];
      console.log(`| ${[fault, at, ...cells].join(' | ')} |`);
    }
  }
} finally {
  await reel.remove();
}
await writeResult('faults', { rounds, rttMs: Number(values.rtt), origins: originCount, faulty, rows });
