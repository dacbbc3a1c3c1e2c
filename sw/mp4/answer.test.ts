import { describe, expect, test } from 'vitest';
import { digestOf, readFixture, workerWith } from './fixtures/fixture.ts';
import { TestWorker } from './testing/worker.ts';

describe('an answer', () => {
  test('tells its length, and what the origin says of keeping it', async () => {
    const bytes = readFixture('front-index.mp4');
    const worker = new TestWorker({ bytes, etag: '"7"', cacheControl: 'private' });
    for (const piece of (await worker.playlist()).pieces) {
      const answer = await worker.ask(piece);
      expect(answer.headers.get('cache-control')).toBe('private');
      expect(answer.headers.get('etag')).toBe('"7"');
      expect(answer.headers.get('content-type')).toBe('video/mp4');
      expect(Number(answer.headers.get('content-length'))).toBe((await answer.arrayBuffer()).byteLength);
    }
  });

  test('carries the signature of its own request to the origin', async () => {
    const worker = workerWith('front-index.mp4', 'https://origin.example/clip.mp4?sig=a%2Fb&e=1');
    const { pieces } = await worker.playlist();
    await worker.read(pieces[1] ?? '');
    expect(new Set(worker.origin.asked.map(({ url }) => url))).toEqual(
      new Set(['https://origin.example/clip.mp4?sig=a%2Fb&e=1']),
    );
  });

  test('ends with an error when the file ends too soon', async () => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.script = { ...worker.origin.script, lostBytes: 10 };
    const answer = await worker.ask(pieces[1] ?? '');
    await expect(answer.arrayBuffer()).rejects.toThrow('10 bytes less than asked for');
  });

  test.each([404, 403, 503])('passes status %i of the origin on', async (status) => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.script = { ...worker.origin.script, status };
    expect((await worker.ask(pieces[1] ?? '')).status).toBe(status);
  });
});

describe('a file that changed', () => {
  test('but has the same index is read on', async () => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    const before = await worker.read(pieces[1] ?? '');
    worker.origin.script = { ...worker.origin.script, etag: '"2"' };
    expect(digestOf(await worker.read(pieces[1] ?? ''))).toBe(digestOf(before));
  });

  test('does not give away pieces of an old playlist', async () => {
    const worker = workerWith('front-index.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.script = { bytes: readFixture('silent.mp4'), etag: '"2"' };
    expect((await worker.ask(pieces[1] ?? '')).status).toBe(410);
    expect((await worker.playlist()).pieces).not.toEqual(pieces);
  });
});
