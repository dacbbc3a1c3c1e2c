/**
 * Common Media Client Data (CTA-5004): what a request tells a CDN about the player. Values are passed in unrounded;
 * rounding and serialisation happen here.
 */
export type Cmcd = {
  /** Encoded bitrate of the object, and the highest bitrate of the reel. */
  readonly br?: number;
  readonly tb?: number;
  /** Duration of the object in ms. */
  readonly d?: number;
  readonly ot?: 'm' | 'a' | 'v' | 'av' | 'i' | 'c' | 'o';
  /** Buffer ahead in ms. */
  readonly bl?: number;
  /** Measured throughput, and the most that the client can use, in kbps. */
  readonly mtp?: number;
  readonly rtp?: number;
  /** The object that will be requested next: its path relative to this request, and its byte range. */
  readonly nor?: string;
  readonly nrr?: string;
  /** Needed urgently: playback is starting, or the buffer is nearly empty. */
  readonly su?: boolean;
  /** The buffer has run dry since the last request. */
  readonly bs?: boolean;
  readonly cid?: string;
  readonly sid?: string;
  readonly st?: 'v' | 'l';
  readonly sf?: 'h';
};

type Key = keyof Cmcd;

const headers = {
  'cmcd-request': ['bl', 'mtp', 'nor', 'nrr', 'su'],
  'cmcd-object': ['br', 'd', 'ot', 'tb'],
  'cmcd-status': ['bs', 'rtp'],
  'cmcd-session': ['cid', 'sf', 'sid', 'st'],
} as const satisfies Record<string, readonly Key[]>;

const allKeys: readonly Key[] = Object.values(headers)
  .flat()
  .toSorted((a, b) => (a < b ? -1 : 1));

const hundreds: ReadonlySet<Key> = new Set(['bl', 'mtp', 'rtp']);
const tokens: ReadonlySet<Key> = new Set(['ot', 'sf', 'st']);

/** Returns the CMCD headers that are not empty. A cross-origin request with them needs a preflight. */
export function cmcdHeaders(cmcd: Cmcd): Record<string, string> {
  const lines = Object.entries(headers).map(([name, keys]) => [name, writePairs(cmcd, keys)] as const);
  return Object.fromEntries(lines.filter(([, value]) => value !== ''));
}

/** Returns the URL-encoded value of the query parameter `CMCD`; empty if there is nothing to report. */
export function cmcdQueryValue(cmcd: Cmcd): string {
  return encodeURIComponent(writePairs(cmcd, allKeys));
}

export function addCmcdQuery(url: string, cmcd: Cmcd): string {
  const value = cmcdQueryValue(cmcd);
  if (value === '') return url;
  const [, address = url, hash = ''] = /^([^#]*)(#.*)?$/.exec(url) ?? [];
  return `${address}${address.includes('?') ? '&' : '?'}CMCD=${value}${hash}`;
}

function writePairs(cmcd: Cmcd, keys: readonly Key[]): string {
  return keys
    .map((key) => writePair(key, cmcd[key]))
    .filter((pair) => pair !== '')
    .join(',');
}

function writePair(key: Key, value: Cmcd[Key]): string {
  if (value === undefined || value === false) return '';
  if (value === true) return key;
  if (typeof value === 'string') {
    const text = key === 'nor' ? encodeURIComponent(value) : value;
    return `${key}=${tokens.has(key) ? text : quote(text)}`;
  }
  if (!Number.isFinite(value) || value < 0) return '';
  return `${key}=${hundreds.has(key) ? Math.round(value / 100) * 100 : Math.round(value)}`;
}

/** HTTP headers allow ASCII only. A lone surrogate, left where a text was cut, cannot be encoded and is dropped. */
function quote(text: string): string {
  const ascii = /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.replaceAll(/\p{Cs}/gu, ''));
  return `"${ascii.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Returns the relative path from one address to another; null if their origins differ. */
export function relativePath(fromUrl: string, toUrl: string): string | null {
  const from = new URL(fromUrl);
  const to = new URL(toUrl);
  if (from.origin !== to.origin) return null;
  const fromFolders = from.pathname.split('/').slice(0, -1);
  const toFolders = to.pathname.split('/').slice(0, -1);
  let shared = 0;
  while (shared < fromFolders.length && shared < toFolders.length && fromFolders[shared] === toFolders[shared])
    shared += 1;
  const up = fromFolders.slice(shared).map(() => '..');
  const name = to.pathname.split('/').at(-1) ?? '';
  return `${[...up, ...toFolders.slice(shared), name].join('/')}${to.search}`;
}
