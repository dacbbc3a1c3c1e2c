import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withCaptions } from './captions-608.ts';
import { aac, ffmpeg, h264, options, picture, sound } from './ffmpeg.ts';
import type { Recipe } from './recipe.ts';
import { inFmp4, inTs } from './streams.ts';

/** One caption in each segment of 50 pictures, so that a player sees a whole caption wherever it starts. */
const captions = ['First words', 'Second words', 'Third words'].map((text, segment) => {
  return { text, fromPicture: segment * 50 + 15, toPicture: segment * 50 + 45 };
});

const withoutBFrames = options('-bf 0');

/** CEA-608 captions within the video stream, optionally announced by a manifest. */
function captioned(name: string, output: readonly string[], announcement: string | null = null): Recipe {
  return {
    name,
    file: announcement === null ? 'index.m3u8' : 'main.m3u8',
    make: async (folder) => {
      const whole = join(folder, 'whole.ts');
      await ffmpeg(folder, ...picture(), ...sound(), ...h264, ...withoutBFrames, ...aac, 'whole.ts');
      await writeFile(whole, withCaptions(await readFile(whole), captions));
      await ffmpeg(folder, '-i', 'whole.ts', '-c', 'copy', ...output, 'index.m3u8');
      await rm(whole);
      if (announcement !== null) await writeFile(join(folder, 'main.m3u8'), announcement);
    },
  };
}

const variant = 'BANDWIDTH=300000,RESOLUTION=320x180,CODECS="avc1.64001e,mp4a.40.2"';
const announced = [
  '#EXTM3U',
  '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="English",LANGUAGE="en",INSTREAM-ID="CC1",DEFAULT=YES,AUTOSELECT=YES',
  `#EXT-X-STREAM-INF:${variant},CLOSED-CAPTIONS="cc"`,
  'index.m3u8',
  '',
].join('\n');

export const captionedRecipes: readonly Recipe[] = [
  captioned('captions-in-pictures', inTs),
  // When the same segments contain audio, hls.js does not expose such captions.
  captioned('captions-in-pictures-fmp4', ['-an', ...inFmp4]),
  captioned('captions-in-pictures-announced', inTs, announced),
];
