import type { HeaderReader } from './cache-control.ts';
import { parseHttpDate } from './http-date.ts';

/** Longer than any genuine entity tag. */
const longestTag = 1024;
const longestList = 8192;
/** A file can change twice in a second, so a date is only strong if it was this old when sent (RFC 9110, 8.8.2.2). */
const settledMs = 1000;

/**
 * Returns the headers that make a revalidation conditional; none if the stored response has no validator. Cross-origin
 * they need a preflight, and an origin that rejects it is asked without them.
 */
export function renewalHeaders(kept: HeaderReader): Record<string, string> {
  const etag = kept('etag');
  const lastModified = kept('last-modified');
  return {
    ...(etag !== null && etag.length <= longestTag && { 'if-none-match': etag }),
    ...(parseHttpDate(lastModified) !== null && lastModified !== null && { 'if-modified-since': lastModified }),
  };
}

/** Whether a player's conditional request shows that it has these bytes already, so that a 304 answers it. */
export function isNotModified(request: HeaderReader, kept: HeaderReader): boolean {
  const wanted = request('if-none-match');
  // If-Modified-Since is ignored beside If-None-Match (RFC 9110, 13.1.3).
  if (wanted !== null) return wanted.trim() === '*' || listTags(wanted).some((tag) => isSameTag(tag, kept('etag')));
  const sinceMs = parseHttpDate(request('if-modified-since'));
  const modifiedMs = parseHttpDate(kept('last-modified'));
  return sinceMs !== null && modifiedMs !== null && modifiedMs <= sinceMs;
}

/** Whether a range may be cut out of the stored body; otherwise the whole body is sent (RFC 9110, 13.1.5). */
export function isSameVersion(ifRange: string | null, kept: HeaderReader): boolean {
  if (ifRange === null) return true;
  if (ifRange.startsWith('"')) return ifRange === kept('etag');
  const modifiedMs = parseHttpDate(kept('last-modified'));
  const dateMs = parseHttpDate(kept('date'));
  const isSettled = modifiedMs !== null && dateMs !== null && dateMs - modifiedMs >= settledMs;
  return isSettled && ifRange === kept('last-modified');
}

/** Compares two entity tags weakly: `W/` is ignored (RFC 9110, 8.8.3.2). */
export function isSameTag(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.replace(/^W\//, '') === other.replace(/^W\//, '');
}

/** Commas may occur within tags. Tags without quotes are accepted too, since some origins send them. */
function listTags(list: string): string[] {
  if (list.length > longestList) return [];
  return list.match(/(?:W\/)?"[^"]*"|[^\s,"]+/g) ?? [];
}
