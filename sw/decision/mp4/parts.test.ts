import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlaylist } from '../playlist/parse-playlist.ts';
import { cutFile, writeParts } from './parts.ts';

const url = 'https://origin.example/reels/clip.mp4/nextreel/parts.m3u8';
const range = fc
  .tuple(fc.nat(2_000_000), fc.nat(600_000))
  .map(([firstByte, more]) => ({ firstByte, lastByte: firstByte + more }));

describe('the parts of a file', () => {
  it('contain each of its bytes once, whichever ranges were read before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.array(range, { maxLength: 4 }), (fileBytes, read) => {
        let next = 0;
        for (const { firstByte, lastByte } of cutFile(fileBytes, read)) {
          expect(firstByte).toBe(next);
          expect(lastByte).toBeGreaterThanOrEqual(firstByte);
          next = lastByte + 1;
        }
        expect(next).toBe(fileBytes);
      }),
    );
  });

  it('begin with the ranges that the video element requests first: the start, and the index at the end', () => {
    const read = [
      { firstByte: 0, lastByte: 32_767 },
      { firstByte: 600_000, lastByte: 619_999 },
    ];
    const text = writeParts({ name: 'clip.mp4', fileBytes: 620_000, read, durationSeconds: 10 });
    const { segments, totalSeconds } = parsePlaylist(text, url);
    expect(segments.slice(0, 3).map((segment) => segment.range)).toEqual([
      ...read,
      { firstByte: 32_768, lastByte: 294_911 },
    ]);
    expect(new Set(segments.map(({ uri }) => uri))).toEqual(new Set(['https://origin.example/reels/clip.mp4']));
    expect(totalSeconds).toBeCloseTo(10);
  });
});
