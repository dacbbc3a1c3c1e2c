export type TakeOverFacts = {
  readonly visible: boolean;
  readonly paused: boolean;
  readonly bufferAheadSeconds: number;
  readonly bufferedToEnd: boolean;
};

/** Longer than a new worker needs to start and to answer its first request. */
const safeBufferSeconds = 5;

/** Whether a new worker may replace the old one: the playing reel must not suffer if a transfer is aborted. */
export function mayTakeOver({ visible, paused, bufferAheadSeconds, bufferedToEnd }: TakeOverFacts): boolean {
  return !visible || paused || bufferedToEnd || bufferAheadSeconds >= safeBufferSeconds;
}
