import type { Resource } from './resource.ts';

const algorithms = ['sha-256', 'sha-512', 'md5'] as const;

/** What an origin says the bytes of a body add up to, in base64. */
export type Digest = { readonly algorithm: (typeof algorithms)[number]; readonly value: string };

export type DigestedAnswer = {
  readonly resource: Pick<Resource, 'kind' | 'range'>;
  /** 206 Partial Content. */
  readonly isPart: boolean;
  /** Where in the resource the answer starts. */
  readonly fromByte: number;
  readonly header: (name: string) => string | null;
};

/**
 * The digest of the whole resource, if this answer tells it. Repr-Digest and Digest speak of the file, Content-Digest and
 * Content-MD5 of what this answer carries (RFC 9530, RFC 3230). An ETag is none.
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
 * Whether what the headers say of the bytes may not hold for those that we get to see. Text is often sent compressed, and
 * other origins do not show Content-Encoding.
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
