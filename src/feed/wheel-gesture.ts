/**
 * The state that turns one wheel or trackpad gesture into one swipe. A fling keeps sending ever weaker events for up to
 * a second after the fingers are lifted; only a pause or a clear new push starts the next gesture.
 */
export type WheelGesture = {
  readonly lastAtMs: number;
  readonly stepAtMs: number;
  readonly lastDeltaPx: number;
  /** Total distance of the gesture so far. */
  readonly movedPx: number;
  readonly stepped: boolean;
};

export const restingWheel: WheelGesture = {
  lastAtMs: Number.NEGATIVE_INFINITY,
  stepAtMs: Number.NEGATIVE_INFINITY,
  lastDeltaPx: 0,
  movedPx: 0,
  stepped: false,
};

const pauseMs = 160;
/** A second push during a fling counts only once the first swipe has had time to be seen. */
const settleMs = 420;
const pushFactor = 1.8;
const thresholdPx = 24;

export function readWheel(
  gesture: WheelGesture,
  deltaPx: number,
  atMs: number,
): { readonly gesture: WheelGesture; readonly step: -1 | 0 | 1 } {
  const turned = Math.sign(deltaPx) !== Math.sign(gesture.lastDeltaPx) && Math.abs(deltaPx) > thresholdPx;
  const pushed = Math.abs(deltaPx) > thresholdPx * 2 && Math.abs(deltaPx) > Math.abs(gesture.lastDeltaPx) * pushFactor;
  const isNew =
    atMs - gesture.lastAtMs > pauseMs || (atMs - gesture.stepAtMs > settleMs && gesture.stepped && (turned || pushed));
  const stepped = isNew ? false : gesture.stepped;
  const movedPx = (isNew ? 0 : gesture.movedPx) + deltaPx;
  const steps = !stepped && Math.abs(movedPx) >= thresholdPx;
  return {
    gesture: {
      lastAtMs: atMs,
      stepAtMs: steps ? atMs : gesture.stepAtMs,
      lastDeltaPx: deltaPx,
      movedPx,
      stepped: stepped || steps,
    },
    step: steps ? (movedPx > 0 ? 1 : -1) : 0,
  };
}

/** Returns the distance of a wheel event in pixels; browsers report pixels, lines or pages. */
export function wheelDeltaPx(event: { readonly deltaY: number; readonly deltaMode: number }, pagePx: number): number {
  if (event.deltaMode === 1) return event.deltaY * 32;
  return event.deltaMode === 2 ? event.deltaY * pagePx : event.deltaY;
}
