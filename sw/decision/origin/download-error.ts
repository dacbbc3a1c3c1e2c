export type DownloadFailure =
  | 'network'
  | 'status'
  | 'stalled'
  | 'truncated'
  | 'wrong-type'
  /** Too large to hold in memory or to cache: the requester gets it straight from the origin. */
  | 'too-large'
  | 'damaged'
  | 'changed'
  | 'aborted';

/** The response with which an origin refused, to be passed on to the requester. */
export type RefusalResponse = {
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of its body; empty if no requester waited or another origin was left to try. */
  readonly body: Uint8Array<ArrayBuffer>;
};

const emptyRefusal: RefusalResponse = { headers: {}, body: new Uint8Array() };

type Details = {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | null;
  readonly wasRequestSent?: boolean;
  readonly refusal?: RefusalResponse;
};

/** Why a download failed. `status` is the HTTP status of the response, if there was one. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** Retry-After of the origin, or how long no origin will be asked. */
  readonly retryAfterMs: number | null;
  /** False if no request was sent, since no origin may be asked now. */
  readonly wasRequestSent: boolean;
  readonly refusal: RefusalResponse;

  constructor(
    readonly reason: DownloadFailure,
    readonly url: string,
    readonly status: number | null = null,
    { cause, retryAfterMs = null, wasRequestSent = true, refusal = emptyRefusal }: Details = {},
  ) {
    super(`${url}: ${reason}${status === null ? '' : ` ${status}`}`, { cause });
    this.retryAfterMs = retryAfterMs;
    this.wasRequestSent = wasRequestSent;
    this.refusal = refusal;
  }

  /** Whether the failure is not the origin's fault, and another origin would not do better. */
  get isNotOriginFault(): boolean {
    return this.reason === 'aborted' || this.reason === 'too-large';
  }

  /** Before the first byte: whether the origin has responded with something that a player may be able to use itself. */
  get mayPlayerUseResponse(): boolean {
    const isGood = this.status !== null && this.status < 400;
    return isGood || /^(too-large|changed|truncated)$/.test(this.reason);
  }
}
