import { type ChosenFragment, readChosenFragment } from '../shared/fragment.ts';
import type { PageMessage, ReelInView } from '../shared/messages.ts';

/** Longer than the worker waits for one transfer by default; a worker that was stopped never answers. */
const answerWithinMs = 40_000;

/** Null when the worker could not bring anything for that time. */
export function requestMoment(
  worker: ServiceWorker,
  reel: ReelInView,
  timeSeconds: number,
): Promise<ChosenFragment | null> {
  const message: PageMessage = { type: 'prefetch-moment', reel, timeSeconds };
  const { port1: answers, port2: port } = new MessageChannel();
  return new Promise((resolve) => {
    const finish = (data: unknown) => {
      clearTimeout(timer);
      answers.close();
      resolve(readChosenFragment(data));
    };
    const timer = setTimeout(() => finish(null), answerWithinMs);
    answers.addEventListener('message', ({ data }: MessageEvent<unknown>) => finish(data), { once: true });
    answers.start();
    worker.postMessage(message, [port]);
  });
}
