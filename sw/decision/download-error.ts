export type DownloadFailure =
  | 'network'
  | 'status'
  | 'stalled'
  | 'truncated'
  | 'wrong-type'
  | 'foreign-redirect'
  | 'changed'
  | 'aborted';

/** Why bytes could not be had. `status` is the answer's HTTP status where there was an answer. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  constructor(
    readonly reason: DownloadFailure,
    readonly url: string,
    readonly status: number | null = null,
    cause?: unknown,
  ) {
    super(`${url}: ${reason}${status === null ? '' : ` ${status}`}`, { cause });
  }
}
