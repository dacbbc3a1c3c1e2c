import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeResult } from '../result.ts';
import { drawChart } from './chart.ts';
import { spreadOf } from '../store/statistics.ts';
import { measureDecisions } from './decision-cost.ts';
import {
  type Scenario,
  listGeneratedScenarios,
  listRecordedScenarios,
  listSwipeScenarios,
  type Results,
  runScenarios,
} from './experiment.ts';
import { policyNames } from './policies.ts';
import { readRecorded } from './recorded.ts';
import { measureRanking } from './queue-cost.ts';
import { formatResults, type PolicyRow, policyRows } from './report.ts';

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
const outDir = fileURLToPath(new URL('../../dist-bench/', import.meta.url));
const size = values.full ? { viewers: 50, networks: 6 } : { viewers: 8, networks: 2 };
const policiesWithoutOracle = policyNames.filter((name) => !name.startsWith('knows'));

console.log(`Score: sum of q − |q − q before| over watched chunks, − 1.85 a second of stall, − 0.5 a megabit.
"first rules", "last rules": the same, with switches counted when a chunk is asked for, as the first and the last
public version of the challenge's code do (rules.ts).
Paired differences are over the same viewers, videos and networks; p is two-sided.`);

type Experiment = { readonly title: string; readonly sessions: number; readonly policies: readonly PolicyRow[] };
const experiments: Experiment[] = [];

function show(title: string, scenarios: readonly Scenario[], results: Results): void {
  console.log(formatResults(title, scenarios, results));
  experiments.push({ title, sessions: scenarios.length, policies: policyRows(results) });
}

const own = listGeneratedScenarios(size, 0);
const ownResults = runScenarios(own, policyNames);
show('Own traces, viewers as the retention curves say', own, ownResults);
mkdirSync(outDir, { recursive: true });
writeFileSync(`${outDir}score-by-waste.svg`, drawChart('Score against waste, own traces', ownResults));

const varied = listGeneratedScenarios(size, 0.6, 2);
show('Own traces, viewers who differ from the curves', varied, runScenarios(varied, policiesWithoutOracle));

const recorded = readRecorded();
if (recorded === undefined)
  console.log('\nNo recorded traces beside the repository (../shared/traces): own traces only.');
else {
  const scenarios = listRecordedScenarios(recorded, size);
  show('Recorded videos and networks', scenarios, runScenarios(scenarios, policyNames));
  const swipes: Scenario[] = listSwipeScenarios(recorded, values.full ? 60 : 14);
  show('Recorded swipe sessions', swipes, runScenarios(swipes, ['class table', 'sequential', 'adaptive']));
}

const spent = measureDecisions(own.slice(0, 12));
const share = (part: number): string => `${(spent[Math.floor(part * spent.length)] ?? 0).toFixed(0)} µs`;
console.log(`\nA decision of adaptive costs ${share(0.5)} (median), ${share(0.95)} (95 %), of ${spent.length}.`);
const queued = 10_000;
const ranking = measureRanking(queued);
console.log(
  `Ranking ${queued} queued entries again takes ${(ranking[ranking.length >> 1] ?? 0).toFixed(1)} ms (median), ` +
    `${(ranking.at(-1) ?? 0).toFixed(1)} ms at most, of ${ranking.length}.`,
);
const [decisionUs, rankingMs] = [spreadOf(spent), spreadOf(ranking)];
await writeResult('sim', { experiments, decisionUs, queued, rankingMs });
console.log(`Wrote ${outDir}score-by-waste.svg`);
