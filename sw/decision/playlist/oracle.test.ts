import type { LevelParsed } from 'hls.js';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import type { ByteRange } from '../resource/identity.ts';
import { adaptManifest } from './adapt-manifest.ts';
import { mutateText, seededRandom } from './corpus/mutation.ts';
import { isManifest, parseManifest, type Rendition } from './parse-manifest.ts';
import { parsePlaylist } from './parse-playlist.ts';
import { PlaylistError } from './playlist-error.ts';

// hls.js looks for a window's `self` when it is imported.
vi.stubGlobal('self', globalThis);
const { M3U8Parser, PlaylistLevelType } = await import('hls.js');

const url = 'https://origin.example/reels/one/manifest.m3u8?token=t%201';
const variables = { path: 'v1/reel' };
const folder = new URL('corpus/', import.meta.url);
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.m3u8'))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

/** What both parsers must agree on. */
type Reading = readonly (readonly [uri: string, number: number, range?: ByteRange | null])[];

function readOurs(text: string): Reading | PlaylistError {
  try {
    return isManifest(text)
      ? parseManifest(text, url).renditions.map(({ uri, bandwidthBps }) => [uri, bandwidthBps] as const)
      : parsePlaylist(text, url, new Map(Object.entries(variables))).segments.map(
          ({ uri, durationSeconds, range }) => [uri, durationSeconds, range] as const,
        );
  } catch (error) {
    if (error instanceof PlaylistError) return error;
    throw error;
  }
}

function readByHls(text: string): Reading | Error {
  if (isManifest(text)) {
    const { levels, playlistParsingError } = M3U8Parser.parseMasterPlaylist(text, url);
    if (playlistParsingError !== null) return playlistParsingError;
    return levels.map((level) => [absolute(level.url), statedBps(level)] as const);
  }
  const details = M3U8Parser.parseLevelPlaylist(text, url, 0, PlaylistLevelType.MAIN, 0, variables);
  if (details.playlistParsingError !== null) return details.playlistParsingError;
  return details.fragments.map((fragment) => {
    const [firstByte, end] = fragment.byteRange;
    const range = firstByte === undefined || end === undefined ? null : { firstByte, lastByte: end - 1 };
    return [absolute(fragment.url), fragment.duration, range] as const;
  });
}

function tryHls(text: string): Reading | Error {
  try {
    return readByHls(text);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** To us a negative bandwidth is one that is not stated. */
function statedBps({ bitrate, attrs }: LevelParsed): number {
  return [bitrate, attrs.decimalInteger('AVERAGE-BANDWIDTH')].find((bps) => bps > 0) ?? 0;
}

/** hls.js leaves to the browser what URL does: percent encoding and the like. */
function absolute(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).href : `not an address: ${uri}`;
}

describe.each(corpus)('$name', ({ text }) => {
  test('is read as by hls.js', () => {
    expect(readOurs(text)).toEqual(readByHls(text));
  });
});

/** hls.js also finds a tag in the middle of a line, where the standard has none. */
const hasTagInLine = /[^\r\n]#EXT/;

/** hls.js leaves out renditions whose codecs it has never heard of, which is a choice and not a way of reading. */
function hideCodecs(text: string): string {
  return text.replaceAll('CODECS=', 'X-CODECS=');
}

function* mutants(count: number, seed: number): Generator<string> {
  const random = seededRandom(seed);
  const anyText = () => corpus[Math.floor(random() * corpus.length)]?.text ?? '';
  for (let made = 0; made < count; made++) yield hideCodecs(mutateText(anyText(), anyText(), random));
}

test('20,000 mutated texts are read as by hls.js or refused by name, and none takes long', () => {
  const disagreements: unknown[] = [];
  let readByBoth = 0;
  let slowestMs = 0;
  for (const text of mutants(20_000, 1)) {
    const startMs = performance.now();
    const ours = readOurs(text);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    const theirs = tryHls(text);
    if (ours instanceof Error || theirs instanceof Error || hasTagInLine.test(text)) continue;
    readByBoth++;
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) disagreements.push({ text, ours, theirs });
  }
  expect(disagreements.slice(0, 3)).toEqual([]);
  expect(readByBoth).toBeGreaterThan(10_000);
  expect(slowestMs).toBeLessThan(1_000);
}, 60_000);

describe('adapting mutated manifests', () => {
  const reasons = ['oversized', null, 'hopeless', null, 'undecodable'] as const;
  const remove = ({ uri }: Rendition) => reasons[uri.length % reasons.length] ?? null;
  const manifests = [...mutants(10_000, 2)].flatMap((text) => {
    const before = isManifest(text) ? readOurs(text) : new PlaylistError(url, 'is a playlist');
    return before instanceof Error ? [] : [{ text, before }];
  });

  test('keeps what is wanted, puts the chosen one first, and loses no other line', () => {
    expect(manifests.length).toBeGreaterThan(2_000);
    for (const { text, before } of manifests) {
      const first = before.at(-1)?.[0] ?? null;
      const adapted = adaptManifest(text, url, { remove, first });
      const { renditions } = parseManifest(adapted, url);
      const uris = renditions.map(({ uri }) => uri);
      const wanted = parseManifest(text, url).renditions.filter((rendition) => remove(rendition) === null);
      expect(uris).toEqual(expect.arrayContaining(wanted.map(({ uri }) => uri)));
      if (first !== null && uris.includes(first)) expect(uris[0]).toBe(first);
      expect(otherLines(adapted)).toEqual(otherLines(text));
      expect(adaptManifest(adapted, url, { remove, first })).toBe(adapted);
    }
  }, 60_000);

  test('leaves a manifest that hls.js reads alike', () => {
    for (const { text, before } of manifests) {
      if (hasTagInLine.test(text) || tryHls(text) instanceof Error) continue;
      const adapted = adaptManifest(text, url, { remove, first: before.at(-1)?.[0] ?? null });
      expect(readOurs(adapted)).toEqual(tryHls(adapted));
    }
  }, 60_000);
});

/** The lines that adapting must not touch; notes between a tag and its URI may have moved along. */
function otherLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim().startsWith('#') && !line.trim().startsWith('#EXT-X-STREAM-INF:'))
    .toSorted();
}
