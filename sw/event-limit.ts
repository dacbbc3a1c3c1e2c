import { outlasts } from './outlasts.ts';

/** Browsers end a worker whose event takes five minutes, and everything else that it does with it. */
const longestEventMs = 4 * 60_000;

/** For `waitUntil`: settles with the work, or before the browser would lose patience with the event. Never rejects. */
export async function untilLimit(work: Promise<unknown>): Promise<void> {
  await outlasts(work, longestEventMs);
}

/** For `respondWith`: an answer that does not come in time is given up. Its body may take as long as it likes. */
export async function answerInTime(answer: Promise<Response>): Promise<Response> {
  return (await outlasts(answer, longestEventMs)) ? Response.error() : answer;
}
