import type { HeaderReader } from './cache-control.ts';
import { parseHttpDate } from './http-date.ts';

/** Longer than any tag that is meant seriously. */
const longestTag = 1024;
const longestList = 8192;
/** Files change twice in a second: only a date that was this old when it was told names one version (RFC 9110, 8.8.2.2). */
const settledMs = 1000;

/**
 * What makes a request for a kept answer conditional. Empty when there is nothing to ask by. Another origin has to allow
 * these headers by a preflight; one that does not is asked without them.
 */
export function renewalHeaders(kept: HeaderReader): Record<string, string> {
  const etag = kept('etag');
  const lastModified = kept('last-modified');
  return {
    ...(etag !== null && etag.length <= longestTag && { 'if-none-match': etag }),
    ...(parseHttpDate(lastModified) !== null && lastModified !== null && { 'if-modified-since': lastModified }),
  };
}

/** Whether a request of a player says that it has these bytes already: it is answered with 304. */
export function isAlreadyThere(request: HeaderReader, kept: HeaderReader): boolean {
  const wanted = request('if-none-match');
  // With a tag the date does not count (RFC 9110, 13.1.3).
  if (wanted !== null) return wanted.trim() === '*' || listTags(wanted).some((tag) => isSameTag(tag, kept('etag')));
  const sinceMs = parseHttpDate(request('if-modified-since'));
  const modifiedMs = parseHttpDate(kept('last-modified'));
  return sinceMs !== null && modifiedMs !== null && modifiedMs <= sinceMs;
}

/** Whether a range may be cut out of what is kept: else whoever asks gets the whole (RFC 9110, 13.1.5). */
export function isSameVersion(ifRange: string | null, kept: HeaderReader): boolean {
  if (ifRange === null) return true;
  if (ifRange.startsWith('"')) return ifRange === kept('etag');
  const modifiedMs = parseHttpDate(kept('last-modified'));
  const dateMs = parseHttpDate(kept('date'));
  const isSettled = modifiedMs !== null && dateMs !== null && dateMs - modifiedMs >= settledMs;
  return isSettled && ifRange === kept('last-modified');
}

/** Two tags of the same bytes, or of bytes that are as good (RFC 9110, 8.8.3.2). */
export function isSameTag(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.replace(/^W\//, '') === other.replace(/^W\//, '');
}

/** Commas stand within tags too. What is written without quotes is a tag as well, for origins that know no better. */
function listTags(list: string): string[] {
  if (list.length > longestList) return [];
  return list.match(/(?:W\/)?"[^"]*"|[^\s,"]+/g) ?? [];
}
