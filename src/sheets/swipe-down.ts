/** A pull this far closes the sheet; a flick needs less. */
const farPx = 110;
const flickPxPerMs = 0.6;
const minFlickPx = 24;

/** Closes a sheet at the bottom of the screen when its head is pulled down. Sheets elsewhere cannot be pulled. */
export function closeBySwipe(sheet: HTMLElement, head: HTMLElement, close: () => void): void {
  let pull: { readonly id: number; readonly fromPx: number; readonly atMs: number } | null = null;
  const pulledPx = ({ clientY }: PointerEvent) => Math.max(0, clientY - (pull?.fromPx ?? clientY));

  head.addEventListener('pointerdown', (event) => {
    const isOnButton = event.target instanceof Element && event.target.closest('button') !== null;
    if (isOnButton || event.button !== 0 || getComputedStyle(head).touchAction !== 'none') return;
    pull = { id: event.pointerId, fromPx: event.clientY, atMs: event.timeStamp };
    head.setPointerCapture(event.pointerId);
  });
  head.addEventListener('pointermove', (event) => {
    if (event.pointerId === pull?.id) sheet.style.translate = `0 ${pulledPx(event)}px`;
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    head.addEventListener(type, (event) => {
      if (event.pointerId !== pull?.id) return;
      const px = pulledPx(event);
      const isFlick = px > minFlickPx && px / (event.timeStamp - pull.atMs) > flickPxPerMs;
      pull = null;
      sheet.style.translate = '';
      if (type === 'pointerup' && (px > farPx || isFlick)) close();
    });
  }
}
