/** Waits for the work to settle, at most for this time. Returns true if it has not settled by then. */
export async function timesOut(work: Promise<unknown>, patienceMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), patienceMs);
  });
  const settled = work.then(
    () => false,
    () => false,
  );
  const result = await Promise.race([timeIsUp, settled]);
  clearTimeout(timer);
  return result;
}
