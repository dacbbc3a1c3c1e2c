import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** What is still in use. */
export function heapInUse(): number {
  // A context made after the flag was set has it.
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}
