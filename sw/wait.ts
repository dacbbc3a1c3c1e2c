/** Waits for the time to pass or for the work to settle. True when the time was first. */
export async function waitMs(delayMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), delayMs);
  });
  const settled = work.then(
    () => false,
    () => false,
  );
  const result = await Promise.race([timeIsUp, settled]);
  clearTimeout(timer);
  return result;
}
