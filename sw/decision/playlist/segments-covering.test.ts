import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePlaylist } from './parse-playlist.ts';
import { segmentsCovering } from './segments-covering.ts';

function playlistOf(durations: readonly number[]): ReturnType<typeof parsePlaylist> {
  const lines = durations.flatMap((seconds, index) => [`#EXTINF:${seconds},`, `${index}.ts`]);
  return parsePlaylist(['#EXTM3U', '#EXT-X-TARGETDURATION:9', ...lines].join('\n'), 'https://a.example/p.m3u8');
}

test('returns exactly the segments that overlap the span', () => {
  const quarters = fc.nat(40).map((count) => count / 4);
  fc.assert(
    fc.property(fc.array(quarters, { maxLength: 12 }), quarters, quarters, (durations, fromSeconds, spanSeconds) => {
      const playlist = playlistOf(durations);
      const toSeconds = fromSeconds + spanSeconds;
      const expected = playlist.segments.filter(
        ({ startSeconds, durationSeconds }) => startSeconds + durationSeconds > fromSeconds && startSeconds < toSeconds,
      );
      expect(segmentsCovering(playlist, fromSeconds, toSeconds)).toEqual(expected);
    }),
  );
});

test('returns no segment for an empty or backward span, or one after the end', () => {
  const playlist = playlistOf([1, 1, 1]);
  expect(segmentsCovering(playlist, 2, 1)).toEqual([]);
  expect(segmentsCovering(playlist, 1, 1)).toEqual([]);
  expect(segmentsCovering(playlist, 99, 100)).toEqual([]);
});
