import { describe, expect, test } from 'vitest';
import { mp4Parts } from '../../src/shared/mp4-address.ts';
import { seededRandom } from '../decision/playlist/corpus/mutation.ts';
import { readFixture } from './fixtures/fixture.ts';
import { findByte, lastPatched, patched, renamed } from './testing/patches.ts';
import { TestWorker } from './testing/worker.ts';

describe('a file that is better left to the browser, or cannot be played,', () => {
  const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  const webm = new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 1, 0x42, 0xf7, 0x81, 1]);
  const front = readFixture('front-index.mp4');
  test.each([
    ['is fragmented', readFixture('fragmented.mp4'), 'already-fragmented'],
    ['starts between two sync samples', readFixture('trimmed.mp4'), 'edit-list'],
    ['uses a second sample description', patched(front, 'stsc', (box) => box.setUint32(16, 2)), 'several-descriptions'],
    ['has MPEG-4 Visual', renamed(front, 'avc1', 'mp4v'), 'codec'],
    ['has Dolby Vision by its name', renamed(front, 'avc1', 'dvh1'), 'codec'],
    ['has Dolby Vision by its configuration', renamed(front, 'avcC', 'dvvC'), 'codec'],
    ['has AC-3 sound', renamed(front, 'mp4a', 'ac-3'), 'codec'],
    ['has MP3 sound', patched(front, 'esds', (box) => box.setUint8(findByte(box, 0x40), 0x6b)), 'codec'],
    ['describes its sound in the QuickTime way', patched(front, 'mp4a', (box) => box.setUint16(8, 1)), 'codec'],
    ['is encrypted', renamed(front, 'avc1', 'encv'), 'encrypted'],
    ['has sound that ends early', lastPatched(front, 'stts', (box) => box.setUint32(12, 512)), 'apart'],
    ['has no sync sample', patched(front, 'stss', (box) => box.setUint32(4, 0)), 'no-sync-sample'],
    ['is no MP4 file', picture, 'not-mp4'],
    ['is WebM', webm, 'not-mp4'],
    ['has lost its index', readFixture('end-index.mp4').slice(0, 21_000), 'no-index'],
    ['ends before its last sample', front.slice(0, 20_000), 'truncated'],
    ['lists billions of samples', patched(front, 'stsz', (box) => box.setUint32(8, 0xffffffff)), 'index-too-long'],
    ['has a table that ends too soon', patched(front, 'stts', (box) => box.setUint32(8, 1)), 'damaged'],
    ['has a table with missing rows', patched(front, 'stco', (box) => box.setUint32(4, 1)), 'damaged'],
    [
      'has a box that is longer than the box around it',
      patched(front, 'mdia', (box) => box.setUint32(0, 0x7fffffff)),
      'damaged',
    ],
    ['has lost a table', renamed(front, 'stsz', 'free'), 'damaged'],
    ['has a timescale of 0', patched(front, 'mdhd', (box) => box.setUint32(12, 0)), 'damaged'],
  ] as const)('because it %s, is refused once, with its reason', async (_reason, bytes, reason) => {
    const worker = new TestWorker({ bytes });
    await expect(worker.playlist()).rejects.toThrow('415');
    expect(worker.refusals.map((error) => error.reason)).toEqual([reason]);
    const requests = worker.origin.requests.length;
    expect((await worker.request('index.m3u8')).status).toBe(415);
    expect(worker.origin.requests).toHaveLength(requests);
  });

  test('is refused if its origin does not support ranges', async () => {
    const worker = new TestWorker({ bytes: readFixture('front-index.mp4'), ranges: false });
    await expect(worker.playlist()).rejects.toThrow('415');
    expect(worker.refusals.map(({ reason }) => reason)).toEqual(['no-ranges']);
  });

  test('is refused if its origin claims that it is larger than any reel', async () => {
    // As long as the first range that is requested.
    const padded = new Uint8Array(32_768);
    padded.set(front);
    const worker = new TestWorker({ bytes: padded, claimedBytes: 1e15 });
    expect((await worker.request(mp4Parts)).status).toBe(415);
    expect(worker.refusals.map(({ reason }) => reason)).toEqual(['too-long']);
  });

  test('with random damage to its index is either played or refused with a reason', async () => {
    const random = seededRandom(1);
    const outcomes = new Set<string>();
    for (let run = 0; run < 500; run += 1) {
      const bytes = readFixture('front-index.mp4');
      const indexBytes = Buffer.from(bytes.buffer).indexOf('mdat') - 40;
      for (let fault = 0; fault < 1 + random() * 4; fault += 1) {
        bytes[32 + Math.floor(random() * indexBytes)] = Math.floor(random() * 256);
      }
      const worker = new TestWorker({ bytes });
      const answer = await worker.request('index.m3u8');
      const pieces = answer.ok ? (await worker.playlist()).pieces : [];
      for (const piece of pieces.slice(0, 2)) expect((await worker.request(piece)).status).toBe(200);
      outcomes.add(answer.ok ? 'played' : (worker.refusals[0]?.reason ?? 'for no reason'));
    }
    expect(outcomes).toContain('played');
    expect(outcomes).toContain('damaged');
    expect(outcomes).not.toContain('for no reason');
  });
});
