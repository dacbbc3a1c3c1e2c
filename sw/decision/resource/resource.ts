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
};

/** What turns an address into a resource: the replicas and the parameters that do not count. */
export type Identity = {
  readonly origins: readonly Origin[];
  readonly volatileParameters: readonly string[];
  /** Of the origin that stands for all of them in keys. */
  readonly keyBase?: string | undefined;
};

export function resourceOf(url: string, range: ByteRange | null, identity: Identity): Resource {
  const { origins, volatileParameters, keyBase } = identity;
  return {
    key: resourceKey(url, origins, volatileParameters, range ?? undefined, keyBase),
    kind: kindOf(url),
    urls: replicaUrls(url, origins),
    range,
  };
}
