import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string', default: '112000' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const casesEach = Math.ceil(Number(values.cases) / targets.length);
console.log(
  `seed ${seed} (npm run fuzz -- --seed ${seed} reads the same), ${casesEach} cases for each of ${targets.length} readers`,
);
const startMs = performance.now();
let findings = 0;
for (const target of targets) {
  const targetMs = performance.now();
  const finding = await fuzz(target, { cases: casesEach, seed });
  const seconds = ((performance.now() - targetMs) / 1000).toFixed(1);
  console.log(`${finding === null ? 'ok  ' : 'FAIL'} ${target.name}: ${casesEach} cases in ${seconds} s`);
  if (finding !== null) console.log(finding.report);
  findings += Number(finding !== null);
}
console.log(
  `${casesEach * targets.length} cases in ${((performance.now() - startMs) / 1000).toFixed(0)} s, seed ${seed}, ${findings} findings`,
);
process.exitCode = findings === 0 ? 0 : 1;
