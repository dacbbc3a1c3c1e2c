/** Time that a reel really played, from its positions: loops count; pauses, stalls and seeks do not. */
export type WatchTime = { readonly watchedSeconds: number; readonly positionSeconds: number };

export const unwatched: WatchTime = { watchedSeconds: 0, positionSeconds: 0 };

/** Makes the next position count only as the place where watching continues. */
export function jumped({ watchedSeconds }: WatchTime): WatchTime {
  return { watchedSeconds, positionSeconds: Infinity };
}

/** Longest step between two reports that can be playback; anything longer was a seek. */
const maxStepSeconds = 2;

export function watchTo(time: WatchTime, positionSeconds: number): WatchTime {
  const stepSeconds = positionSeconds - time.positionSeconds;
  const playedSeconds = stepSeconds > 0 && stepSeconds <= maxStepSeconds ? stepSeconds : 0;
  return { watchedSeconds: time.watchedSeconds + playedSeconds, positionSeconds };
}
