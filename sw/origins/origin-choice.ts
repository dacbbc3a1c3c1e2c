import type { DownloadError } from '../decision/origin/download-error.ts';
import type { Outlook } from '../decision/origin/patience.ts';

/** What became of a request: all is here, nobody wants it any more, another origin was quicker, or it failed. */
export type Outcome = 'whole' | 'given-up' | 'overtaken' | DownloadError;

/** One request to one origin, from its start to its end. */
export type RequestRecord = {
  answered(firstByteMs: number): void;
  /** Only the first call counts. */
  finish(outcome: Outcome, bodyBytes: number): void;
};

export type OriginEvent =
  | {
      readonly kind: 'failover';
      readonly key: string;
      readonly url: string;
      readonly failure: DownloadError;
      /** 0–1: how much of the body had arrived. */
      readonly fillLevel: number;
    }
  | { readonly kind: 'hedge'; readonly key: string; readonly url: string }
  | { readonly kind: 'hedge-won'; readonly key: string; readonly url: string }
  | { readonly kind: 'resume'; readonly key: string; readonly url: string; readonly savedBytes: number };

const lowFillLevel = 0.25;

const happenings: Readonly<Record<OriginEvent['kind'], string>> = {
  failover: 'the next origin is asked after one has failed',
  hedge: 'a second origin is asked beside a slow one',
  'hedge-won': 'the second origin was quicker',
  resume: 'a transfer goes on with what an earlier one has left',
};

/** For the log. */
export function describeEvent({ key, kind }: OriginEvent): string {
  return `${key}: ${happenings[kind]}`;
}

/** A source that fell silent before it had delivered much is worth a warning. */
export function isAlarming(event: OriginEvent): boolean {
  return event.kind === 'failover' && event.failure.reason === 'stalled' && event.fillLevel < lowFillLevel;
}

/** What a download has to know about origins. */
export type OriginChoice = {
  /** Settles when what an earlier worker has learned is known again. */
  readonly ready: Promise<void>;
  /**
   * The addresses that may be asked now, best first. For `high` an origin that is not trusted comes last, and one that has
   * asked for a pause is left out as long as there is another; for `low` both are left out.
   */
  rank(urls: readonly string[], priority: 'high' | 'low'): string[];
  /** Why none of these may be asked now for what can wait. */
  refusal(urls: readonly string[]): DownloadError;
  expect(url: string): Outlook;
  begin(url: string, priority: 'high' | 'low'): RequestRecord;
  /** Whether a second request may go out for one that is slow. A `true` has to be used. */
  mayHedge(): boolean;
  report(event: OriginEvent): void;
};
