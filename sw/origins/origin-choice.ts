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

/** What happens to a download on its way. */
export type OriginEvent =
  | { readonly kind: 'failover'; readonly url: string; readonly failure: DownloadError }
  /** `fillLevel`, 0–1: how much of the body had arrived. */
  | { readonly kind: 'stall'; readonly url: string; readonly fillLevel: number }
  | { readonly kind: 'hedge'; readonly url: string }
  | { readonly kind: 'hedge-won'; readonly url: string }
  | { readonly kind: 'resume'; readonly url: string; readonly savedBytes: number };

const lowFillLevel = 0.25;

const happenings: Readonly<Record<OriginEvent['kind'], string>> = {
  failover: 'the next origin is asked',
  stall: 'its origin has fallen silent',
  hedge: 'a second origin is asked',
  'hedge-won': 'the second origin was quicker',
  resume: 'it goes on with what is here',
};

/** For the log. */
export function describeEvent(key: string, { kind }: OriginEvent): string {
  return `${key}: ${happenings[kind]}`;
}

/** A source that fell silent before it had delivered much is worth a warning. */
export function isAlarming(event: OriginEvent): boolean {
  return event.kind === 'stall' && event.fillLevel < lowFillLevel;
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
  /** `key`: of what is downloaded. */
  report(key: string, event: OriginEvent): void;
};
