import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawChart } from './chart.ts';
import { measureDecisions } from './decision-cost.ts';
import { type Cell, listOwnCells, listRecordedCells, listSwipeCells, runCells } from './experiment.ts';
import { policyNames } from './policies.ts';
import { readRecorded } from './recorded.ts';
import { measureRanking } from './queue-cost.ts';
import { formatResults } from './report.ts';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
const outDir = fileURLToPath(new URL('../../dist-bench/', import.meta.url));
const size = values.full ? { viewers: 50, networks: 6 } : { viewers: 8, networks: 2 };
const honest = policyNames.filter((name) => !name.startsWith('knows'));

console.log(`Score: sum of q − |q − q before| over watched chunks, − 1.85 a second of stall, − 0.5 a megabit.
"first rules", "last rules": the same, with switches counted when a chunk is asked for, as the first and the last
public version of the challenge's code do (rules.ts).
Paired differences are over the same viewers, videos and networks; p is two-sided.`);

const own = listOwnCells(size, 0);
const ownResults = runCells(own, policyNames);
console.log(formatResults('Own traces, viewers as the retention curves say', own, ownResults));
mkdirSync(outDir, { recursive: true });
writeFileSync(`${outDir}score-by-waste.svg`, drawChart('Score against waste, own traces', ownResults));

const varied = listOwnCells(size, 0.6, 2);
console.log(formatResults('Own traces, viewers who differ from the curves', varied, runCells(varied, honest)));

const recorded = readRecorded();
if (recorded === undefined)
  console.log('\nNo recorded traces beside the repository (../shared/traces): own traces only.');
else {
  const cells = listRecordedCells(recorded, size);
  console.log(formatResults('Recorded videos and networks', cells, runCells(cells, policyNames)));
  const swipes: Cell[] = listSwipeCells(recorded, values.full ? 60 : 14);
  console.log(
    formatResults('Recorded swipe sessions', swipes, runCells(swipes, ['class table', 'sequential', 'adaptive'])),
  );
}

const spent = measureDecisions(own.slice(0, 12));
const share = (part: number): string => `${(spent[Math.floor(part * spent.length)] ?? 0).toFixed(0)} µs`;
console.log(`\nA decision of adaptive costs ${share(0.5)} (median), ${share(0.95)} (95 %), of ${spent.length}.`);
const queued = 10_000;
const ranking = measureRanking(queued);
console.log(
  `Ranking ${queued} queued entries anew takes ${(ranking[ranking.length >> 1] ?? 0).toFixed(1)} ms (median), ` +
    `${(ranking.at(-1) ?? 0).toFixed(1)} ms at most, of ${ranking.length}.`,
);
console.log(`Wrote ${outDir}score-by-waste.svg`);
