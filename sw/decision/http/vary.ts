import { fingerprint } from '../resource/fingerprint.ts';
import type { Resource } from '../resource/resource.ts';
import type { HeaderReader } from './cache-control.ts';

/**
 * The request headers that a response was selected by (Vary), each with a fingerprint of its value, so that no token of
 * a request is stored and the size is bounded. Plain JSON.
 */
export type Selection = Readonly<Record<string, string | null>>;

/** Headers that are the same for every request of this browser, or do not influence the bytes. */
const irrelevantHeaders = /^(origin|accept-encoding|user-agent|access-control-request-(method|headers))$/;
/** Headers that the browser adds where the worker cannot see them. */
const invisibleHeaders = /^(cookie|referer|save-data|dpr|width|viewport-width|device-memory|downlink|rtt|ect)$|^sec-/;
const mostNames = 16;
const longestField = 1024;

/**
 * Returns which headers a later request must share with this one, according to Vary; null if no request can be known to
 * match. With `isOwnPartition` all requests are from one viewer, so cookies need not be compared.
 */
export function selectionOf(vary: string | null, request: HeaderReader, isOwnPartition = false): Selection | null {
  if (vary !== null && vary.length > longestField) return null;
  const names = (vary ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !irrelevantHeaders.test(name) && !(isOwnPartition && name === 'cookie'));
  if (names.length > mostNames || names.some((name) => name === '*' || invisibleHeaders.test(name))) return null;
  if (names.some((name) => (request(name)?.length ?? 0) > longestField)) return null;
  return Object.fromEntries(names.map((name) => [name, fingerprintOf(request(name))]));
}

/** Like `selectionOf`, for the response to a request with these headers besides those that the browser adds. */
export function selectionBy(
  requestHeaders: Readonly<Record<string, string>>,
  { viewer }: Pick<Resource, 'viewer'>,
  answer: HeaderReader,
): Selection | null {
  const sent: Readonly<Record<string, string>> = { accept: '*/*', ...viewer?.headers, ...requestHeaders };
  return selectionOf(answer('vary'), (name) => sent[name] ?? null, viewer !== undefined);
}

/**
 * Whether a request has the headers of this selection. `request` reads what the browser will send, including the
 * Accept-Language that the page has not set. A missing Accept counts as any type.
 */
export function matches(selection: Selection, request: HeaderReader): boolean {
  const requested = (name: string) => request(name) ?? (name === 'accept' ? '*/*' : null);
  return Object.entries(selection).every(([name, value]) => fingerprintOf(requested(name)) === value);
}

/** Ignores white space at the ends and around commas (RFC 9111, 4.1). No value in a selection exceeds the limit. */
function fingerprintOf(value: string | null): string | null {
  if (value === null) return null;
  const members = value.slice(0, longestField + 1).split(',');
  return fingerprint(members.map((member) => member.trim()).join(','));
}
