const hiddenPageMs = 120;

/** Runs deferrable work after the next paint, or after a short delay in a hidden page, which does not paint. */
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
