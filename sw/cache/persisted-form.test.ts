import { expect, it } from 'vitest';
import { readEntry } from './entry.ts';
import { persistedForm } from './persisted-form.ts';

it('an entry is stored without signatures in its path or its response headers', async () => {
  const entry = readEntry({
    key: 'https://a.example/r/0.m4s',
    sizeBytes: 1,
    contentType: 'video/mp4',
    fileBytes: null,
    sourceUrl: 'https://a.example/hdntl=exp=9~acl=/*~hmac=secret/r/0.m4s',
    firstByteMs: 1,
    transferMs: 2,
    storedAtMs: 3,
    headers: { 'content-location': 'https://a.example/r/0.m4s?token=secret', etag: '"v=1"' },
  });
  if (entry === undefined) throw new Error('no entry');
  const resource = { key: entry.key, kind: 'segment', urls: [entry.sourceUrl], range: null } as const;
  const rest = await persistedForm({ entry, body: new Blob(['x']) }, resource, ['token', 'hdntl', 'hmac']);
  expect(rest.entry).toMatchObject({ sourceUrl: entry.key, headers: { 'content-location': entry.key, etag: '"v=1"' } });
  expect(JSON.stringify(rest.entry)).not.toContain('secret');
});
