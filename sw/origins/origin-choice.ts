import type { DownloadError } from '../decision/origin/download-error.ts';
import type { Outlook } from '../decision/origin/patience.ts';

/** How a request ended: complete, no longer wanted, slower than another origin, or failed. */
export type Outcome = 'whole' | 'given-up' | 'overtaken' | DownloadError;

/** One request to one origin, from its start to its end. */
export type RequestRecord = {
  answered(firstByteMs: number): void;
  /** Only the first call counts. */
  finish(outcome: Outcome, bodyBytes: number): void;
};

/** An event in the course of a download. */
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
  resume: 'it resumes where it broke off',
};

export function describeEvent(key: string, { kind }: OriginEvent): string {
  return `${key}: ${happenings[kind]}`;
}

/** Whether an event is worth a warning: an origin stalled before it had delivered much. */
export function isAlarming(event: OriginEvent): boolean {
  return event.kind === 'stall' && event.fillLevel < lowFillLevel;
}

/** What a download needs to know about the origins. */
export type OriginChoice = {
  /** Settles once the state saved by an earlier worker is restored. */
  readonly ready: Promise<void>;
  /**
   * Returns the addresses that may be asked now, best first. For `high` an origin with an open breaker comes last, and
   * one that asked for a pause is left out as long as there is another; for `low` both are left out.
   */
  rank(urls: readonly string[], priority: 'high' | 'low'): string[];
  /** Returns why none of these may be asked now with low priority. */
  refusal(urls: readonly string[]): DownloadError;
  expect(url: string): Outlook;
  begin(url: string, priority: 'high' | 'low'): RequestRecord;
  /** Whether a slow request may be hedged. Reporting the `hedge` event counts against the limit. */
  mayHedge(): boolean;
  /** `key` is that of the downloaded resource. */
  report(key: string, event: OriginEvent): void;
};
