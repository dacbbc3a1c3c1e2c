/** Reads one hostile input in a process of its own and prints the outcome: `node reading.js <number of the input>`. */
import { hostileInputs } from './inputs.ts';

const input = hostileInputs[Number(process.argv[2])];
if (input === undefined) throw new RangeError(`there is no input ${process.argv[2]}`);
const read = input.prepare();
const before = process.memoryUsage();
const startUsage = process.cpuUsage();
let refusal: string | null = null;
let result: unknown;
try {
  result = read();
} catch (error) {
  refusal = error instanceof Error ? error.message : String(error);
}
const { user, system } = process.cpuUsage(startUsage);
const after = process.memoryUsage();
const keptBytes = after.heapUsed + after.external - before.heapUsed - before.external;
console.log(JSON.stringify({ processorMs: (user + system) / 1000, keptBytes, refusal, isRead: result !== undefined }));
