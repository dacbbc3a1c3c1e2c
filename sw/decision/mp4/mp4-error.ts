export type Mp4Failure =
  | 'not-mp4'
  | 'damaged'
  | 'no-index'
  | 'index-too-long'
  | 'too-long'
  | 'no-ranges'
  | 'already-fragmented'
  | 'encrypted'
  | 'codec'
  | 'no-media'
  | 'several-descriptions'
  | 'no-sync-sample'
  | 'edit-list'
  | 'late-start'
  | 'apart'
  | 'fragment-too-long'
  | 'truncated'
  | 'no-such-piece';

/** Why a file is not played as HLS: the browser's own player does as well or better, or the file cannot be played. */
export class Mp4Error extends Error {
  override readonly name = 'Mp4Error';
  constructor(
    readonly reason: Mp4Failure,
    detail: string,
  ) {
    super(`${reason}: ${detail}`);
  }
}
