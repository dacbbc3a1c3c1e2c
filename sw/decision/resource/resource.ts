import type { Origin } from '../../../src/shared/feed.ts';
import { type ByteRange, replicaUrls, resourceKey } from './identity.ts';
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
  /** Of the origin that stands for all of them in keys. */
  readonly keyBase?: string | undefined;
  /** Undefined for what is everybody's. */
  readonly viewerOf?: (url: string) => ViewerAccess | undefined;
};

/** A manifest or playlist. */
export function isText({ kind }: Pick<Resource, 'kind'>): boolean {
  return kind === 'manifest-or-playlist';
}

export function resourceOf(url: string, range: ByteRange | null, identity: Identity): Resource {
  const { origins, volatileParameters, keyBase, viewerOf } = identity;
  const key = resourceKey(url, origins, volatileParameters, range ?? undefined, keyBase);
  const resource = { key, kind: kindOf(url), urls: replicaUrls(url, origins), range };
  const viewer = viewerOf?.(url);
  return viewer === undefined ? resource : { ...resource, key: `${key}#viewer=${viewer.partition}`, viewer };
}
