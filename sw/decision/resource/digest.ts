import type { Resource } from './resource.ts';

const algorithms = ['sha-256', 'sha-512', 'md5'] as const;

/** The digest that an origin states for a body, in base64. */
export type Digest = { readonly algorithm: (typeof algorithms)[number]; readonly value: string };

export type DigestedAnswer = {
  readonly resource: Pick<Resource, 'kind' | 'range'>;
  /** The status is 206 Partial Content. */
  readonly isPart: boolean;
  /** The offset in the resource at which the response starts. */
  readonly fromByte: number;
  readonly header: (name: string) => string | null;
};

/**
 * Returns the digest of the whole resource, or null if this response does not state it. Repr-Digest and Digest describe
 * the file, Content-Digest and Content-MD5 the body of this response (RFC 9530, RFC 3230). An ETag is not a digest.
 */
export function readDigest({ resource, isPart, fromByte, header }: DigestedAnswer): Digest | null {
  if (mayBeEncoded(resource, header)) return null;
  const isFile = resource.range === null;
  const isAllOfIt = fromByte === 0 && isPart !== isFile;
  const found = [
    ...(isFile ? [...listDigests(header('repr-digest')), ...listDigests(header('digest'))] : []),
    ...(isAllOfIt ? listDigests(header('content-digest')) : []),
    ...(isAllOfIt && isFile ? listDigests(prefixed('md5=', header('content-md5'))) : []),
  ];
  for (const algorithm of algorithms) {
    const digest = found.find((candidate) => candidate.algorithm === algorithm);
    if (digest !== undefined) return digest;
  }
  return null;
}

/**
 * Whether the headers may describe other bytes than the decoded ones that the worker gets. Text is often sent
 * compressed, and cross-origin responses hide Content-Encoding.
 */
export function mayBeEncoded({ kind }: Pick<Resource, 'kind'>, header: DigestedAnswer['header']): boolean {
  const isText = kind === 'manifest-or-playlist' || kind === 'captions';
  return isText || (header('content-encoding') ?? 'identity') !== 'identity';
}

/** `sha-256=:base64:` in the newer headers, `SHA-256=base64` in the older ones. */
function listDigests(value: string | null): Digest[] {
  return (value ?? '').split(',').flatMap((member) => {
    const [, name = '', base64 = ''] = /^\s*([\w-]+)=:?([A-Za-z0-9+/]+=*):?\s*$/.exec(member) ?? [];
    const algorithm = algorithms.find((known) => known === name.toLowerCase());
    return algorithm === undefined ? [] : [{ algorithm, value: base64 }];
  });
}

function prefixed(prefix: string, value: string | null): string | null {
  return value === null ? null : `${prefix}${value.trim()}`;
}
