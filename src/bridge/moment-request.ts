import { type ChosenFragment, readChosenFragment } from '../shared/fragment.ts';
import type { ReelInView } from '../shared/messages.ts';
import { answerOf } from '../worker-client/answer-of.ts';

/** Longer than the worker's default timeout for one transfer. */
const answerTimeoutMs = 40_000;

/** Resolves with null if the worker could not fetch anything for that time. */
export async function requestMoment(
  worker: ServiceWorker,
  reel: ReelInView,
  timeSeconds: number,
): Promise<ChosenFragment | null> {
  return readChosenFragment(await answerOf(worker, { type: 'prefetch-moment', reel, timeSeconds }, answerTimeoutMs));
}
