import { describe, expect, test } from 'vitest';
import { readFixture, workerWith } from './fixtures/fixture.ts';
import { TestWorker } from './testing/worker.ts';

describe('the index', () => {
  test.each([
    ['front-index.mp4', 1],
    ['end-index.mp4', 1],
  ] as const)('of the short file %s is read with %i request', async (name, requests) => {
    const worker = workerWith(name);
    await worker.playlist();
    expect(worker.origin.requests).toHaveLength(requests);
  });

  test('behind megabytes of media is read with two requests', async () => {
    const worker = new TestWorker({ bytes: withMediaOf(3_000_000, readFixture('end-index.mp4')) });
    await worker.playlist();
    expect(worker.origin.requests.map(({ firstByte, lastByte }) => lastByte - firstByte + 1)).toEqual([
      32 * 1024,
      4263,
    ]);
  });

  test('is found even if the origin does not expose the size of the file', async () => {
    const worker = new TestWorker({ bytes: withMediaOf(3_000_000, readFixture('end-index.mp4')), showsRange: false });
    expect((await worker.playlist()).pieces).toHaveLength(5);
  });

  test('is read from the store, not from the origin, after a worker restart', async () => {
    const worker = workerWith('end-index.mp4');
    const { pieces } = await worker.playlist();
    const before = worker.origin.requests.length;
    worker.restart();
    await worker.read(pieces[0] ?? '');
    expect(worker.origin.requests).toHaveLength(before);
  });
});

/** Returns the file with its media box grown by this many bytes, which no sample uses. */
function withMediaOf(moreBytes: number, file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const mdatAt = 40;
  const view = new DataView(file.buffer, file.byteOffset);
  const mdatEnd = mdatAt + view.getUint32(mdatAt);
  const grown = new Uint8Array(file.length + moreBytes);
  grown.set(file.subarray(0, mdatEnd));
  grown.set(file.subarray(mdatEnd), mdatEnd + moreBytes);
  new DataView(grown.buffer).setUint32(mdatAt, mdatEnd - mdatAt + moreBytes);
  return grown;
}
