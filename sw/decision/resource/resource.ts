import type { Origin } from '../../../src/shared/feed.ts';
import { withoutQuery } from '../playlist/addresses-in.ts';
import { fingerprint } from './fingerprint.ts';
import { type ByteRange, replicaUrls, resourceKey } from './identity.ts';
import { kindOf, type ResourceKind } from './kind.ts';

/** Something that can be fetched and cached: a file, or a byte range of a file. */
export type Resource = {
  readonly key: string;
  readonly kind: ResourceKind;
  /** Every URL that it can be fetched from, the requested one first. */
  readonly urls: readonly string[];
  readonly range: ByteRange | null;
  /** How it is requested if it may belong to one viewer. Requested in another way it is another resource. */
  readonly viewer?: ViewerAccess | undefined;
};

export type ViewerAccess = {
  /** Identifies the viewer and the way of requesting, without revealing either. */
  readonly partition: string;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly headers: Readonly<Record<string, string>>;
};

/** What maps a URL to a resource: the replicas, and the query parameters to ignore. */
export type Identity = {
  readonly origins: readonly Origin[];
  readonly volatileParameters: readonly string[];
  /** URL prefixes below which these parameters do count, since reels differ in nothing else. */
  readonly exactPrefixes?: readonly string[] | undefined;
  /** The base of the origin that stands for all of them in keys. */
  readonly keyBase?: string | undefined;
  /** Returns undefined for a public resource. */
  readonly viewerOf?: ((url: string) => ViewerAccess | undefined) | undefined;
};

export function isManifestOrPlaylist({ kind }: Pick<Resource, 'kind'>): boolean {
  return kind === 'manifest-or-playlist';
}

export function resourceOf(url: string, range: ByteRange | null, identity: Identity): Resource {
  const { origins, viewerOf } = identity;
  const key = keyFor(url, identity, range);
  const resource = { key, kind: kindOf(url), urls: replicaUrls(url, origins), range };
  const viewer = viewerOf?.(url);
  if (viewer === undefined) return resource;
  // Origins that the site does not name for this must not get the viewer's credentials.
  const urls = resource.urls.filter((replica) => viewerOf?.(replica) !== undefined);
  return { ...resource, urls, viewer };
}

/** Returns the key of a resource, which a plan needs of hundreds of segments. */
export function keyFor(url: string, identity: Identity, range: ByteRange | null = null): string {
  const key = keyOf(url, identity, range ?? undefined);
  const viewer = identity.viewerOf?.(url);
  return viewer === undefined ? key : `${key}#viewer=${viewer.partition}`;
}

/** Whether the key stands for a resource that does not depend on the viewer. */
export function isPublicKey(key: string): boolean {
  return !key.includes('#viewer=');
}

/** Returns the key of a public resource. Keys are persisted, so a query that counts is replaced by its fingerprint. */
export function keyOf(url: string, identity: Identity, range?: ByteRange): string {
  const { origins, volatileParameters, keyBase } = identity;
  const key = resourceKey(url, origins, volatileParameters, range, keyBase);
  return isExact(url, identity) ? `${key}#query=${fingerprint(queryOf(url))}` : key;
}

export function isExact(url: string, { exactPrefixes = [] }: Pick<Identity, 'exactPrefixes'>): boolean {
  return exactPrefixes.some((address) => url.startsWith(address));
}

/** A CDN's signature expires, and the path identifies the file: two such URLs with one path are the same file. */
const expiringSignature = /exp|policy|[?&](?:e|se|st|txtime|wstime)=/i;

/** Returns which of these reels' URLs differ only in ignored parameters, without their queries and at every origin. */
export function sameKeyUrls(urls: readonly string[], identity: Identity): string[] {
  const first = new Map<string, string>();
  return urls.flatMap((url) => {
    const key = keyOf(url, identity);
    const other = first.get(key) ?? url;
    first.set(key, other);
    const isSame = queryOf(url) === queryOf(other) || expiringSignature.test(queryOf(url));
    return isSame ? [] : replicaUrls(withoutQuery(url), identity.origins);
  });
}

function queryOf(url: string): string {
  return url.slice(withoutQuery(url).length);
}
