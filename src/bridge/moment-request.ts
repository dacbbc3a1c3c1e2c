import { type ChosenFragment, readChosenFragment } from '../shared/fragment.ts';
import type { ReelInView } from '../shared/messages.ts';
import { answerOf } from '../worker-client/answer-of.ts';

/** Longer than the worker waits for one transfer by default. */
const answerWithinMs = 40_000;

/** Null when the worker could not bring anything for that time. */
export async function requestMoment(
  worker: ServiceWorker,
  reel: ReelInView,
  timeSeconds: number,
): Promise<ChosenFragment | null> {
  return readChosenFragment(await answerOf(worker, { type: 'prefetch-moment', reel, timeSeconds }, answerWithinMs));
}
