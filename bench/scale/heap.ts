import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Returns the heap in use after a garbage collection. */
export function heapInUse(): number {
  // Only contexts created after the flag was set have `gc`.
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}
