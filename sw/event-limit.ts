/** Browsers end a worker whose event takes five minutes, and everything else that it does with it. */
const longestEventMs = 4 * 60_000;

/** For `waitUntil`: settles with the work, or before the browser would lose patience with the event. Never rejects. */
export async function untilLimit(
  work: Promise<unknown>,
  { wait }: { readonly wait: (delayMs: number) => Promise<void> },
): Promise<void> {
  await Promise.race([work.catch(() => undefined), wait(longestEventMs)]);
}
