const hiddenPageMs = 120;

/** Runs what can wait behind the next paint; in a hidden page, which paints nothing, a moment later. */
export function afterPaint(run: () => void): void {
  let isDone = false;
  const once = () => {
    if (isDone) return;
    isDone = true;
    run();
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, hiddenPageMs);
}
