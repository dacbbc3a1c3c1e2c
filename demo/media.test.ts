import { createDecipheriv } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Fragment, M3U8Parser, PlaylistLevelType } from 'hls.js';
import { describe, expect, it } from 'vitest';
import { catalogue, signedQuery } from './catalogue';
import { findBoxes, readBoxes, readRuns, readTracks } from './make-media/boxes';
import { readCodecs } from './make-media/codecs';
import { measureRates } from './make-media/segments';

/** Checks the committed media: playlists as hls.js parses them, files by ISO/IEC 14496-12. */

const root = fileURLToPath(new URL('media/', import.meta.url));
const base = 'http://origin/';
const hlsReels = catalogue.filter(({ src }) => src.includes('.m3u8'));

function read(url: string): Buffer {
  return readFileSync(join(root, new URL(url, base).pathname));
}

function readPlaylist(url: string) {
  return M3U8Parser.parseLevelPlaylist(read(url).toString(), url, 0, PlaylistLevelType.MAIN, 0, null);
}

function readManifest(src: string) {
  return M3U8Parser.parseMasterPlaylist(read(base + src).toString(), base + src);
}

function urlOf(fragment: Fragment): string {
  return fragment.url ?? '';
}

/** Returns the bytes of a segment as a player gets them, cut by range and decrypted. */
function readSegment(fragment: Fragment): Buffer {
  const file = read(urlOf(fragment));
  const [start = 0, end = file.length] = fragment.byteRange;
  const bytes = file.subarray(start, end);
  const uri = fragment.decryptdata?.uri;
  if (fragment.sn === 'initSegment' || uri === undefined) return bytes;
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(fragment.sn, 12);
  const decipher = createDecipheriv('aes-128-cbc', read(uri), iv);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

function readInit(fragments: readonly Fragment[]): Buffer {
  const init = fragments[0]?.initSegment;
  if (init === null || init === undefined) throw new Error('The playlist has no init segment.');
  return readSegment(init);
}

describe.each(hlsReels)('$id', ({ src, durationSeconds }) => {
  const { levels } = readManifest(src);
  const playlists = levels.map((level) => ({ level, details: readPlaylist(level.url) }));

  it('has a ladder of three renditions in H.264', () => {
    const sizes = levels.filter(({ videoCodec }) => videoCodec?.startsWith('avc1.')).map(({ height }) => height);
    expect(sizes).toHaveLength(3);
    expect(new Set(sizes)).toEqual(new Set([480, 640, 960]));
  });

  it('has half-second segments in its first two seconds, and two-second segments after', () => {
    for (const { details } of playlists) {
      const lengths = details.fragments.map(({ duration }) => duration);
      expect(lengths.slice(0, 4)).toEqual([0.5, 0.5, 0.5, 0.5]);
      expect(lengths.slice(4, -1).every((length) => length === 2)).toBe(true);
      expect(details.totalduration).toBeCloseTo(durationSeconds, 3);
    }
  });

  it('begins every segment with a keyframe at the time in its playlist, without a gap at 0', () => {
    for (const { details } of playlists) {
      const [video, audio] = readTracks(readInit(details.fragments));
      for (const fragment of details.fragments) {
        const runs = readRuns(readSegment(fragment));
        const picture = runs.find(({ trackId }) => trackId === video?.id);
        expect(picture?.startsWithKeyframe).toBe(true);
        expect((picture?.firstPresentation ?? Number.NaN) / (video?.timescale ?? 1)).toBeCloseTo(fragment.start, 4);
        if (audio === undefined) continue;
        const sound = runs.find(({ trackId }) => trackId === audio.id);
        const soundStart = (sound?.firstPresentation ?? Number.NaN) / audio.timescale;
        const soundEnd = soundStart + (sound?.duration ?? 0) / audio.timescale;
        // A segment whose sound is shorter than its video is never fully buffered, and players request it again.
        expect(soundEnd).toBeGreaterThan(fragment.start + fragment.duration - 0.001);
        expect(soundStart).toBeLessThan(fragment.start + 0.03);
        if (fragment.start === 0) expect(soundStart).toBe(0);
      }
    }
  });

  it('lists its actual codecs, resolution and bit rates', () => {
    for (const { level, details } of playlists) {
      const init = readInit(details.fragments);
      const named = level.attrs.CODECS?.split(',') ?? [];
      expect(named).toEqual(expect.arrayContaining(readCodecs(init)));
      const [tkhd] = findBoxes(init, 'moov/trak/tkhd');
      const end = tkhd?.end ?? 0;
      expect([init.readUInt32BE(end - 8) >> 16, init.readUInt32BE(end - 4) >> 16]).toEqual([level.width, level.height]);
      const rates = measureRates(
        details.fragments.map((fragment) => {
          const [start = 0, stop = read(urlOf(fragment)).length] = fragment.byteRange;
          return { byteLength: stop - start, durationSeconds: fragment.duration };
        }),
      );
      expect(Number(level.attrs.BANDWIDTH)).toBeGreaterThanOrEqual(rates.peakBps);
      expect(Number(level.attrs['AVERAGE-BANDWIDTH'])).toBeGreaterThanOrEqual(rates.averageBps);
      expect(Number(level.attrs['AVERAGE-BANDWIDTH'])).toBeLessThan(Number(level.attrs.BANDWIDTH));
    }
  });
});

describe('among the reels', () => {
  it('one has VP9 and Opus besides H.264 and AAC', () => {
    const { levels } = readManifest('kaleidoscope/main.m3u8');
    const codecs = levels.map(({ videoCodec, audioCodec }) => `${videoCodec?.slice(0, 4)}+${audioCodec?.slice(0, 4)}`);
    expect(codecs.toSorted()).toEqual(['avc1+mp4a', 'avc1+mp4a', 'avc1+mp4a', 'vp09+opus', 'vp09+opus']);
  });

  it('one has separate sound and subtitles in two languages', () => {
    const url = `${base}lighthouse/main.m3u8`;
    const text = read(url).toString();
    const media = M3U8Parser.parseMasterPlaylistMedia(text, url, M3U8Parser.parseMasterPlaylist(text, url));
    expect(media.AUDIO?.map(({ lang }) => lang)).toEqual(['en', 'de']);
    expect(media.SUBTITLES?.map(({ lang }) => lang)).toEqual(['en', 'de']);
    const sounds = (media.AUDIO ?? []).map((track) => readPlaylist(track.url));
    for (const { fragments, totalduration } of sounds) {
      const [track] = readTracks(readInit(fragments));
      expect(track?.kind).toBe('audio');
      expect(totalduration).toBeCloseTo(24, 1);
      for (const fragment of fragments) {
        const [run] = readRuns(readSegment(fragment));
        expect((run?.decodeTime ?? Number.NaN) / (track?.timescale ?? 1)).toBeCloseTo(fragment.start, 4);
      }
    }
    const lines = (media.SUBTITLES ?? []).map((track) => {
      const [fragment] = readPlaylist(track.url).fragments;
      return fragment === undefined ? '' : read(urlOf(fragment)).toString();
    });
    expect(lines[0]).toMatch(/^WEBVTT\n\n00:00:00\.500 --> 00:00:04\.500\n/);
    expect(lines[0]?.match(/-->/g)).toHaveLength(5);
    expect(lines[1]?.match(/-->/g)).toHaveLength(5);
    expect(lines[1]).not.toBe(lines[0]);
  });

  it('one has a single file per rendition, cut into contiguous byte ranges', () => {
    for (const level of readManifest('koi/main.m3u8').levels) {
      const { fragments } = readPlaylist(level.url);
      const ranges = [fragments[0]?.initSegment?.byteRange ?? [], ...fragments.map(({ byteRange }) => byteRange)];
      expect(new Set(fragments.map(urlOf)).size).toBe(1);
      let at = 0;
      for (const [start, end] of ranges) {
        expect(start).toBe(at);
        at = end ?? Number.NaN;
      }
      expect(at).toBe(read(urlOf(fragments[0] ?? never())).length);
    }
  });

  it('one is encrypted with a 16-byte key, except for its init segments', () => {
    for (const level of readManifest('train/main.m3u8').levels) {
      const [fragment = never()] = readPlaylist(level.url).fragments;
      expect(fragment.decryptdata?.method).toBe('AES-128');
      expect(read(fragment.decryptdata?.uri ?? '')).toHaveLength(16);
      expect(read(urlOf(fragment)).indexOf('moof')).not.toBe(4);
      expect(readSegment(fragment).subarray(0, 2000).includes('moof')).toBe(true);
    }
  });

  it('one has a token on every URL', () => {
    const reel = catalogue.find(({ id }) => id === 'ink') ?? never();
    expect(reel.src).toContain(signedQuery);
    for (const level of readManifest(reel.src).levels) {
      const { fragments } = readPlaylist(level.url);
      const urls = [level.url, fragments[0]?.initSegment?.url, ...fragments.map(urlOf)];
      expect(urls.every((url) => url?.endsWith(signedQuery))).toBe(true);
    }
  });

  it.each([
    ['jellyfish', ['ftyp', 'moov', 'mdat']],
    ['balloons', ['ftyp', 'mdat', 'moov']],
  ])('%s is a plain MP4 with its boxes in the order %j', (id, order) => {
    const file = read(`${id}/video.mp4`);
    const types = readBoxes(file).map(({ type }) => type);
    expect(types.filter((type) => type !== 'free')).toEqual(order);
    expect(readTracks(file).map(({ kind }) => kind)).toEqual(['video', 'audio']);
    const [mvhd = never()] = findBoxes(file, 'moov/mvhd');
    const seconds = file.readUInt32BE(mvhd.bodyStart + 16) / file.readUInt32BE(mvhd.bodyStart + 12);
    expect(seconds).toBeCloseTo(catalogue.find((reel) => reel.id === id)?.durationSeconds ?? 0, 1);
  });
});

describe('the repository', () => {
  it('has a small portrait poster for every reel', () => {
    for (const { poster } of catalogue) {
      const image = read(poster);
      expect(image.length).toBeLessThanOrEqual(30_000);
      // In a lossy WebP the size follows the start code of the keyframe.
      const start = image.indexOf(Buffer.from([0x9d, 0x01, 0x2a]));
      expect([image.readUInt16LE(start + 3), image.readUInt16LE(start + 5)]).toEqual([540, 960]);
    }
  });

  it('has at least twelve reels of 6 to 90 seconds, with distinct titles, and with authors and tags', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(12);
    expect(catalogue.every(({ durationSeconds }) => durationSeconds >= 6 && durationSeconds <= 90)).toBe(true);
    expect(new Set(catalogue.map(({ title }) => title)).size).toBe(catalogue.length);
    expect(catalogue.every(({ author, tags }) => author !== '' && tags.length > 0)).toBe(true);
  });

  it('holds less than 25 MB of media, no file of 2 MB or more, and a folder for each reel only', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name));
    const sizes = files.map((path) => statSync(path)).filter((info) => info.isFile());
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(25_000_000);
    expect(Math.max(...sizes.map(({ size }) => size))).toBeLessThan(2_000_000);
    expect(readdirSync(root).toSorted()).toEqual(catalogue.map(({ id }) => id).toSorted());
  });
});

function never(): never {
  throw new Error('The media lack what this test is about.');
}
