import { fingerprint } from '../resource/fingerprint.ts';
import type { Resource } from '../resource/resource.ts';
import type { HeaderReader } from './cache-control.ts';

/**
 * The request headers that an answer was chosen by, each as a fingerprint of its value: what is kept never holds a token
 * that a request carried, and is short whatever was sent. Plain JSON.
 */
export type Selection = Readonly<Record<string, string | null>>;

/** The same for every request of this browser, or without a say in what the bytes are. */
const tellsNothing = /^(origin|accept-encoding|user-agent|access-control-request-(method|headers))$/;
/** Added by the browser behind the worker's back. */
const isUnseen = /^(cookie|referer|save-data|dpr|width|viewport-width|device-memory|downlink|rtt|ect)$|^sec-/;
const mostNames = 16;
const longestField = 1024;

/**
 * What a later request has to have in common with this one, by the answer's Vary. Null when no request can be known to
 * match. `isOwnPartition`: all requests are of one viewer, so that their cookies need not be compared.
 */
export function selectionOf(vary: string | null, request: HeaderReader, isOwnPartition = false): Selection | null {
  if (vary !== null && vary.length > longestField) return null;
  const names = (vary ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !tellsNothing.test(name) && !(isOwnPartition && name === 'cookie'));
  if (names.length > mostNames || names.some((name) => name === '*' || isUnseen.test(name))) return null;
  if (names.some((name) => (request(name)?.length ?? 0) > longestField)) return null;
  return Object.fromEntries(names.map((name) => [name, fingerprintOf(request(name))]));
}

/** The same, for the answer to a request with these headers, beside those that browsers add. */
export function selectionBy(
  asked: Readonly<Record<string, string>>,
  { viewer }: Pick<Resource, 'viewer'>,
  answer: HeaderReader,
): Selection | null {
  const sent: Readonly<Record<string, string>> = { accept: '*/*', ...viewer?.headers, ...asked };
  return selectionOf(answer('vary'), (name) => sent[name] ?? null, viewer !== undefined);
}

/**
 * `request` tells what the browser will send: Accept-Language too, where the page has not set it. Everything accepts
 * anything unless it says otherwise.
 */
export function matches(selection: Selection, request: HeaderReader): boolean {
  const asked = (name: string) => request(name) ?? (name === 'accept' ? '*/*' : null);
  return Object.entries(selection).every(([name, value]) => fingerprintOf(asked(name)) === value);
}

/** Spaces at the ends and around commas do not count (RFC 9111, 4.1). Nothing that was selected by is any longer. */
function fingerprintOf(value: string | null): string | null {
  if (value === null) return null;
  const members = value.slice(0, longestField + 1).split(',');
  return fingerprint(members.map((member) => member.trim()).join(','));
}
