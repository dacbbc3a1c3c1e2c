import type { Origin } from '../../../src/shared/feed.ts';
import { type ByteRange, replicaUrls, resourceKey } from './identity.ts';
import { withoutQuery } from '../playlist/addresses-in.ts';
import { fingerprint } from './fingerprint.ts';
import { kindOf, type ResourceKind } from './kind.ts';

/** Something that can be fetched and kept: a file, or a byte range of a file. */
export type Resource = {
  readonly key: string;
  readonly kind: ResourceKind;
  /** Every address it can be had from, the one that was asked for first. */
  readonly urls: readonly string[];
  readonly range: ByteRange | null;
  /** Where it may belong to one viewer: how it is asked for. Whoever asks in another way gets another resource. */
  readonly viewer?: ViewerAccess | undefined;
};

export type ViewerAccess = {
  /** Stands for the viewer and the way of asking, and tells nothing of either. */
  readonly partition: string;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly headers: Readonly<Record<string, string>>;
};

/** What turns an address into a resource: the replicas and the parameters that do not count. */
export type Identity = {
  readonly origins: readonly Origin[];
  readonly volatileParameters: readonly string[];
  /** Below these addresses they do count: reels differ there in nothing else. */
  readonly exact?: readonly string[] | undefined;
  /** Of the origin that stands for all of them in keys. */
  readonly keyBase?: string | undefined;
  /** Undefined for what is everybody's. */
  readonly viewerOf?: ((url: string) => ViewerAccess | undefined) | undefined;
};

/** A manifest or playlist. */
export function isText({ kind }: Pick<Resource, 'kind'>): boolean {
  return kind === 'manifest-or-playlist';
}

export function resourceOf(url: string, range: ByteRange | null, identity: Identity): Resource {
  const { origins, viewerOf } = identity;
  const key = keyOf(url, identity, range ?? undefined);
  const resource = { key, kind: kindOf(url), urls: replicaUrls(url, origins), range };
  const viewer = viewerOf?.(url);
  return viewer === undefined ? resource : { ...resource, key: `${key}#viewer=${viewer.partition}`, viewer };
}

/** What everybody's is called. Keys are written down, and signatures are not: where they count, a fingerprint stands for them. */
export function keyOf(url: string, identity: Identity, range?: ByteRange): string {
  const { origins, volatileParameters, keyBase } = identity;
  const key = resourceKey(url, origins, volatileParameters, range, keyBase);
  return isExact(url, identity) ? `${key}#query=${fingerprint(queryOf(url))}` : key;
}

export function isExact(url: string, { exact = [] }: Pick<Identity, 'exact'>): boolean {
  return exact.some((address) => url.startsWith(address));
}

/** What a CDN signs runs out, and its path says what it is: two such addresses of one file are two signatures. */
const runsOut = /exp|policy|[?&](?:e|se|st|txtime|wstime)=/i;

/** Of these reels' addresses, those that nothing tells apart but a parameter that does not count: without their queries. */
export function indistinct(urls: readonly string[], identity: Identity): string[] {
  const first = new Map<string, string>();
  return urls.flatMap((url) => {
    const key = keyOf(url, identity);
    const other = first.get(key) ?? url;
    first.set(key, other);
    const isSame = queryOf(url) === queryOf(other) || runsOut.test(queryOf(url));
    return isSame ? [] : replicaUrls(withoutQuery(url), identity.origins);
  });
}

function queryOf(url: string): string {
  return url.slice(withoutQuery(url).length);
}
