import { readFeedPage } from '../../src/shared/feed.ts';
import { readPageMessage } from '../../src/shared/messages.ts';
import { boxOf, type Bytes, letters, uint32s } from '../../sw/decision/mp4/boxes.ts';
import { cutFragments } from '../../sw/decision/mp4/fragments.ts';
import { readMovie } from '../../sw/decision/mp4/movie-reader.ts';
import { maxSamples } from '../../sw/decision/mp4/sample-table.ts';
import { placeTracks } from '../../sw/decision/mp4/timeline.ts';
import { adaptManifest } from '../../sw/decision/playlist/adapt-manifest.ts';
import { isManifest, parseManifest } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';
import { timeIndexOf } from '../../sw/decision/playlist/time-index.ts';
import { ListedPaths } from '../../sw/fetch-handler/listed-paths.ts';
import { resourceKey } from '../../sw/decision/resource/identity.ts';

/** An input crafted to cost time or memory, and its expected outcome. */
export type HostileInput = {
  readonly name: string;
  /** Makes the input and returns the function that reads it, so that only the reading is measured. */
  readonly prepare: () => () => unknown;
  /** Part of the message with which it is refused; null if it is read. */
  readonly refusal: string | null;
};

const url = 'https://origin.example/reel/main.m3u8';

function text(name: string, refusal: string | null, make: () => string): HostileInput {
  return {
    name,
    refusal,
    prepare: () => {
      const made = make();
      return () => {
        if (!isManifest(made)) return timeIndexOf(parsePlaylist(made, url)).segmentAt(1);
        return adaptManifest(made, url, {
          remove: () => null,
          first: parseManifest(made, url).renditions.at(-1)?.uri ?? null,
        });
      };
    },
  };
}

const playlist = (lines: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n${lines}`;
const segments = (count: number) => '#EXTINF:2,\n0.ts\n'.repeat(count);
const manifest = (lines: string) => `#EXTM3U\n${lines}#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n`;
/** Each variable is twice as long as the one before it. */
const doubling = (count: number) =>
  Array.from({ length: count }, (_, at) => {
    const value = at === 0 ? 'x'.repeat(10) : `{$v${at - 1}}{$v${at - 1}}`;
    return `#EXT-X-DEFINE:NAME="v${at}",VALUE="${value}"\n`;
  }).join('');

const texts: readonly HostileInput[] = [
  text('a playlist of 200 KB of ?', 'characters in an address or value', () =>
    playlist(`#EXTINF:2,\n0.ts${'?'.repeat(200_000)}\n`),
  ),
  text('a playlist of 4 MB of ?', null, () => playlist(`#${'?'.repeat(4_000_000)}\n`)),
  text('a playlist of 5 MB', 'has more than 4194304 characters', () => playlist('#'.repeat(5_000_000))),
  text('a million segments', 'lists more than 15000 segments', () => playlist('0.ts\n'.repeat(800_000))),
  text('two million comments', 'has more than 60000 lines', () => playlist('#\n'.repeat(2_000_000))),
  text('four million empty lines', null, () => playlist('\n'.repeat(4_000_000))),
  text('as many segments as are read', null, () => playlist(segments(15_000))),
  text('a title of 4 MB', null, () => playlist(`#EXTINF:2,${'x'.repeat(4_000_000)}\n0.ts\n`)),
  text('a tag of a million attributes', 'characters in its EXT-X-KEY', () => {
    return playlist(`#EXT-X-KEY:${'A=,'.repeat(1_000_000)}\n`);
  }),
  text('quotes that are never closed', 'characters in its EXT-X-MAP', () => {
    return playlist(`#EXT-X-MAP:${'A="x'.repeat(1_000_000)}\n`);
  }),
  text('thousands of formats of keys', 'keys in over 100 formats', () => {
    const keys = Array.from({ length: 25_000 }, (_, at) => `#EXT-X-KEY:METHOD=AES-128,URI="k",KEYFORMAT="${at}"\n`);
    return playlist(`${keys.join('')}${segments(15_000)}`);
  }),
  text('variables that double thirty times', 'characters in its variables', () => playlist(doubling(30))),
  text('one long variable in every address', 'characters in its addresses and variables', () => {
    const define = `#EXT-X-DEFINE:NAME="v",VALUE="${'x'.repeat(60_000)}"\n`;
    return playlist(`${define}${'{$v}.ts\n'.repeat(15_000)}`);
  }),
  text('one address of a million variables', 'characters in an address or value', () => {
    return playlist(`#EXT-X-DEFINE:NAME="v",VALUE="xxxxxxxxxx"\n${'{$v}'.repeat(1_000_000)}`);
  }),
  text('query parameters asked for fifty thousand times', null, () => {
    return playlist(`${'#EXT-X-DEFINE:QUERYPARAM="t"\n'.repeat(50_000)}${segments(1)}`);
  }),
  text('durations next to nothing', null, () => playlist(`#EXTINF:0.${'0'.repeat(323)}5,\n0.ts\n`.repeat(3))),
  text('durations without end', 'does not begin with seconds', () => playlist(`#EXTINF:${'9'.repeat(400)},\n0.ts\n`)),
  text('a delta update that skips a trillion segments', null, () => {
    return playlist(`#EXT-X-SKIP:SKIPPED-SEGMENTS=1000000000000\n${segments(2)}`);
  }),
  text('a manifest of 100,000 renditions', 'lists more than 1000 renditions', () => {
    return manifest('#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n'.repeat(80_000));
  }),
  text('a manifest of 100,000 languages', 'lists more than 1000 renditions', () => {
    return manifest('#EXT-X-MEDIA:TYPE=AUDIO,URI="a"\n'.repeat(100_000));
  }),
  text('as many renditions as are read, the last one first', null, () => {
    const rendition = (at: number) => `#EXT-X-STREAM-INF:BANDWIDTH=${at}\n${at}.m3u8\n`;
    return manifest(Array.from({ length: 999 }, (_, at) => rendition(at)).join(''));
  }),
];

const addresses: readonly HostileInput[] = [
  {
    name: 'an address of 200 KB of ?',
    refusal: null,
    prepare: () => {
      const long = `${url}${'?'.repeat(200_000)}`;
      return () => resourceKey(long, []);
    },
  },
  {
    name: 'an address of 100,000 parameters',
    refusal: null,
    prepare: () => {
      const long = `${url}?${'&a%41=%'.repeat(30_000)}`;
      return () => resourceKey(long, []);
    },
  },
  {
    name: 'a name of 4,000 characters, and a playlist of nearly the same',
    refusal: null,
    prepare: () => {
      const name = `b${'a'.repeat(4000)}`;
      const paths = new ListedPaths();
      paths.learn(playlist(`#${name.slice(0, -1)}c\n#${'a'.repeat(4_000_000)}\n`), url);
      return () => paths.has(new URL(name, url).href);
    },
  },
];

function index(tables: Readonly<Record<string, Bytes>>, timescale = 1000): Bytes {
  const entry = boxOf('avc1', new Uint8Array(78));
  const all = {
    stsd: boxOf('stsd', uint32s([0, 1]), entry),
    stts: boxOf('stts', uint32s([0, 1, 0xffffffff, 1])),
    stsc: boxOf('stsc', uint32s([0, 1, 1, 0xffffffff, 1])),
    stco: boxOf('stco', uint32s([0, 1, 0])),
    ...tables,
  };
  const minf = boxOf('minf', boxOf('stbl', ...Object.values(all)));
  const mdia = boxOf(
    'mdia',
    boxOf('mdhd', uint32s([0, 0, 0, timescale, 0])),
    boxOf('hdlr', uint32s([0, 0]), letters('vide')),
    minf,
  );
  const trak = boxOf('trak', boxOf('tkhd', uint32s([0, 0, 0, 1, 0, 0])), mdia);
  return boxOf('moov', boxOf('mvhd', uint32s([0, 0, 0, 1000, 0])), trak);
}

function movie(name: string, refusal: string | null, make: () => Bytes): HostileInput {
  return {
    name,
    refusal,
    prepare: () => {
      const bytes = make();
      return () => cutFragments(placeTracks(readMovie(bytes).tracks)).length;
    },
  };
}

const equalSizes = (count: number) => boxOf('stsz', uint32s([0, 1, count]));
const zeros = (type: string, bytes: number) => boxOf(type, new Uint8Array(bytes));

const movies: readonly HostileInput[] = [
  movie('an MP4 file of four billion samples', 'index-too-long', () => index({ stsz: equalSizes(0xffffffff) })),
  movie('as many samples as are read', null, () => index({ stsz: equalSizes(maxSamples) })),
  movie('runs of no samples', 'damaged', () => index({ stsz: equalSizes(9), stts: zeros('stts', 8_000_000) })),
  movie('chunks of no samples', 'damaged', () => {
    const chunks = boxOf('stco', uint32s([0, 2_000_000]), new Uint8Array(8_000_000));
    return index({ stsz: equalSizes(9), stsc: boxOf('stsc', uint32s([0, 1, 1, 0, 1])), stco: chunks });
  }),
  movie('four billion sync samples', 'damaged', () =>
    index({ stsz: equalSizes(9), stss: boxOf('stss', uint32s([0, 0xffffffff, 1])) }),
  ),
  movie('a million boxes side by side', 'damaged', () =>
    boxOf('moov', uint32s(Array.from({ length: 2_000_000 }, (_, at) => (at % 2 === 0 ? 8 : 0x66726565)))),
  ),
  movie('a million boxes in each other', 'no-media', () => {
    const nested = uint32s(
      Array.from({ length: 2_000_000 }, (_, at) => (at % 2 === 0 ? 8_000_000 - at * 4 : 0x6d6f6f76)),
    );
    return boxOf('moov', nested);
  }),
];

const many = <Entry>(entry: Entry, count = 1_000_000): Entry[] => Array.from({ length: count }, () => entry);
const feedUrl = 'https://app.example/feed.json';
const reel = { id: 'a', src: 'a.m3u8' };

function json(
  name: string,
  refusal: string | null,
  make: () => unknown,
  read: (value: unknown) => unknown,
): HostileInput {
  return {
    name,
    refusal,
    prepare: () => {
      const value = make();
      return () => read(value);
    },
  };
}

const readFeed = (value: unknown) => {
  const { reels, warnings } = readFeedPage(value, feedUrl);
  // A reel that is left out is reported in a warning.
  if (reels.length === 0) throw new Error(warnings[0] ?? 'nothing');
  return reels.length;
};

const contracts: readonly HostileInput[] = [
  json('a feed of a million reels', null, () => ({ reels: [reel, ...many({ ...reel })] }), readFeed),
  json(
    'a feed of a million origins',
    '"origins"',
    () => ({ origins: many({ id: 'o', url: feedUrl }), reels: [reel] }),
    readFeed,
  ),
  json('a reel of a million tags', '"tags"', () => ({ reels: [{ ...reel, tags: many('x') }] }), readFeed),
  json('a title of 10 MB', '"title"', () => ({ reels: [{ ...reel, title: 'x'.repeat(10_000_000) }] }), readFeed),
  json(
    'a duration that is no number',
    '"durationSeconds"',
    () => ({ reels: [{ ...reel, durationSeconds: Number.NaN }] }),
    readFeed,
  ),
  json(
    'a message of a million addresses',
    'urls',
    () => ({ type: 'prefetch-chunks', reelId: 'a', urls: many(feedUrl) }),
    readPageMessage,
  ),
  json(
    'a message of a million orders',
    'reelIds',
    () => ({ type: 'order-saved', order: 'pause', reelIds: many('a') }),
    readPageMessage,
  ),
];

export const hostileInputs: readonly HostileInput[] = [...texts, ...addresses, ...movies, ...contracts];
