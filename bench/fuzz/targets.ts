import { readFileSync } from 'node:fs';
import type * as fc from 'fast-check';
import * as v from 'valibot';
import { digestOf, writeHead } from '../../src/offline/export/file-format.ts';
import { ExportError } from '../../src/offline/export/refusal.ts';
import { readExport } from '../../src/offline/export/saved-import.ts';
import { defaultConfig, readConfig } from '../../src/shared/config.ts';
import { ConfigError } from '../../src/shared/config-setting.ts';
import { FeedError, readFeedPage } from '../../src/shared/feed.ts';
import { MessageError, readPageMessage } from '../../src/shared/messages.ts';
import { readSavedList, savedReelSchema } from '../../src/shared/saved.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import { Problem } from '../../sw/api/problem.ts';
import { readBody } from '../../sw/api/request-body.ts';
import { readEntry } from '../../sw/cache/entry.ts';
import { cutFragments } from '../../sw/decision/mp4/fragments.ts';
import { readMovie } from '../../sw/decision/mp4/movie-reader.ts';
import { Mp4Error } from '../../sw/decision/mp4/mp4-error.ts';
import { placeTracks } from '../../sw/decision/mp4/timeline.ts';
import { adaptManifest } from '../../sw/decision/playlist/adapt-manifest.ts';
import { isManifest, parseManifest } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';
import { PlaylistError } from '../../sw/decision/playlist/playlist-error.ts';
import { textToSave } from '../../sw/decision/playlist/text-to-save.ts';
import { unsignedText, withoutSignatures } from '../../sw/decision/resource/signatures.ts';
import { readOlderRecords } from '../../sw/offline/older-records.ts';
import { damagedBytes, damagedJson, linesOf } from './mutations.ts';

/** A reader of data that others have written. */
export type Target = {
  readonly name: string;
  readonly inputs: fc.Arbitrary<unknown>;
  /** Reads one input. It may throw these errors to refuse it, and no others. */
  readonly read: (input: never) => unknown;
  readonly refusals: readonly (new (...args: never[]) => Error)[];
};

function target<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  read: (input: T) => unknown,
  refusals: Target['refusals'] = [],
): Target {
  return { name, inputs, read, refusals };
}

const url = 'https://origin.example/reel/main.m3u8?token=secret';
const nameOf = (address: string) => address.replace(/\?.*/s, '');

const playlistLines = [
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-MAP:URI="init.mp4",BYTERANGE="9@0"',
  '#EXT-X-KEY:METHOD=AES-128,URI="key.key",IV=0x00000000000000000000000000000001',
  '#EXT-X-KEY:METHOD=NONE',
  '#EXT-X-BYTERANGE:100@9',
  '#EXT-X-DEFINE:NAME="folder",VALUE="deep"',
  '#EXT-X-DEFINE:QUERYPARAM="token"',
  '#EXT-X-DISCONTINUITY',
  '#EXT-X-GAP',
  '#EXTINF:2.5,title',
  '0.m4s',
  '{$folder}/1.m4s?token={$token}',
  'https://other.example/2.m4s?Policy=secret',
  '#EXT-X-ENDLIST',
];
const manifestLines = [
  '#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=270x480,CODECS="avc1.4d401e,mp4a.40.2",AUDIO="a",SUBTITLES="s"',
  'low/index.m3u8?token=secret',
  '#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="a"',
  'high/index.m3u8',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="sound.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="Deutsch",URI="words.m3u8"',
  '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="frames.m3u8"',
  '#EXT-X-CONTENT-STEERING:SERVER-URI="/steer"',
];
const movie = Uint8Array.from(readFileSync(new URL('../../sw/mp4/fixtures/front-index.mp4', import.meta.url)));
const moov = indexOf(movie);

const reel = { id: 'koi', url, format: 'hls', poster: null, durationSeconds: 12, tags: ['water'] };
const savedReel = { ...reel, title: 'Koi', author: 'Ann' };
const view = {
  type: 'view',
  viewerId: 'ann',
  atMs: 1,
  visible: true,
  origins: [{ id: 'a', url: 'https://origin.example/' }],
  reels: [reel],
  currentIndex: 0,
  playback: { positionSeconds: 0, bufferAheadSeconds: 1, bufferedToEnd: false, paused: false },
  throughputBps: null,
  device: unknownDevice,
};
const feed = {
  origins: [{ id: 'a', url: 'https://origin.example/' }],
  reels: [{ id: 'koi', title: 'Koi', author: 'Ann', src: 'koi/main.m3u8', poster: null, retention: [1, 0.5] }],
  next: 'feed.json?page=2',
  total: 2,
};
const entry = {
  key: url,
  sizeBytes: 10,
  contentType: 'video/mp4',
  fileBytes: null,
  sourceUrl: '',
  firstByteMs: 1,
  transferMs: 2,
  storedAtMs: 3,
};
const saved = {
  type: 'saved',
  reels: [{ reel: savedReel, state: 'saved', problem: null, update: 'none', doneFiles: 1, totalFiles: 1, bytes: 10 }],
  origins: [],
  left: [{ id: 'nextreel-save:x', title: 'Koi', files: [{ url, range: null }] }],
  storage: { savedBytes: 1, cachedBytes: 2, budgetBytes: 3 },
};
const playlistBytes = new TextEncoder().encode('#EXTM3U\n#EXT-X-ENDLIST\n');
const listed = {
  key: savedReel.url,
  type: '',
  fileBytes: null,
  bytes: playlistBytes.length,
  sha256: await digestOf(playlistBytes.buffer),
};
const exportHead = await writeHead([{ reel: { ...savedReel, format: 'hls' }, version: 'v', files: [listed] }]);
const exported = Uint8Array.from([...exportHead, ...playlistBytes]);
const bodySchema = v.object({ user_id: v.string(), reel_id: v.union([v.string(), v.number()]), count: v.number() });

export const targets: readonly Target[] = [
  target('a playlist', linesOf(playlistLines), (text) => parsePlaylist(text, url), [PlaylistError]),
  target('a manifest', linesOf(manifestLines), (text) => parseManifest(text, url), [PlaylistError]),
  target(
    'a manifest that is rewritten',
    linesOf(manifestLines),
    (text) => isManifest(text) && adaptManifest(text, url, { remove: () => 'hopeless', first: null }),
    [PlaylistError],
  ),
  target(
    'a text that is saved',
    linesOf([...playlistLines, ...manifestLines]),
    (text) => textToSave(text, url, { imported: null, nameOf, isSaved: () => true }),
    [PlaylistError],
  ),
  target(
    'a text that is laid to rest has no signature left',
    linesOf([...playlistLines, ...manifestLines]),
    (text) => {
      const unsigned = unsignedText(text, url, ['token', 'policy']);
      if (unsigned !== null && /^[^#?]*\?(?:[^?]*&)?token=secret$/m.test(unsigned))
        throw new Error(`left: ${unsigned}`);
    },
    [PlaylistError],
  ),
  target(
    'the index of an MP4 file',
    damagedBytes(moov),
    (bytes) => cutFragments(placeTracks(readMovie(bytes).tracks)),
    [Mp4Error],
  ),
  target('a message of a page', damagedJson(view), readPageMessage, [MessageError]),
  target('a message to save', damagedJson({ type: 'save', reels: [savedReel] }), readPageMessage, [MessageError]),
  target('what the worker says is saved', damagedJson(saved), readSavedList),
  target('a saved reel', damagedJson(savedReel), (json) => v.safeParse(savedReelSchema, json)),
  target('a page of the feed', damagedJson(feed), (json) => readFeedPage(json, url), [FeedError]),
  target(
    'a file of saved reels',
    damagedBytes(exported),
    (bytes) => readExport(new Blob([bytes]), 'https://site.example', () => undefined),
    [ExportError],
  ),
  target('a configuration', damagedJson(defaultConfig), readConfig, [ConfigError]),
  target('a stored entry', damagedJson(entry), readEntry),
  target(
    'what version 0.1 has saved',
    damagedJson([{ reel: savedReel, state: 'saved', problem: null, keys: [url], bytes: 1 }]),
    readOlderRecords,
  ),
  target('facts that are written down', damagedJson(view), (json) => {
    const written: string | undefined = JSON.stringify(withoutSignatures(json));
    if (/[?&]token=secret/.test(written ?? '')) throw new Error('signed');
  }),
  target(
    'the body of a request',
    damagedJson({ user_id: 'ann', reel_id: 1, count: 2 }),
    (json) => {
      const headers = { 'content-type': 'application/json' };
      return readBody(new Request(url, { method: 'POST', headers, body: JSON.stringify(json) ?? '' }), bodySchema);
    },
    [Problem],
  ),
];

/** Returns the `moov` box of a movie, header included. */
function indexOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const words = new DataView(bytes.buffer);
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = words.getUint32(at);
    if (words.getUint32(at + 4) === 0x6d6f6f76) return Uint8Array.from(bytes.subarray(at, at + size));
    at += Math.max(8, size);
  }
  throw new Error('The file has no index');
}
