export type Mp4Failure =
  | 'not-mp4'
  | 'no-index'
  | 'index-too-long'
  | 'no-ranges'
  | 'already-fragmented'
  | 'encrypted'
  | 'no-media'
  | 'several-descriptions'
  | 'no-sync-sample'
  | 'edit-list'
  | 'no-such-piece';

/** Why a file cannot be played as HLS without encoding it again. The browser's own player may still play it. */
export class Mp4Error extends Error {
  override readonly name = 'Mp4Error';
  constructor(
    readonly reason: Mp4Failure,
    detail: string,
  ) {
    super(`${reason}: ${detail}`);
  }
}
