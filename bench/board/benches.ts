import type { Bench } from './bench.ts';
import { api } from './tables/api.ts';
import { estimate } from './tables/estimate.ts';
import { faults } from './tables/faults.ts';
import { firstReel } from './tables/first-reel.ts';
import { hostile } from './tables/hostile.ts';
import { http } from './tables/http.ts';
import { longTasks } from './tables/long-tasks.ts';
import { packageBench } from './tables/package.ts';
import { replay } from './tables/replay.ts';
import { scale } from './tables/scale.ts';
import { session } from './tables/session.ts';
import { sim } from './tables/sim.ts';
import { simWorker } from './tables/sim-worker.ts';
import { store } from './tables/store.ts';
import { engines, swipe } from './tables/swipe.ts';

/**
 * In the order in which they run and are shown: long ones first, since the short ones still fit in the time that is
 * left.
 */
export const benches: readonly Bench[] = [
  swipe,
  engines,
  firstReel,
  replay,
  session,
  packageBench,
  scale,
  store,
  estimate,
  http,
  faults,
  api,
  longTasks,
  hostile,
  sim,
  simWorker,
];
