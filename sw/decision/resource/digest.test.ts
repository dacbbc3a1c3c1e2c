import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DigestedAnswer, readDigest } from './digest.ts';
import { md5 } from './md5.ts';

const range = { firstByte: 100, lastByte: 199 };
const sha = { algorithm: 'sha-256', value: 'c2hh' };

function digestOf(headers: Record<string, string>, more: Partial<DigestedAnswer> = {}) {
  const resource = { kind: 'segment' as const, range: null };
  return readDigest({ resource, isPart: false, fromByte: 0, header: (name) => headers[name] ?? null, ...more });
}

describe('the digest of a response', () => {
  it('is read from the newer headers, the older ones and Content-MD5', () => {
    expect(digestOf({ 'repr-digest': 'sha-256=:c2hh:' })).toEqual(sha);
    expect(digestOf({ 'content-digest': 'sha-256=:c2hh:' })).toEqual(sha);
    expect(digestOf({ digest: 'SHA-256=c2hh' })).toEqual(sha);
    expect(digestOf({ 'content-md5': 'bWQ1' })).toEqual({ algorithm: 'md5', value: 'bWQ1' });
  });

  it('is SHA-256 rather than MD5 if both are stated, and null if no known one is', () => {
    expect(digestOf({ digest: 'crc32c=AAAAAA==, MD5=bWQ1,sha-256=c2hh' })).toEqual(sha);
    expect(digestOf({ digest: 'crc32c=AAAAAA==', 'repr-digest': 'nonsense', etag: '"c2hh"' })).toBeNull();
  });

  it('for a file is also read from a partial response, but not from the digest of the part', () => {
    const rest = { isPart: true, fromByte: 50 };
    expect(digestOf({ 'repr-digest': 'sha-256=:c2hh:' }, rest)).toEqual(sha);
    expect(digestOf({ 'content-digest': 'sha-256=:c2hh:', 'content-md5': 'bWQ1' }, rest)).toBeNull();
  });

  it('for a range is only read from a partial response with exactly that range', () => {
    const part = { resource: { kind: 'segment' as const, range }, isPart: true };
    expect(digestOf({ 'content-digest': 'sha-256=:c2hh:' }, part)).toEqual(sha);
    expect(digestOf({ 'repr-digest': 'sha-256=:c2hh:' }, part)).toBeNull();
    expect(digestOf({ 'content-digest': 'sha-256=:c2hh:' }, { ...part, fromByte: 10 })).toBeNull();
    expect(digestOf({ 'content-digest': 'sha-256=:c2hh:' }, { ...part, isPart: false })).toBeNull();
  });

  it('is ignored if the body may have been compressed', () => {
    expect(digestOf({ 'repr-digest': 'sha-256=:c2hh:', 'content-encoding': 'gzip' })).toBeNull();
    const playlist = { resource: { kind: 'manifest-or-playlist' as const, range: null } };
    expect(digestOf({ 'repr-digest': 'sha-256=:c2hh:' }, playlist)).toBeNull();
  });
});

describe('MD5', () => {
  it('equals that of Node for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(md5(bytes)).toString('hex')).toBe(createHash('md5').update(bytes).digest('hex'));
      }),
    );
  });
});
