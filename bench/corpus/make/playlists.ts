import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { aac, ffmpeg, h264, options, picture, sound } from './ffmpeg.ts';
import type { Recipe } from './recipe.ts';
import { inFmp4, inTs, makeStream } from './streams.ts';

type Text = string | Uint8Array;
type Serving = Partial<Pick<Recipe, 'file' | 'serving' | 'onlineBecause'>>;

const index = 'index.m3u8';
const main = 'main.m3u8';
const head = '#EXTM3U\n';
const codecs = 'CODECS="avc1.64001e,mp4a.40.2"';
const low = `#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=320x180,${codecs}`;
const high = `#EXT-X-STREAM-INF:BANDWIDTH=600000,RESOLUTION=640x360,${codecs}`;
const ladder = `${head}${low}\nlow/index.m3u8\n${high}\nhigh/index.m3u8\n`;

/** A stream whose playlist is edited afterwards. */
function edited(
  name: string,
  edit: (text: string, folder: string) => Text | Promise<Text>,
  { output = inTs, ...serving }: Serving & { readonly output?: readonly string[] } = {},
): Recipe {
  return {
    name,
    file: index,
    ...serving,
    make: async (folder) => {
      await makeStream(folder, output);
      await editFile(join(folder, index), (text) => edit(text, folder));
    },
  };
}

/** Two renditions of the same content in separate folders, and a manifest for them. */
function renditions(name: string, manifest: Text, serving: Serving = {}): Recipe {
  return {
    name,
    file: main,
    ...serving,
    make: async (folder) => {
      await makeIn(folder, 'low', (part) => makeStream(part, inTs));
      await makeIn(folder, 'high', (part) => makeStream(part, inTs, { size: '640x360' }));
      await writeFile(join(folder, main), manifest);
      // For manifests with content steering.
      await writeFile(join(folder, 'steering.json'), '{"VERSION":1,"TTL":1,"PATHWAY-PRIORITY":["b","a"]}');
    },
  };
}

/** A stream whose segments have another file extension. */
function renamed(name: string, to: string, output: readonly string[] = inTs): Recipe {
  const edit = async (text: string, folder: string) => {
    const names = (await readdir(folder)).filter((file) => file.startsWith('seg'));
    for (const file of names) await rename(join(folder, file), join(folder, newName(file)));
    return text.replaceAll(/^seg.*$/gm, newName);
  };
  const newName = (file: string) => file.replace(/\..*/, to);
  return edited(name, edit, { output });
}

/** Moves the segments into a subfolder. */
async function moveSegments(folder: string, to: string): Promise<void> {
  await mkdir(join(folder, to));
  const names = (await readdir(folder)).filter((file) => file.startsWith('seg'));
  for (const name of names) await rename(join(folder, name), join(folder, to, name));
}

async function makeIn(folder: string, part: string, make: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(join(folder, part));
  await make(join(folder, part));
}

async function editFile(path: string, edit: (text: string) => Text | Promise<Text>): Promise<void> {
  await writeFile(path, await edit(await readFile(path, 'utf8')));
}

function beforeSegments(text: string, tag: string): string {
  return text.replace('#EXTINF', `${tag}\n#EXTINF`);
}

function asLive(text: string): string {
  return text.replace('#EXT-X-PLAYLIST-TYPE:VOD\n', '');
}

function asEvent(text: string): string {
  return text.replace('TYPE:VOD', 'TYPE:EVENT');
}

function withoutEnd(text: string): string {
  return text.replace('#EXT-X-ENDLIST\n', '');
}

const discontinuity: Recipe = {
  name: 'discontinuity',
  file: index,
  make: async (folder) => {
    for (const [part, size] of [
      ['a', '320x180'],
      ['b', '160x90'],
    ] as const) {
      await makeIn(folder, part, (within) => makeStream(within, inTs, { size, seconds: 4 }));
    }
    const segments = (part: string) => `#EXTINF:2,\n${part}/seg0.ts\n#EXTINF:2,\n${part}/seg1.ts\n`;
    const text = `#EXT-X-TARGETDURATION:2\n${segments('a')}#EXT-X-DISCONTINUITY\n${segments('b')}#EXT-X-ENDLIST\n`;
    await writeFile(join(folder, index), `${head}${text}`);
  },
};

/** Separate audio in two languages, and subtitles. */
const groups: Recipe = {
  name: 'audio-groups-and-captions',
  file: main,
  make: async (folder) => {
    await makeIn(folder, 'video', (part) => ffmpeg(part, ...picture(), ...h264, ...inFmp4, index));
    await makeIn(folder, 'en', (part) => ffmpeg(part, ...sound(), ...aac, ...inFmp4, index));
    await makeIn(folder, 'de', (part) => ffmpeg(part, ...sound({ hz: 660 }), ...aac, ...inFmp4, index));
    await makeIn(folder, 'text', async (part) => {
      await writeFile(join(part, 'all.vtt'), 'WEBVTT\n\n00:00.500 --> 00:05.500\nWords\n');
      const text = '#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6,\nall.vtt\n#EXT-X-ENDLIST\n';
      await writeFile(join(part, index), `${head}${text}`);
    });
    const media = (type: string, group: string, part: string, isDefault: 'YES' | 'NO') =>
      `#EXT-X-MEDIA:TYPE=${type},GROUP-ID="${group}",NAME="${part}",LANGUAGE="${part}",DEFAULT=${isDefault},URI="${part}/index.m3u8"`;
    const lines = [
      media('AUDIO', 'sound', 'en', 'YES'),
      media('AUDIO', 'sound', 'de', 'NO'),
      media('SUBTITLES', 'words', 'text', 'YES'),
      `${low},AUDIO="sound",SUBTITLES="words"`,
      'video/index.m3u8',
    ];
    await writeFile(join(folder, main), `${head}${lines.join('\n')}\n`);
  },
};

/** Variables defined in the manifest and used both there and in its playlist. */
const imported: Recipe = {
  name: 'define-import',
  file: main,
  make: async (folder) => {
    await makeIn(folder, 'low', (part) => makeStream(part, inTs));
    await editFile(join(folder, 'low', index), (text) =>
      beforeSegments(text, '#EXT-X-DEFINE:IMPORT="ending"').replaceAll('.ts', '.{$ending}'),
    );
    const variables = '#EXT-X-DEFINE:NAME="folder",VALUE="low"\n#EXT-X-DEFINE:NAME="ending",VALUE="ts"\n';
    await writeFile(join(folder, main), `${head}#EXT-X-VERSION:11\n${variables}${low}\n{$folder}/index.m3u8\n`);
  },
};

const iFrames: Recipe = {
  name: 'i-frame-playlist',
  file: main,
  make: async (folder) => {
    await makeIn(folder, 'low', (part) => makeStream(part, inTs));
    const text = await readFile(join(folder, 'low', index), 'utf8');
    const frames = text
      .replace('#EXT-X-VERSION:3', '#EXT-X-VERSION:4\n#EXT-X-I-FRAMES-ONLY')
      .replaceAll(/^(seg.*)$/gm, '#EXT-X-BYTERANGE:9400@0\n$1');
    await writeFile(join(folder, 'low/frames.m3u8'), frames);
    const pictures = '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=100000,URI="low/frames.m3u8"';
    await writeFile(join(folder, main), `${head}${pictures}\n${low}\nlow/index.m3u8\n`);
  },
};

/** Edits a playlist as a low-latency server lists a stream that has ended: its last parts are no longer available. */
function withLostParts(text: string): string {
  const control = '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5\n#EXT-X-PART-INF:PART-TARGET=1';
  const parts = [0, 1].map((part) => `#EXT-X-PART:DURATION=1,URI="part2.${part}.m4s"\n`).join('');
  return beforeSegments(asLive(text), control).replace(/(#EXTINF:[\d.]+,\nseg2)/, `${parts}$1`);
}

const inGerman = ladder.replaceAll('CODECS', 'NAME="Größe",CODECS').replace(head, `${head}# Für später\n`);
const steered = ['low', 'high']
  .flatMap((part) => ['a', 'b'].map((pathway) => ({ part, pathway })))
  .map(({ part, pathway }) => {
    return `${part === 'low' ? low : high},PATHWAY-ID="${pathway}"\n${part}/index.m3u8?${pathway}\n`;
  });

/** Kinds of playlists, and ways to serve them. */
export const playlistRecipes: readonly Recipe[] = [
  renditions('ladder', ladder),
  renditions('ladder-latin-1', Buffer.from(inGerman, 'latin1')),
  renditions('ladder-bom-crlf', `\uFEFF${ladder.replaceAll('\n', '\r\n')}`),
  renditions('ladder-by-query', ladder.replaceAll('.m3u8', '.m3u8?quality=1&lang=en')),
  renditions('ladder-gzip', ladder, { serving: 'gzip' }),
  renditions('ladder-ends-after-stream-inf', `${ladder}${high}`),
  renditions(
    'content-steering',
    `${head}#EXT-X-CONTENT-STEERING:SERVER-URI="steering.json",PATHWAY-ID="a"\n${steered.join('')}`,
  ),
  imported,
  edited(
    'define-by-query',
    (text) => beforeSegments(text, '#EXT-X-DEFINE:QUERYPARAM="ending"').replaceAll('.ts', '.{$ending}'),
    { file: `${index}?ending=ts` },
  ),
  discontinuity,
  groups,
  iFrames,
  edited('low-latency-ended', withLostParts, { output: inFmp4 }),
  edited('gap', async (text, folder) => {
    await rm(join(folder, 'seg1.ts'));
    return text.replace(/(#EXTINF:[\d.]+,\nseg1)/, '#EXT-X-GAP\n$1');
  }),
  edited('missing-segment', async (text, folder) => {
    await rm(join(folder, 'seg1.ts'));
    return text;
  }),
  edited('start-offset', (text) => beforeSegments(text, '#EXT-X-START:TIME-OFFSET=3,PRECISE=YES')),
  edited('segments-by-query', (text) => text.replaceAll('.ts', '.ts?part=1&token=abc')),
  edited('absolute-paths', (text, folder) => text.replaceAll(/^seg/gm, `/${basename(folder, '.part')}/seg`)),
  edited('dots-and-spaces', async (text, folder) => {
    await moveSegments(folder, 'a b');
    return text.replaceAll(/^seg/gm, './x/../a b/seg');
  }),
  edited(
    'redirects',
    async (text, folder) => {
      await moveSegments(folder, 'behind');
      await writeFile(join(folder, 'behind', index), text);
      return text;
    },
    { serving: 'redirects' },
  ),
  edited('called-a-page', (text) => text, { serving: 'mistyped' }),
  edited('fmp4-called-a-page', (text) => text, { serving: 'mistyped', output: inFmp4 }),
  renamed('no-extension', ''),
  renamed('ts-named-m4s', '.m4s'),
  renamed('ts-named-mp4', '.mp4'),
  renamed('ts-named-jpg', '.jpg'),
  renamed('ts-named-png', '.png'),
  renamed('ts-named-js', '.js'),
  renamed('ts-named-html', '.html'),
  renamed('fmp4-named-ts', '.ts', inFmp4),
  renamed('fmp4-named-cmfv', '.cmfv', inFmp4),
  edited('live', asLive, { serving: 'live', onlineBecause: 'is live', output: [...inTs, ...options('-hls_time 1')] }),
  edited('live-ended', asLive),
  edited('event', (text) => withoutEnd(asEvent(text)), { onlineBecause: 'is live' }),
  edited('event-ended', asEvent),
  edited('vod-without-end', withoutEnd),
];
