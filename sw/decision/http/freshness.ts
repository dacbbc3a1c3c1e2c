import type { ResourceKind } from '../resource/kind.ts';
import { type CacheControl, cacheControlOf, type HeaderReader } from './cache-control.ts';
import { parseHttpDate } from './http-date.ts';

export type FreshnessRules = {
  /** Without an explicit lifetime a response is fresh for this share of the time since Last-Modified, … */
  readonly heuristicShare: number;
  /** … but media at least for this long after their arrival. */
  readonly leastMs: number;
  /** The same minimum for manifests and playlists. */
  readonly leastPlaylistMs: number;
};

export const usualFreshnessRules: FreshnessRules = {
  heuristicShare: 0.1,
  leastMs: 600_000,
  leastPlaylistMs: 60_000,
};

export type TimedAnswer = {
  readonly kind: ResourceKind;
  /** Reads the response's headers; for a 304 the stored headers updated with its own. */
  readonly header: HeaderReader;
  readonly requestedAtMs: number;
  readonly receivedAtMs: number;
  /** The response came from another URL than the requested one. */
  readonly isRedirected?: boolean;
};

/** How long a response may be used without revalidation. Plain JSON, stored with the entry. */
export type Freshness = {
  readonly receivedAtMs: number;
  /** When the origin generated it, by this browser's clock. */
  readonly bornAtMs: number;
  readonly freshUntilMs: number;
  /** Whether it may be used when it is stale and no origin can be reached. */
  readonly staleUse: 'when-unreachable' | 'never';
  /** Cache-Control says `immutable`: the bytes at this URL never change. */
  readonly isImmutable: boolean;
  /** The rule that set the lifetime, for the log. */
  readonly rule: string;
};

/** The upper limit of any lifetime, whatever the origin says. */
export const longestMs = 365 * 86_400_000;
/** Clocks are occasionally corrected by up to this much. */
const clockSlackMs = 10_000;

/** Assesses freshness by RFC 9111 for a private cache, so s-maxage is ignored. */
export function assessFreshness(answer: TimedAnswer, rules: FreshnessRules = usualFreshnessRules): Freshness {
  const control = cacheControlOf(answer.header);
  const { receivedAtMs, kind, isRedirected = false } = answer;
  const ageOnReceiptMs = ageOnArrivalMs(answer);
  const bornAtMs = receivedAtMs - ageOnReceiptMs;
  const { lifetimeMs, leastMs = 0, rule } = readLifetime(answer, control, rules);
  const statedUntilMs = Math.max(bornAtMs + Math.min(lifetimeMs, longestMs), receivedAtMs + leastMs);
  // The headers apply to the redirect's target. The lifetime of the redirect itself is not visible.
  const mostMs = isRedirected ? leastOf(kind, rules) : longestMs;
  return {
    receivedAtMs,
    bornAtMs,
    freshUntilMs: Math.min(statedUntilMs, receivedAtMs + mostMs),
    staleUse: control.isMustRevalidate || requiresRevalidation(control) ? 'never' : 'when-unreachable',
    isImmutable: control.isImmutable,
    rule: ageOnReceiptMs < 1000 ? rule : `${rule}, ${Math.floor(ageOnReceiptMs / 1000)} s old on arrival`,
  };
}

/** Whether the response is fresh. It is not if the clock was set back to before its arrival. */
export function isFresh({ receivedAtMs, freshUntilMs }: Freshness, nowMs: number): boolean {
  return receivedAtMs - clockSlackMs <= nowMs && nowMs < freshUntilMs;
}

/** Whether the headers say how long the response is fresh, so that it need not be guessed. */
export function statesLifetime(header: HeaderReader): boolean {
  return cacheControlOf(header).maxAgeSeconds !== null || header('expires') !== null;
}

/** Returns the freshness of a copy that may be used only after revalidation. */
export function usableOnceConfirmed(freshness: Freshness): Freshness {
  return { ...freshness, freshUntilMs: 0, staleUse: 'never' };
}

/** Returns the current age, as the Age header reports it. */
export function ageMs({ bornAtMs }: Freshness, nowMs: number): number {
  return Math.max(0, nowMs - bornAtMs);
}

type Lifetime = { readonly lifetimeMs: number; readonly leastMs?: number; readonly rule: string };

function readLifetime(
  { header, kind, receivedAtMs }: TimedAnswer,
  control: CacheControl,
  rules: FreshnessRules,
): Lifetime {
  const { maxAgeSeconds } = control;
  if (requiresRevalidation(control)) return { lifetimeMs: 0, rule: 'no-cache' };
  if (maxAgeSeconds !== null) return { lifetimeMs: maxAgeSeconds * 1000, rule: `max-age of ${maxAgeSeconds} s` };
  const dateMs = parseHttpDate(header('date')) ?? receivedAtMs;
  if (header('expires') !== null) {
    const expiresMs = parseHttpDate(header('expires'));
    if (expiresMs === null) return { lifetimeMs: 0, rule: 'Expires without a date' };
    return { lifetimeMs: Math.max(0, expiresMs - dateMs), rule: 'Expires' };
  }
  const leastMs = leastOf(kind, rules);
  const modifiedMs = parseHttpDate(header('last-modified'));
  if (modifiedMs === null) return { lifetimeMs: 0, leastMs, rule: 'the response states no lifetime' };
  const lifetimeMs = Math.max(0, dateMs - modifiedMs) * rules.heuristicShare;
  return { lifetimeMs, leastMs, rule: 'a share of the time since Last-Modified' };
}

function leastOf(kind: ResourceKind, { leastMs, leastPlaylistMs }: FreshnessRules): number {
  return kind === 'manifest-or-playlist' ? leastPlaylistMs : leastMs;
}

function requiresRevalidation({ isNoCache, isNoStore }: CacheControl): boolean {
  return isNoCache || isNoStore;
}

/** RFC 9111, 4.2.3: the larger of the age by Date and the age by the Age header plus the time in flight. */
function ageOnArrivalMs({ header, requestedAtMs, receivedAtMs }: TimedAnswer): number {
  const dateMs = parseHttpDate(header('date'));
  const apparentMs = dateMs === null ? 0 : receivedAtMs - dateMs;
  const ageHeaderSeconds = (header('age') ?? '')
    .split(',', 8)
    .map((age) => (/^\s*\d+\s*$/.test(age) ? Number(age) : 0));
  const onTheWayMs = Math.max(0, receivedAtMs - requestedAtMs);
  return Math.min(longestMs, Math.max(0, apparentMs, Math.max(...ageHeaderSeconds) * 1000 + onTheWayMs));
}
