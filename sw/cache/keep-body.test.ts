import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WholeBody } from '../body.ts';
import { usualFreshnessRules } from '../decision/http/freshness.ts';
import { entryFor } from './keep-body.ts';

const bytes = 'the bytes of a segment';
const resource = { key: 'https://a.example/1.m4s', kind: 'segment' as const, urls: [], range: null };

const url = 'https://a.example/1.m4s?signature=secret';

function arrived(digest: WholeBody['head']['digest'], headers: Record<string, string> = {}): WholeBody {
  const head = { url, contentType: 'video/mp4', lengthBytes: null, fileBytes: null, etag: null, lastModified: null };
  const more = {
    headers,
    digest,
    receivedAtMs: 1000,
    firstByteMs: 5,
    isConfirmed: false,
    isRedirected: false,
    mayBeCompressed: false,
  };
  return { head: { ...head, ...more }, body: new Blob([bytes]), requestHeaders: {}, transferMs: 20 };
}

const rules = { nowMs: 1000, freshness: usualFreshnessRules };
const keep = (digest: WholeBody['head']['digest'], headers?: Record<string, string>) =>
  entryFor(resource, arrived(digest, headers), rules);

const algorithms = [
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
  ['md5', 'md5'],
] as const;

describe('a body that arrived', () => {
  it('is kept with the headers of its origin, and without its signature', async () => {
    const entry = await keep(null, { 'cache-control': 'max-age=60', etag: '"1"' });
    expect(entry).toMatchObject({ headers: { etag: '"1"' }, freshness: { rule: 'max-age of 60 s' } });
    expect(JSON.stringify(entry)).not.toContain('secret');
  });

  it('is fresh for ten minutes at most if its address was redirected', async () => {
    const { head, ...rest } = arrived(null, { 'cache-control': 'max-age=31536000' });
    const entry = await entryFor(resource, { ...rest, head: { ...head, isRedirected: true } }, rules);
    expect(entry).toMatchObject({ freshness: { freshUntilMs: 601_000 } });
  });

  it.each([
    ['no-store', { 'cache-control': 'no-store' }],
    ['private', { 'cache-control': 'private' }],
    ['it varies by cookies', { vary: 'Cookie' }],
  ])('is not kept when it may not be shared: %s', async (_why, headers) => {
    expect(await keep(null, headers)).toHaveProperty('refused');
  });

  it('is kept under any name when it begins like a transport stream', async () => {
    const nameless = { ...resource, key: 'https://a.example/1', kind: 'other' as const };
    const stream = new Uint8Array(376);
    for (const packet of [0, 188]) stream[packet] = 0x47;
    expect(await entryFor(nameless, { ...arrived(null), body: new Blob([stream]) }, rules)).toHaveProperty('key');
    expect(await entryFor(nameless, arrived(null), rules)).toHaveProperty('refused');
  });

  it('is kept when its origin sends no digest', async () => {
    expect(await keep(null)).toMatchObject({ key: resource.key, sizeBytes: bytes.length });
  });

  it.each(algorithms)('is kept when it has the digest that its origin sent (%s)', async (algorithm, nodeName) => {
    const value = createHash(nodeName).update(bytes).digest('base64');
    expect(await keep({ algorithm, value })).toMatchObject({ sizeBytes: bytes.length });
  });

  it('is kept when the digest may be that of its compressed form', async () => {
    const { head, ...rest } = arrived({ algorithm: 'sha-256', value: 'of other bytes' });
    const compressed = { ...rest, head: { ...head, lengthBytes: 9, mayBeCompressed: true } };
    expect(await entryFor(resource, compressed, rules)).toHaveProperty('key');
    const plain = { ...rest, head: { ...head, lengthBytes: bytes.length, mayBeCompressed: true } };
    expect(await entryFor(resource, plain, rules)).toHaveProperty('refused');
  });

  it.each(algorithms)('is not kept when it has another digest (%s)', async (algorithm, nodeName) => {
    const value = createHash(nodeName).update('other bytes').digest('base64');
    expect(await keep({ algorithm, value })).toHaveProperty('refused');
  });
});
