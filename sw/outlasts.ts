/** Waits until the work has settled, and no longer than so. True when it has not. */
export async function outlasts(work: Promise<unknown>, patienceMs: number): Promise<boolean> {
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
