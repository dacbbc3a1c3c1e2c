import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ArrivedBody, entryFor } from './keep-body.ts';

const bytes = 'the bytes of a segment';
const resource = { key: 'https://a.example/1.m4s', kind: 'segment' as const, urls: [], range: null };

function arrived(digest: ArrivedBody['head']['digest']): ArrivedBody {
  const head = { contentType: 'video/mp4', fileBytes: null, etag: null, lastModified: null, firstByteMs: 5 };
  const more = { url: 'https://a.example/1.m4s', cacheControl: '', digest };
  return { head: { ...head, ...more }, body: new Blob([bytes]), transferMs: 20 };
}

const keep = (digest: ArrivedBody['head']['digest']) => entryFor(resource, arrived(digest), 1000);

const algorithms = [
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
  ['md5', 'md5'],
] as const;

describe('a body that arrived', () => {
  it('is kept where its origin gives no digest', async () => {
    expect(await keep(null)).toMatchObject({ key: resource.key, sizeBytes: bytes.length });
  });

  it.each(algorithms)('is kept when it has the digest that its origin gives (%s)', async (algorithm, nodeName) => {
    const value = createHash(nodeName).update(bytes).digest('base64');
    expect(await keep({ algorithm, value })).toMatchObject({ sizeBytes: bytes.length });
  });

  it.each(algorithms)('is not kept when it has another digest (%s)', async (algorithm, nodeName) => {
    const value = createHash(nodeName).update('other bytes').digest('base64');
    expect(await keep({ algorithm, value })).toHaveProperty('refused');
  });
});
