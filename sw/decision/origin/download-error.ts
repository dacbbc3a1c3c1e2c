export type DownloadFailure =
  | 'network'
  | 'status'
  | 'stalled'
  | 'truncated'
  | 'wrong-type'
  /** More than is held in memory or kept: whoever asked for it gets it straight from its origin. */
  | 'too-large'
  | 'damaged'
  | 'changed'
  | 'aborted';

/** What an origin has said when it refused, for whoever asked. */
export type RefusalText = {
  readonly headers: Readonly<Record<string, string>>;
  /** Its beginning, where somebody waited for it. */
  readonly body: Uint8Array<ArrayBuffer>;
};

const wordless: RefusalText = { headers: {}, body: new Uint8Array() };

type Details = {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | null;
  readonly wasAsked?: boolean;
  readonly text?: RefusalText;
};

/** Why bytes could not be had. `status` is the answer's HTTP status where there was an answer. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** What the origin asked for with Retry-After, or how long none will be asked. */
  readonly retryAfterMs: number | null;
  /** False where no origin may be asked now. */
  readonly wasAsked: boolean;
  readonly text: RefusalText;

  constructor(
    readonly reason: DownloadFailure,
    readonly url: string,
    readonly status: number | null = null,
    { cause, retryAfterMs = null, wasAsked = true, text = wordless }: Details = {},
  ) {
    super(`${url}: ${reason}${status === null ? '' : ` ${status}`}`, { cause });
    this.retryAfterMs = retryAfterMs;
    this.wasAsked = wasAsked;
    this.text = text;
  }

  /** It tells nothing about the origin, and another one would not do better. */
  get isNobodysFault(): boolean {
    return this.reason === 'aborted' || this.reason === 'too-large';
  }

  /** Before the first byte: there is an answer that a player may make something of, although we cannot. */
  get isOfOurRules(): boolean {
    const isGood = this.status !== null && this.status < 400;
    return isGood || /^(too-large|changed|truncated)$/.test(this.reason);
  }
}
