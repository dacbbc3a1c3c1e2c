import type { ResourceKind } from '../resource/kind.ts';
import { type CacheControl, cacheControlOf, type HeaderReader } from './cache-control.ts';
import { parseHttpDate } from './http-date.ts';

export type FreshnessRules = {
  /** Where nothing is said: the share of the time since Last-Modified for which an answer is taken to hold. */
  readonly heuristicShare: number;
  /** … and for how long it holds at least from its arrival on, if it is media that has one form for ever. */
  readonly leastMs: number;
  /** The same for manifests and playlists. */
  readonly leastPlaylistMs: number;
};

export const usualFreshnessRules: FreshnessRules = {
  heuristicShare: 0.1,
  leastMs: 600_000,
  leastPlaylistMs: 60_000,
};

export type TimedAnswer = {
  readonly kind: ResourceKind;
  /** Of the answer, or, when it is a 304, of what is kept with the headers of the 304 merged into it. */
  readonly header: HeaderReader;
  readonly requestedAtMs: number;
  readonly receivedAtMs: number;
  /** It came from another address in the end than the one that was asked. */
  readonly isRedirected?: boolean;
};

/** How long an answer stands for what its origin would say. Plain JSON, kept with the entry. */
export type Freshness = {
  readonly receivedAtMs: number;
  /** When the origin made it, by the clock of this browser. */
  readonly bornAtMs: number;
  readonly freshUntilMs: number;
  /** Whether it may be shown when it is stale and no origin can be reached. */
  readonly staleUse: 'when-unreachable' | 'never';
  /** The same address will never hold other bytes. */
  readonly isImmutable: boolean;
  /** What decided, for the log. */
  readonly rule: string;
};

/** Nothing holds for longer, whatever its origin says. */
export const longestMs = 365 * 86_400_000;
/** A clock is put right by as much now and then. */
const clockSlackMs = 10_000;

/** By RFC 9111 for the cache of one browser, which shares nothing with others: s-maxage is not meant for it. */
export function assessFreshness(answer: TimedAnswer, rules: FreshnessRules = usualFreshnessRules): Freshness {
  const control = cacheControlOf(answer.header);
  const { receivedAtMs, kind, isRedirected = false } = answer;
  const oldMs = ageOnArrivalMs(answer);
  const bornAtMs = receivedAtMs - oldMs;
  const { lifetimeMs, leastMs = 0, rule } = readLifetime(answer, control, rules);
  const saidUntilMs = Math.max(bornAtMs + Math.min(lifetimeMs, longestMs), receivedAtMs + leastMs);
  // What is said holds for the address that the redirect named. How long the redirect itself holds is hidden.
  const mostMs = isRedirected ? leastOf(kind, rules) : longestMs;
  return {
    receivedAtMs,
    bornAtMs,
    freshUntilMs: Math.min(saidUntilMs, receivedAtMs + mostMs),
    staleUse: control.isMustRevalidate || isNeverUnasked(control) ? 'never' : 'when-unreachable',
    isImmutable: control.isImmutable,
    rule: oldMs < 1000 ? rule : `${rule}, ${Math.floor(oldMs / 1000)} s old on arrival`,
  };
}

/** A clock that was set back to before the arrival tells nothing any more: then the origin is asked. */
export function isFresh({ receivedAtMs, freshUntilMs }: Freshness, nowMs: number): boolean {
  return receivedAtMs - clockSlackMs <= nowMs && nowMs < freshUntilMs;
}

/** As the Age header tells it. */
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
  if (isNeverUnasked(control)) return { lifetimeMs: 0, rule: 'no-cache' };
  if (maxAgeSeconds !== null) return { lifetimeMs: maxAgeSeconds * 1000, rule: `max-age of ${maxAgeSeconds} s` };
  const dateMs = parseHttpDate(header('date')) ?? receivedAtMs;
  if (header('expires') !== null) {
    const expiresMs = parseHttpDate(header('expires'));
    if (expiresMs === null) return { lifetimeMs: 0, rule: 'Expires without a date' };
    return { lifetimeMs: Math.max(0, expiresMs - dateMs), rule: 'Expires' };
  }
  const leastMs = leastOf(kind, rules);
  const modifiedMs = parseHttpDate(header('last-modified'));
  if (modifiedMs === null) return { lifetimeMs: 0, leastMs, rule: 'nothing is said of how long' };
  const lifetimeMs = Math.max(0, dateMs - modifiedMs) * rules.heuristicShare;
  return { lifetimeMs, leastMs, rule: 'a share of the time since Last-Modified' };
}

function leastOf(kind: ResourceKind, { leastMs, leastPlaylistMs }: FreshnessRules): number {
  return kind === 'manifest-or-playlist' ? leastPlaylistMs : leastMs;
}

function isNeverUnasked({ isNoCache, isNoStore }: CacheControl): boolean {
  return isNoCache || isNoStore;
}

/** RFC 9111, 4.2.3: the larger of what the clocks and what the caches on the way say. */
function ageOnArrivalMs({ header, requestedAtMs, receivedAtMs }: TimedAnswer): number {
  const dateMs = parseHttpDate(header('date'));
  const apparentMs = dateMs === null ? 0 : receivedAtMs - dateMs;
  const toldSeconds = (header('age') ?? '').split(',', 8).map((age) => (/^\s*\d+\s*$/.test(age) ? Number(age) : 0));
  const onTheWayMs = Math.max(0, receivedAtMs - requestedAtMs);
  return Math.min(longestMs, Math.max(0, apparentMs, Math.max(...toldSeconds) * 1000 + onTheWayMs));
}
