/** Reads every hostile input in a process of its own, and prints its cost and outcome. `npm run bench:hostile` */
import { writeResult } from '../result.ts';
import { hostileInputs } from './inputs.ts';
import { maxMebibytes, type Measured, Readings } from './measure.ts';

/** The processor time allowed for reading any input. */
const maxMs = 200;

const readings = await Readings.open();
const rows: (Measured & { readonly input: string })[] = [];
console.log(`${'input'.padEnd(56)} ${'ms'.padStart(6)} ${'MiB'.padStart(6)}  outcome`);
for (const [number, { name }] of hostileInputs.entries()) {
  const measured = await readings.read(number);
  rows.push({ input: name, ...measured });
  const { processorMs, keptBytes, refusal } = measured;
  const mebibytes = Math.max(0, keptBytes / 2 ** 20).toFixed(1);
  const outcome = refusal === null ? 'read' : `refused: ${refusal.slice(0, 100)}`;
  console.log(`${name.padEnd(56)} ${processorMs.toFixed(0).padStart(6)} ${mebibytes.padStart(6)}  ${outcome}`);
}
await readings.close();
await writeResult('hostile', rows);

const isOver = ({ processorMs, keptBytes }: Measured) => processorMs > maxMs || keptBytes > maxMebibytes * 2 ** 20;
for (const { input } of rows.filter(isOver)) {
  console.log(`Over ${maxMs} ms or ${maxMebibytes} MiB: ${input}`);
  process.exitCode = 1;
}
