import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlaylist } from '../decision/playlist/parse-playlist.ts';
import { digestOf, readFixture, workerWith } from './fixtures/fixture.ts';
import { demux, demuxFragments, type SeenTrack } from './testing/samples.ts';

const playable = [
  'front-index.mp4',
  'end-index.mp4',
  'large-offsets.mp4',
  'silent.mp4',
  'sound-only.mp4',
  'vp9-opus.mp4',
  'far-keys.mp4',
] as const;

const trackOf = (tracks: readonly SeenTrack[], id: number): SeenTrack => {
  const track = tracks.find((one) => one.id === id);
  if (track === undefined) throw new Error(`no track ${id}`);
  return track;
};

describe.each(playable)('%s', (name) => {
  test('is played with the same samples, byte for byte, and codec settings as the file', async () => {
    const file = demux(readFixture(name));
    const played = demuxFragments(await workerWith(name).readAll());
    expect(played.map(({ id }) => id)).toEqual(file.map(({ id }) => id));
    for (const track of played) {
      const original = trackOf(file, track.id);
      // An encoder's priming sound, which lies before the start of playback, is left out.
      const leftOut = original.samples.length - track.samples.length;
      expect(leftOut).toBeLessThanOrEqual(track.handler === 'soun' ? 1 : 0);
      expect(track.samples.map(({ bytes }) => digestOf(bytes))).toEqual(
        original.samples.slice(leftOut).map(({ bytes }) => digestOf(bytes)),
      );
      expect(track.samples.map(({ isSync }) => isSync)).toEqual(
        original.samples.slice(leftOut).map(({ isSync }) => isSync),
      );
      expect(track.settings).toMatchObject(original.settings);
      expect(Object.keys(original.settings)).not.toEqual([]);
      expect(track.timescale).toBe(original.timescale);
    }
  });

  test('starts at 0 and has no gaps in decode or presentation order', async () => {
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

  test('keeps the time between the frames of the file', async () => {
    const played = demuxFragments(await workerWith(name).readAll());
    for (const track of played.filter(({ handler }) => handler === 'vide')) {
      const original = trackOf(demux(readFixture(name)), track.id).samples;
      const delay = original[0]?.cts ?? 0;
      expect(track.samples.map(({ cts }) => cts)).toEqual(original.map(({ cts }) => cts - delay));
    }
  });

  test('lists fragments that start with a sync sample and last as long as their frames', async () => {
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

  test('is read only within its bounds, and hardly any byte twice', async () => {
    const worker = workerWith(name);
    await worker.readAll();
    const { bytes } = worker.origin.script;
    const media = worker.origin.requests.filter(({ firstByte }) => firstByte > 0);
    for (const { firstByte, lastByte } of media) {
      expect(firstByte).toBeLessThanOrEqual(lastByte);
      expect(lastByte).toBeLessThan(bytes.length);
    }
    const readBytes = media.reduce((sum, { firstByte, lastByte }) => sum + lastByte - firstByte + 1, 0);
    expect(readBytes).toBeLessThan(bytes.length * 1.25);
  });

  test('has the same bytes in each piece in any order of requests, across worker restarts too', async () => {
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

  test('resumes a piece from any byte', async () => {
    const worker = workerWith(name);
    const { pieces } = await worker.playlist();
    const [, piece = ''] = pieces;
    const whole = await worker.read(piece);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (from) => {
        const answer = await worker.request(piece, { headers: { range: `bytes=${from}-` } });
        expect(answer.status).toBe(206);
        expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${whole.length - 1}/${whole.length}`);
        expect(digestOf(new Uint8Array(await answer.arrayBuffer()))).toBe(digestOf(whole.subarray(from)));
      }),
      { numRuns: 30 },
    );
    expect((await worker.request(piece, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
  });
});

test('sound lies in the fragment of the frames that it belongs to', async () => {
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

describe('frames that depend on each other for ten seconds', () => {
  const moofsIn = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').split('moof').length - 1;

  test('form one fragment of twenty chunks', async () => {
    const worker = workerWith('far-keys.mp4');
    const { pieces } = await worker.playlist();
    const [init = '', fragment = ''] = pieces;
    const bytes = await worker.read(fragment);
    expect(pieces).toHaveLength(3);
    expect(moofsIn(bytes)).toBe(20);
    const second = Buffer.from(bytes).indexOf('moof', Buffer.from(bytes).indexOf('moof') + 4) - 4;
    const beginning = new Uint8Array(
      await new Blob([await worker.read(init), bytes.subarray(0, second)]).arrayBuffer(),
    );
    for (const { samples, timescale } of demuxFragments(beginning)) {
      const [seconds, durationSeconds] = [samples.at(-1)?.dts ?? 0, samples.at(-1)?.duration ?? 0].map(
        (units) => units / timescale,
      );
      expect((seconds ?? 0) + (durationSeconds ?? 0)).toBeCloseTo(0.5, 0);
    }
  });

  test('are fetched with one request', async () => {
    const worker = workerWith('far-keys.mp4');
    const { pieces } = await worker.playlist();
    worker.origin.requests.length = 0;
    await worker.read(pieces[1] ?? '');
    expect(worker.origin.requests).toHaveLength(1);
  });
});

test('a first audio frame that is played only in part is shortened, so that the rest stays in time', async () => {
  const sound = demuxFragments(await workerWith('vp9-opus.mp4').readAll()).find(({ handler }) => handler === 'soun');
  expect(sound?.samples.slice(0, 2).map(({ dts }) => dts)).toEqual([0, 960 - 312]);
});

test('colour information is added to small video that has none', async () => {
  const picturesOf = (tracks: readonly SeenTrack[]) => tracks.find(({ handler }) => handler === 'vide');
  expect(picturesOf(demux(readFixture('front-index.mp4')))?.settings).not.toHaveProperty('colr');
  expect(picturesOf(demuxFragments(await workerWith('front-index.mp4').readAll()))?.settings).toHaveProperty('colr');
});
