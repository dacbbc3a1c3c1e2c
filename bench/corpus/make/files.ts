import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { box, moveChunks, type Mp4, requireBox, wideBox } from './boxes.ts';
import {
  aac,
  ac3,
  av1,
  ffmpeg,
  flac,
  h264,
  hevc,
  mp3,
  openGops,
  options,
  opus,
  picture,
  sound,
  vp9,
} from './ffmpeg.ts';
import type { Recipe } from './recipe.ts';

const file = 'clip.mp4';
const front = options('-movflags +faststart');
const everyInput = options('-map 0 -map 1 -map 2');
const both = [...picture(), ...sound(), ...h264];

function encoded(name: string, ...args: readonly string[]): Recipe {
  return { name, file, make: (folder) => ffmpeg(folder, ...args, file) };
}

/** Makes an MP4 with its index in front, then changes its bytes. */
function changed(name: string, change: (mp4: Mp4) => Uint8Array): Recipe {
  return {
    name,
    file,
    make: async (folder) => {
      await ffmpeg(folder, ...both, ...aac, ...front, file);
      await writeFile(join(folder, file), change(await readFile(join(folder, file))));
    },
  };
}

/** Makes an MP4 from another one without encoding it again. */
function remuxed(name: string, input: readonly string[], output: readonly string[] = front): Recipe {
  return {
    name,
    file,
    make: async (folder) => {
      await ffmpeg(folder, ...both, ...aac, 'whole.mp4');
      await ffmpeg(folder, ...input, '-c', 'copy', ...output, file);
      await rm(join(folder, 'whole.mp4'));
    },
  };
}

const captioned: Recipe = {
  name: 'mp4-captions-track',
  file,
  make: async (folder) => {
    await writeFile(join(folder, 'words.srt'), '1\n00:00:00,500 --> 00:00:05,500\nWords\n');
    const inputs = [...picture(), ...sound(), ...options('-i words.srt')];
    await ffmpeg(folder, ...inputs, ...h264, ...aac, ...options('-c:s mov_text'), ...front, file);
  },
};

/** Variations of plain MP4 files. */
export const fileRecipes: readonly Recipe[] = [
  encoded('mp4-front-index', ...both, ...aac, ...front),
  encoded('mp4-end-index', ...both, ...aac),
  encoded('mp4-fragmented', ...both, ...aac, ...options('-movflags +frag_keyframe+empty_moov+default_base_moof')),
  encoded('mp4-fragmented-with-samples', ...both, ...aac, ...options('-movflags +frag_keyframe')),
  encoded('mp4-negative-offsets', ...both, ...options('-bf 3 -movflags +faststart+negative_cts_offsets'), ...aac),
  encoded('mp4-open-gop', ...both, ...openGops, ...aac, ...front),
  encoded('mp4-one-sync-sample', ...both, ...options('-x264-params keyint=1000:min-keyint=1000'), ...aac, ...front),
  encoded('mp4-no-edit-list', ...both, ...aac, ...options('-use_editlist 0'), ...front),
  remuxed('mp4-rotated', options('-i whole.mp4'), [...options('-metadata:s:v:0 rotate=90'), ...front]),
  remuxed('mp4-trimmed-start', options('-ss 1.4 -i whole.mp4')),
  remuxed('mp4-late-video', options('-itsoffset 0.8 -i whole.mp4 -i whole.mp4 -map 0:v -map 1:a')),
  remuxed('mp4-late-sound', options('-itsoffset 0.8 -i whole.mp4 -i whole.mp4 -map 1:v -map 0:a')),
  remuxed('mp4-short-sound', options('-i whole.mp4 -t 3 -i whole.mp4 -map 0:v -map 1:a')),
  captioned,
  encoded('mp4-mp3', ...both, ...mp3),
  encoded('mp4-ac3', ...both, ...ac3),
  encoded('mp4-opus', ...both, ...opus),
  encoded('mp4-flac', ...both, ...flac),
  encoded('mp4-sound-only', ...sound(), ...aac),
  encoded('mp4-pictures-only', ...picture(), ...h264),
  encoded('mp4-hevc', ...picture(), ...hevc),
  encoded('mp4-av1', ...picture(), ...av1),
  encoded('mp4-vp9', ...picture(), ...vp9),
  encoded('mp4-mpeg-4-part-2', ...picture(), ...sound(), ...options('-c:v mpeg4'), ...aac),
  encoded('mp4-two-sounds', ...picture(), ...sound(), ...sound({ hz: 660 }), ...everyInput, ...h264, ...aac),
  encoded('mp4-uneven-rate', ...both, ...options('-vf select=not(mod(n\\,3))+gt(n\\,90) -fps_mode vfr'), ...aac),
  encoded('mp4-single-picture', ...picture({ seconds: 0.04 }), ...h264),
  changed('mp4-wide-boxes', (mp4) => {
    const mdat = requireBox(mp4, 'mdat');
    const wide = wideBox('mdat', mp4.subarray(mdat.start + 8, mdat.end));
    const moved = Buffer.concat([mp4.subarray(0, mdat.start), wide]);
    moveChunks(moved, 8);
    return moved;
  }),
  changed('mp4-media-to-the-end', (mp4) => {
    mp4.writeUInt32BE(0, requireBox(mp4, 'mdat').start);
    return mp4;
  }),
  changed('mp4-free-space', (mp4) => {
    const { end } = requireBox(mp4, 'ftyp');
    const free = box('free', Buffer.alloc(300_000));
    const moved = Buffer.concat([mp4.subarray(0, end), free, mp4.subarray(end)]);
    moveChunks(moved, free.length);
    return moved;
  }),
  changed('mp4-truncated', (mp4) => mp4.subarray(0, Math.floor(mp4.length * 0.6))),
  changed('mp4-damaged-index', (mp4) => {
    const { start, end } = requireBox(mp4, 'moov');
    mp4.fill(0xff, start + Math.floor((end - start) * 0.6), start + Math.floor((end - start) * 0.7));
    return mp4;
  }),
  changed('mp4-damaged-media', (mp4) => {
    const { start, end } = requireBox(mp4, 'mdat');
    mp4.fill(0x55, start + Math.floor((end - start) * 0.4), start + Math.floor((end - start) * 0.5));
    return mp4;
  }),
  changed('mp4-padding-behind', (mp4) => Buffer.concat([mp4, Buffer.alloc(5000)])),
  changed('mp4-no-file-type', (mp4) => {
    const { end } = requireBox(mp4, 'ftyp');
    const rest = Buffer.from(mp4.subarray(end));
    moveChunks(rest, -end);
    return rest;
  }),
];
