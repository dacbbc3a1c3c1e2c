/** Reads every hostile input in a process of its own, and prints what it took and what came of it. `npm run bench:hostile` */
import { hostileInputs } from './inputs.ts';
import { Readings } from './measure.ts';

const readings = await Readings.open();
console.log(`${'input'.padEnd(56)} ${'ms'.padStart(6)} ${'MiB'.padStart(6)}  outcome`);
for (const [number, { name }] of hostileInputs.entries()) {
  const { processorMs, keptBytes, refusal } = await readings.read(number);
  const mebibytes = Math.max(0, keptBytes / 2 ** 20).toFixed(1);
  const outcome = refusal === null ? 'read' : `refused: ${refusal.slice(0, 100)}`;
  console.log(`${name.padEnd(56)} ${processorMs.toFixed(0).padStart(6)} ${mebibytes.padStart(6)}  ${outcome}`);
}
await readings.close();
