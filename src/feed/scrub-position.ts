export function shareAt(offsetPx: number, widthPx: number, isRtl: boolean): number {
  if (widthPx <= 0) return 0;
  const share = Math.min(1, Math.max(0, offsetPx / widthPx));
  return isRtl ? 1 - share : share;
}

export type ScrubFacts = { readonly seconds: number; readonly step: number; readonly isRtl: boolean };

/** Returns the time that a slider key seeks to; null for other keys, including up and down, which swipe. */
export function scrubTarget(key: string, { seconds, step, isRtl }: ScrubFacts): number | null {
  switch (key) {
    case 'ArrowRight':
      return seconds + (isRtl ? -step : step);
    case 'ArrowLeft':
      return seconds + (isRtl ? step : -step);
    case 'Home':
      return 0;
    case 'End':
      return Number.POSITIVE_INFINITY;
    default:
      return null;
  }
}

export function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const twoDigits = (value: number) => String(value % 60).padStart(2, '0');
  const start = minutes < 60 ? minutes : `${Math.floor(minutes / 60)}:${twoDigits(minutes)}`;
  return `${start}:${twoDigits(whole)}`;
}
