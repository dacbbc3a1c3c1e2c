import { timesOut } from './times-out.ts';

/** Browsers terminate a worker, with everything it is doing, when one event takes five minutes. */
const longestEventMs = 4 * 60_000;

/** For `waitUntil`: settles with the work, or before the browser would terminate the worker. Never rejects. */
export async function untilLimit(work: Promise<unknown>): Promise<void> {
  await timesOut(work, longestEventMs);
}

/** For `respondWith`: resolves with a network error if no response comes in time. Its body may take longer. */
export async function answerInTime(answer: Promise<Response>): Promise<Response> {
  return (await timesOut(answer, longestEventMs)) ? Response.error() : answer;
}
