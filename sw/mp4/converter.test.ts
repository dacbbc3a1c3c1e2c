import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlaylist } from '../decision/playlist/parse-playlist.ts';
import { demux, demuxFragments, type SeenTrack } from './testing/samples.ts';
import { TestWorker } from './testing/worker.ts';
import { seededRandom } from '../decision/playlist/corpus/mutation.ts';
import { findByte, lastPatched, patched, renamed } from './testing/patches.ts';

const playable = [
  'front-index.mp4',
  'end-index.mp4',
  'large-offsets.mp4',
  'silent.mp4',
  'sound-only.mp4',
  'vp9-opus.mp4',
] as const;

const readFixture = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const workerWith = (name: string, url?: string) => new TestWorker({ bytes: readFixture(name), etag: '"1"' }, url);

/** Stands for bytes in comparisons: arrays of thousands of numbers are slow to compare and of no use to read. */
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const trackOf = (tracks: readonly SeenTrack[], id: number): SeenTrack => {
  const track = tracks.find((one) => one.id === id);
  if (track === undefined) throw new Error(`no track ${id}`);
  return track;
};

describe.each(playable)('%s', (name) => {
  test('plays the same samples as the file, byte for byte, with the codec settings of the file', async () => {
    const file = demux(readFixture(name));
    const played = demuxFragments(await workerWith(name).readAll());
    expect(played.map(({ id }) => id)).toEqual(file.map(({ id }) => id));
    for (const track of played) {
      const original = trackOf(file, track.id);
      // Sound before the start of playback, which an encoder puts there to warm up, is left out.
      const leftOut = original.samples.length - track.samples.length;
      expect(leftOut).toBeLessThanOrEqual(track.handler === 'soun' ? 1 : 0);
      expect(track.samples.map(({ bytes }) => digestOf(bytes))).toEqual(
        original.samples.slice(leftOut).map(({ bytes }) => digestOf(bytes)),
      );
      expect(track.samples.map(({ isSync }) => isSync)).toEqual(
        original.samples.slice(leftOut).map(({ isSync }) => isSync),
      );
      expect(track.description).toEqual(original.description);
      expect(track.timescale).toBe(original.timescale);
    }
  });

  test('starts at 0 and goes on without a gap, in decode and in presentation', async () => {
    for (const { samples } of demuxFragments(await workerWith(name).readAll())) {
      expect(samples[0]).toMatchObject({ dts: 0, cts: 0 });
      for (const [at, { dts, duration }] of samples.slice(0, -1).entries()) {
        expect(samples[at + 1]?.dts).toBe(dts + duration);
      }
      const shown = samples.toSorted((a, b) => a.cts - b.cts);
      for (const [at, { cts, duration }] of shown.slice(0, -1).entries()) {
        expect(shown[at + 1]?.cts).toBe(cts + duration);
      }
    }
  });

  test('keeps the distances between the pictures of the file', async () => {
    const played = demuxFragments(await workerWith(name).readAll());
    for (const track of played.filter(({ handler }) => handler === 'vide')) {
      const original = trackOf(demux(readFixture(name)), track.id).samples;
      const delay = original[0]?.cts ?? 0;
      expect(track.samples.map(({ cts }) => cts)).toEqual(original.map(({ cts }) => cts - delay));
    }
  });

  test('lists fragments that start with a sync sample and last as long as their pictures', async () => {
    const worker = workerWith(name);
    const { text, url, pieces } = await worker.playlist();
    const playlist = parsePlaylist(text, url);
    expect(playlist.endList).toBe(true);
    const init = await worker.read(pieces[0] ?? '');
    for (const [at, { startSeconds, durationSeconds }] of playlist.segments.entries()) {
      const fragment = await worker.read(pieces[at + 1] ?? '');
      const tracks = demuxFragments(new Uint8Array(await new Blob([init, fragment]).arrayBuffer()));
      const lead = tracks.find(({ handler }) => handler === 'vide') ?? tracks[0];
      expect(lead?.samples[0]?.isSync).toBe(true);
      expect((lead?.samples[0]?.dts ?? Number.NaN) / (lead?.timescale ?? 1)).toBeCloseTo(startSeconds, 5);
      const lasts = (lead?.samples ?? []).reduce((sum, { duration }) => sum + duration, 0) / (lead?.timescale ?? 1);
      expect(Math.abs(lasts - durationSeconds)).toBeLessThan(at === playlist.segments.length - 1 ? 0.05 : 0.001);
    }
  });

  test('reads only what lies within the file, and hardly anything twice', async () => {
    const worker = workerWith(name);
    await worker.readAll();
    const { bytes } = worker.origin.script;
    const media = worker.origin.asked.filter(({ firstByte }) => firstByte > 0);
    for (const { firstByte, lastByte } of media) {
      expect(firstByte).toBeLessThanOrEqual(lastByte);
      expect(lastByte).toBeLessThan(bytes.length);
    }
    const readBytes = media.reduce((sum, { firstByte, lastByte }) => sum + lastByte - firstByte + 1, 0);
    expect(readBytes).toBeLessThan(bytes.length * 1.25);
  });

  test('gives each piece the same bytes in any order, also from a worker that was stopped', async () => {
    const reference = workerWith(name);
    const { pieces } = await reference.playlist();
    const expected = new Map<string, string>();
    for (const piece of pieces) expected.set(piece, digestOf(await reference.read(piece)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ piece: fc.constantFrom(...pieces), stops: fc.boolean() })),
        async (asked) => {
          const worker = workerWith(name);
          for (const { piece, stops } of asked) {
            if (stops) worker.restart();
            expect(digestOf(await worker.read(piece))).toBe(expected.get(piece));
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  test('goes on with a piece from any byte', async () => {
    const worker = workerWith(name);
    const { pieces } = await worker.playlist();
    const [, piece = ''] = pieces;
    const whole = await worker.read(piece);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (from) => {
        const answer = await worker.ask(piece, { headers: { range: `bytes=${from}-` } });
        expect(answer.status).toBe(206);
        expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${whole.length - 1}/${whole.length}`);
        expect(digestOf(new Uint8Array(await answer.arrayBuffer()))).toBe(digestOf(whole.subarray(from)));
      }),
      { numRuns: 30 },
    );
    expect((await worker.ask(piece, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
  });
});

test('sound lies in the fragment of the pictures that it belongs to', async () => {
  const worker = workerWith('front-index.mp4');
  const { pieces } = await worker.playlist();
  const init = await worker.read(pieces[0] ?? '');
  for (const [at, piece] of pieces.slice(1).entries()) {
    const fragment = new Uint8Array(await new Blob([init, await worker.read(piece)]).arrayBuffer());
    const sound = demuxFragments(fragment).find(({ handler }) => handler === 'soun');
    const times = (sound?.samples ?? []).map(({ dts }) => dts / (sound?.timescale ?? 1));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(at);
    expect(Math.max(...times)).toBeLessThan(at + 1.1);
  }
});

test('a first frame that is played only in part is shortened, so that the rest stays in time', async () => {
  const sound = demuxFragments(await workerWith('vp9-opus.mp4').readAll()).find(({ handler }) => handler === 'soun');
  expect(sound?.samples.slice(0, 2).map(({ dts }) => dts)).toEqual([0, 960 - 312]);
});

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

describe('the index', () => {
  test.each([
    ['front-index.mp4', 1],
    ['end-index.mp4', 1],
  ] as const)('of a short %s is read with %i request', async (name, requests) => {
    const worker = workerWith(name);
    await worker.playlist();
    expect(worker.origin.asked).toHaveLength(requests);
  });

  test('behind megabytes of media is read with two requests', async () => {
    const worker = new TestWorker({ bytes: withMediaOf(3_000_000, readFixture('end-index.mp4')) });
    await worker.playlist();
    expect(worker.origin.asked.map(({ firstByte, lastByte }) => lastByte - firstByte + 1)).toEqual([32 * 1024, 4263]);
  });

  test('is found where the origin hides the size of the file', async () => {
    const worker = new TestWorker({ bytes: withMediaOf(3_000_000, readFixture('end-index.mp4')), showsRange: false });
    expect((await worker.playlist()).pieces).toHaveLength(5);
  });

  test('is read again from the store, not from the origin, after the worker was stopped', async () => {
    const worker = workerWith('end-index.mp4');
    const { pieces } = await worker.playlist();
    const before = worker.origin.asked.length;
    worker.restart();
    await worker.read(pieces[0] ?? '');
    expect(worker.origin.asked).toHaveLength(before);
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

describe('a file that the browser plays better, or that nobody can play,', () => {
  const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  const front = readFixture('front-index.mp4');
  test.each([
    ['is fragmented', readFixture('fragmented.mp4'), 'already-fragmented'],
    ['starts between two sync samples', readFixture('trimmed.mp4'), 'edit-list'],
    [
      'uses other codec settings than its first',
      patched(front, 'stsc', (box) => box.setUint32(16, 2)),
      'several-descriptions',
    ],
    ['has MPEG-4 Visual', renamed(front, 'avc1', 'mp4v'), 'codec'],
    ['has Dolby Vision by its name', renamed(front, 'avc1', 'dvh1'), 'codec'],
    ['has Dolby Vision by its configuration', renamed(front, 'avcC', 'dvvC'), 'codec'],
    ['has AC-3 sound', renamed(front, 'mp4a', 'ac-3'), 'codec'],
    ['has MP3 sound', patched(front, 'esds', (box) => box.setUint8(findByte(box, 0x40), 0x6b)), 'codec'],
    ['has sound as QuickTime describes it', patched(front, 'mp4a', (box) => box.setUint16(8, 1)), 'codec'],
    ['is encrypted', renamed(front, 'avc1', 'encv'), 'encrypted'],
    ['has sound that ends early', lastPatched(front, 'stts', (box) => box.setUint32(12, 512)), 'apart'],
    ['has no sync sample', patched(front, 'stss', (box) => box.setUint32(4, 0)), 'no-sync-sample'],
    ['is no MP4 file', picture, 'not-mp4'],
    ['has lost its index', readFixture('end-index.mp4').slice(0, 21_000), 'no-index'],
    ['ends before its last sample', front.slice(0, 20_000), 'truncated'],
    ['lists samples without end', patched(front, 'stsz', (box) => box.setUint32(8, 0xffffffff)), 'index-too-long'],
    ['has a table that ends too soon', patched(front, 'stts', (box) => box.setUint32(8, 1)), 'damaged'],
    ['has a table without its rows', patched(front, 'stco', (box) => box.setUint32(4, 1)), 'damaged'],
    ['has a box that is longer than its box', patched(front, 'mdia', (box) => box.setUint32(0, 0x7fffffff)), 'damaged'],
    ['has lost a table', renamed(front, 'stsz', 'free'), 'damaged'],
    ['counts no time', patched(front, 'mdhd', (box) => box.setUint32(12, 0)), 'damaged'],
  ] as const)('because it %s, is left to it, and refused by name, once', async (_reason, bytes, reason) => {
    const worker = new TestWorker({ bytes });
    await expect(worker.playlist()).rejects.toThrow('415');
    expect(worker.refusals.map((error) => error.reason)).toEqual([reason]);
    const requests = worker.origin.asked.length;
    expect((await worker.ask('index.m3u8')).status).toBe(415);
    expect(worker.origin.asked).toHaveLength(requests);
  });

  test('because its origin sends no ranges, is refused', async () => {
    const worker = new TestWorker({ bytes: readFixture('front-index.mp4'), ranges: false });
    await expect(worker.playlist()).rejects.toThrow('415');
    expect(worker.refusals.map(({ reason }) => reason)).toEqual(['no-ranges']);
  });

  test('whatever is damaged in its index, is played or refused by name', async () => {
    const random = seededRandom(1);
    const outcomes = new Set<string>();
    for (let run = 0; run < 500; run += 1) {
      const bytes = readFixture('front-index.mp4');
      const indexBytes = Buffer.from(bytes.buffer).indexOf('mdat') - 40;
      for (let fault = 0; fault < 1 + random() * 4; fault += 1) {
        bytes[32 + Math.floor(random() * indexBytes)] = Math.floor(random() * 256);
      }
      const worker = new TestWorker({ bytes });
      const answer = await worker.ask('index.m3u8');
      const pieces = answer.ok ? (await worker.playlist()).pieces : [];
      for (const piece of pieces.slice(0, 2)) expect((await worker.ask(piece)).status).toBe(200);
      outcomes.add(answer.ok ? 'played' : (worker.refusals[0]?.reason ?? 'for no reason'));
    }
    expect(outcomes).toContain('played');
    expect(outcomes).toContain('damaged');
    expect(outcomes).not.toContain('for no reason');
  });
});

/** The file with its media grown by so many bytes at the end, which no sample uses. */
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
