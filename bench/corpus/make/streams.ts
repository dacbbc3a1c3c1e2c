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
  type Scene,
  sound,
  vp9,
} from './ffmpeg.ts';
import type { Recipe } from './recipe.ts';

const file = 'index.m3u8';
const vod = options('-f hls -hls_time 2 -hls_playlist_type vod');
export const inTs = [...vod, ...options('-hls_segment_type mpegts -hls_segment_filename seg%d.ts')];
export const inFmp4 = [...vod, ...options('-hls_segment_type fmp4 -hls_segment_filename seg%d.m4s')];
const inOneTs = [...vod, ...options('-hls_flags single_file -hls_segment_filename all.ts')];
const inOneMp4 = [...vod, ...options('-hls_segment_type fmp4 -hls_flags single_file -hls_segment_filename all.mp4')];

/** Makes pictures and sound in the container that these muxer options select. */
export function makeStream(folder: string, output: readonly string[], scene: Scene = {}): Promise<void> {
  return ffmpeg(folder, ...picture(scene), ...sound(scene), ...h264, ...aac, '-shortest', ...output, file);
}

function stream(name: string, ...output: readonly string[]): Recipe {
  return { name, file, make: (folder) => makeStream(folder, output) };
}

/** A stream of these inputs and codecs. */
function encoded(name: string, ...args: readonly string[]): Recipe {
  return { name, file, make: (folder) => ffmpeg(folder, ...args, file) };
}

/** Packed audio: segments that are raw audio files without a container. */
function packed(name: string, codec: readonly string[], extension: string, format: string): Recipe {
  const segments = options(`-f segment -segment_time 2 -segment_format ${format} -segment_list_type m3u8`);
  const output = [...codec, ...segments, '-segment_list', file, `seg%d.${extension}`];
  return { name, file, make: (folder) => ffmpeg(folder, ...sound(), ...output) };
}

const both = [...picture(), ...sound(), ...h264];
const still = options('-pix_fmt yuv420p -g 25');
const far = options('-output_ts_offset 95440');

/** Kinds of segments. */
export const streamRecipes: readonly Recipe[] = [
  stream('ts', ...inTs),
  stream('fmp4', ...inFmp4),
  stream('ts-byte-ranges', ...inOneTs),
  stream('fmp4-byte-ranges', ...inOneMp4),
  // Without the worker hls.js downloads the whole file for each segment, unless the browser's cache cuts out the range.
  { ...stream('ts-byte-ranges-ignored', ...inOneTs), serving: 'ignores-range', trueSeconds: 6.1 },
  { ...stream('fmp4-byte-ranges-ignored', ...inOneMp4), serving: 'ignores-range', trueSeconds: 6.1 },
  stream('ts-far-timestamps', ...far, ...inTs),
  stream('fmp4-far-timestamps', ...far, ...inFmp4),
  encoded('ts-open-gop', ...both, ...openGops, ...aac, ...inTs),
  encoded('ts-pictures-only', ...picture(), ...h264, ...inTs),
  encoded('ts-sound-only', ...sound(), ...aac, ...inTs),
  encoded('fmp4-sound-only', ...sound(), ...aac, ...inFmp4),
  packed('packed-aac', aac, 'aac', 'adts'),
  packed('packed-mp3', mp3, 'mp3', 'mp3'),
  packed('packed-ac3', ac3, 'ac3', 'ac3'),
  encoded('ts-mp3', ...both, ...mp3, ...inTs),
  encoded('ts-ac3', ...both, ...ac3, ...inTs),
  encoded('fmp4-opus', ...both, ...opus, ...inFmp4),
  encoded('fmp4-flac', ...both, ...flac, ...inFmp4),
  encoded('fmp4-hevc', ...picture(), ...hevc, ...still, ...inFmp4),
  encoded('fmp4-av1', ...picture(), ...av1, ...still, ...inFmp4),
  encoded('fmp4-vp9', ...picture(), ...vp9, ...still, ...inFmp4),
];
