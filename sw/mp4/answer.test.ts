import { describe, expect, test } from 'vitest';
import { digestOf, readFixture, workerWith } from './fixtures/fixture.ts';
import { TestWorker } from './testing/worker.ts';

describe('a response', () => {
  test("carries its length and the origin's caching headers", async () => {
    const bytes = readFixture('front-index.mp4');
    const worker = new TestWorker({ bytes, etag: '"7"', cacheControl: 'private' });
    for (const piece of (await worker.playlist()).pieces) {
      const answer = await worker.request(piece);
      expect(answer.headers.get('cache-control')).toBe('private');
      expect(answer.headers.get('etag')).toBe('"7"');
      expect(answer.headers.get('content-type')).toBe('video/mp4');
      expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
    }
  });

  test('is fetched from the origin with the signature of its own request', async () => {
    const worker = workerWith('front-index.mp4', 'https://origin.example/clip.mp4?sig=a%2Fb&e=1');
    const { pieces } = await worker.playlist();
    await worker.read(pieces[1] ?? '');
    expect(new Set(worker.origin.requests.map(({ url }) => url))).toEqual(
      new Set(['https://origin.example/clip.mp4?sig=a%2Fb&e=1']),
    );
  });

  test('ends with an error when the file ends early', async () => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.script = { ...worker.origin.script, lostBytes: 10 };
    const answer = await worker.request(pieces[1] ?? '');
    await expect(answer.arrayBuffer()).rejects.toThrow('10 bytes less than asked for');
  });

  test.each([404, 403, 503])('passes on status %i of the origin', async (status) => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.script = { ...worker.origin.script, status };
    expect((await worker.request(pieces[1] ?? '')).status).toBe(status);
  });
});

describe('a changed file', () => {
  test('with the same index is still served', async () => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    const before = await worker.read(pieces[1] ?? '');
    worker.origin.script = { ...worker.origin.script, etag: '"2"' };
    expect(digestOf(await worker.read(pieces[1] ?? ''))).toBe(digestOf(before));
  });

  test('with another index is answered with 410 for pieces of the old playlist', async () => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.script = { bytes: readFixture('silent.mp4'), etag: '"2"' };
    expect((await worker.request(pieces[1] ?? '')).status).toBe(410);
    expect((await worker.playlist()).pieces).not.toEqual(pieces);
  });
});
