import type { Fragment, LevelParsed } from 'hls.js';
import { vi } from 'vitest';
import type { ByteRange } from '../../resource/identity.ts';
import { isManifest, parseManifest } from '../parse-manifest.ts';
import { parsePlaylist } from '../parse-playlist.ts';
import { PlaylistError } from '../playlist-error.ts';

// hls.js accesses `self` when it is imported.
vi.stubGlobal('self', globalThis);
const { M3U8Parser, PlaylistLevelType } = await import('hls.js');

/** The URL of every text, and the variables of its manifest. */
export const url = 'https://origin.example/reels/one/manifest.m3u8?token=t%201';
const variables = { path: 'v1/reel' };

/** The facts that both parsers must agree on. */
export type Reading = {
  readonly addresses: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
};

export function readByNextreel(text: string): Reading | PlaylistError {
  try {
    return isManifest(text) ? readManifestByNextreel(text) : readPlaylistByNextreel(text);
  } catch (error) {
    if (error instanceof PlaylistError) return error;
    throw error;
  }
}

function readManifestByNextreel(text: string): Reading {
  const { renditions, media } = parseManifest(text, url);
  return {
    addresses: renditions.map(({ uri }) => uri),
    facts: {
      renditions: renditions.map(({ bandwidthBps, width, height, audioGroup, subtitlesGroup }) => {
        return [bandwidthBps, width, height, audioGroup, subtitlesGroup];
      }),
      media: media.map(({ type, group, name, language, uri, isDefault }) => {
        return [type, group, name, language, uri, isDefault];
      }),
    },
  };
}

function readPlaylistByNextreel(text: string): Reading {
  const playlist = parsePlaylist(text, url, new Map(Object.entries(variables)));
  return {
    addresses: playlist.segments.map(({ uri }) => uri),
    facts: {
      segments: playlist.segments.map(({ durationSeconds, range, initIndex, encrypted, gap }) => {
        const init = initIndex === null ? undefined : playlist.initSegments[initIndex];
        return [durationSeconds, range, init?.uri ?? null, init?.range ?? null, encrypted, gap];
      }),
      endList: playlist.endList,
      firstSequence: playlist.segments.length === 0 ? 0 : playlist.mediaSequence,
      totalSeconds: playlist.totalSeconds.toFixed(6),
      targetDurationSeconds: Math.max(1, playlist.targetDurationSeconds),
      keys: playlist.segments.length === 0 ? [] : playlist.keys.toSorted(),
    },
  };
}

function readByHls(text: string): Reading | Error {
  return isManifest(text) ? readManifestByHls(text) : readPlaylistByHls(text);
}

function readManifestByHls(text: string): Reading | Error {
  const parsed = M3U8Parser.parseMasterPlaylist(text, url);
  const { AUDIO = [], SUBTITLES = [] } = M3U8Parser.parseMasterPlaylistMedia(text, url, parsed);
  const { playlistParsingError } = parsed;
  if (playlistParsingError !== null) return playlistParsingError;
  const levels = parsed.levels.filter((level) => URL.canParse(level.url));
  return {
    addresses: levels.map((level) => absolute(level.url)),
    facts: {
      renditions: levels.map((level) => {
        const { width = null, height = null, attrs } = level;
        return [statedBps(level), width, height, attrs.AUDIO ?? null, attrs.SUBTITLES ?? null];
      }),
      media: [...AUDIO, ...SUBTITLES]
        .filter((one) => one.url === '' || URL.canParse(one.url))
        .toSorted((a, b) => a.id - b.id)
        .map(({ type, groupId, name, lang, url: address, default: isDefault }) => {
          return [type, groupId, name, lang ?? null, address === '' ? null : absolute(address), isDefault];
        }),
    },
  };
}

function readPlaylistByHls(text: string): Reading | Error {
  // hls.js would create an entry for each skipped segment.
  if (/SKIPPED-SEGMENTS=\d{4}/.test(text)) return new Error('a delta update that skips thousands of segments');
  const details = M3U8Parser.parseLevelPlaylist(text, url, 0, PlaylistLevelType.MAIN, 0, variables);
  if (details.playlistParsingError !== null) return details.playlistParsingError;
  if (Number.isNaN(details.totalduration)) return new Error('a part without duration');
  // hls.js lists null for each segment that a delta update skips.
  const fragments = details.fragments.filter((fragment: Fragment | null) => fragment !== null);
  const files = fragments.flatMap((fragment) => [fragment, fragment.initSegment ?? fragment]);
  if (!files.every((file) => URL.canParse(file.url))) return new Error('an address that is none');
  return {
    addresses: fragments.map((fragment) => absolute(fragment.url)),
    facts: {
      segments: fragments.map((fragment) => {
        const { initSegment, duration, encrypted, gap = false } = fragment;
        const init = initSegment === null ? [null, null] : [absolute(initSegment.url), rangeOf(initSegment)];
        return [duration, rangeOf(fragment), ...init, encrypted, gap];
      }),
      endList: !details.live,
      firstSequence: fragments[0]?.sn ?? 0,
      totalSeconds: details.totalduration.toFixed(6),
      targetDurationSeconds: details.targetduration,
      keys: [...new Set(fragments.flatMap(keysOf))].toSorted(),
    },
  };
}

function rangeOf({ byteRange: [firstByte, end] }: Pick<Fragment, 'byteRange'>): ByteRange | null {
  // hls.js requests the whole file if it cannot read a range.
  const isRange = firstByte !== undefined && end !== undefined && firstByte < end;
  return isRange ? { firstByte, lastByte: end - 1 } : null;
}

function keysOf(fragment: Fragment): string[] {
  const keys = [fragment, fragment.initSegment].flatMap((one) => Object.values(one?.levelkeys ?? {}));
  return keys.flatMap((key) => (key === undefined || key.uri === '' ? [] : [absolute(key.uri)]));
}

export function tryHls(text: string): Reading | Error {
  try {
    return readByHls(text);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** The parser under test treats a negative bandwidth as missing. */
function statedBps({ bitrate, attrs }: LevelParsed): number {
  return [bitrate, attrs.decimalInteger('AVERAGE-BANDWIDTH')].find((bps) => bps > 0) ?? 0;
}

/** Normalises an address like URL does (percent encoding etc.), which hls.js leaves to the browser. */
function absolute(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).href : uri;
}
