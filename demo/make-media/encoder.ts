import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Canvas } from './canvas';
import { framesPerSecond, type Rendition, segmentStarts } from './ladder';
import type { Scene } from './scene';
import { sampleRate, type Tape } from './synth';

/** ffmpeg options by name, in order. */
function options(values: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [`-${name}`, String(value)]);
}

function start(args: readonly string[]): ChildProcess {
  const quiet = ['-hide_banner', '-loglevel', 'error', '-y'];
  return spawn('nice', ['-n', '10', 'ffmpeg', ...quiet, ...args], { stdio: ['pipe', 'inherit', 'inherit'] });
}

async function finish(ffmpeg: ChildProcess): Promise<void> {
  const [code] = await once(ffmpeg, 'close');
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${ffmpeg.spawnargs.join(' ')}`);
}

async function run(args: readonly string[], input: Buffer = Buffer.alloc(0)): Promise<void> {
  const ffmpeg = start(args);
  ffmpeg.stdin?.end(input);
  await finish(ffmpeg);
}

/** Encodes the sound into a separate file, from which all renditions copy it. */
export async function encodeSound(tape: Tape, codec: 'aac' | 'opus', path: string): Promise<void> {
  const input = options({ f: 's16le', ar: sampleRate, ac: 2, i: '-' });
  const coder = options(codec === 'aac' ? { 'c:a': 'aac', 'b:a': '56k' } : { 'c:a': 'libopus', 'b:a': '48k' });
  await run([...input, ...coder, path], tape.toBytes(0.5));
}

export type VideoJob = {
  readonly scene: Scene;
  readonly durationSeconds: number;
  readonly renditions: readonly Rendition[];
  /** Sound files by video codec. Renditions without one have no sound. */
  readonly sounds: { readonly h264?: string; readonly vp9?: string };
  readonly directory: string;
  readonly container: Container;
};

/** Fragments of one segment each, or a plain file whose index (moov) comes first or last. */
export type Container = 'fragments' | 'index-first' | 'index-last';

/** Draws the scene once and encodes all renditions from it. */
export async function encodeVideo(job: VideoJob): Promise<void> {
  const { scene, durationSeconds, renditions, sounds, directory, container } = job;
  const canvas = new Canvas(scene.width);
  const soundFiles = [sounds.h264, sounds.vp9].filter((path) => path !== undefined);
  const outputs = renditions.flatMap((rendition, index) => {
    const sound = sounds[rendition.codec];
    return [
      ...options({ map: `[v${index}]` }),
      ...(sound === undefined ? [] : options({ map: `${soundFiles.indexOf(sound) + 1}:a`, 'c:a': 'copy' })),
      ...coderOptions(rendition),
      ...containerOptions(container, durationSeconds),
      ...options({ map_metadata: -1, fflags: '+bitexact', flags: '+bitexact', f: 'mp4' }),
      join(directory, `${rendition.name}.mp4`),
    ];
  });
  const size = `${canvas.width}x${canvas.height}`;
  const ffmpeg = start([
    ...options({ f: 'rawvideo', pix_fmt: 'rgb24', s: size, r: framesPerSecond, i: '-' }),
    ...soundFiles.flatMap(soundInput),
    ...options({ filter_complex: filterOf(renditions) }),
    ...outputs,
  ]);
  await drawInto(ffmpeg, scene, canvas, durationSeconds);
  await finish(ffmpeg);
}

async function drawInto(ffmpeg: ChildProcess, scene: Scene, canvas: Canvas, durationSeconds: number): Promise<void> {
  const { stdin } = ffmpeg;
  if (stdin === null) throw new Error('ffmpeg has no input.');
  const paint = scene.prepare();
  const frames = Math.round(durationSeconds * framesPerSecond);
  for (let frame = 0; frame < frames; frame++) {
    paint(canvas, frame / framesPerSecond, frame / frames);
    if (!stdin.write(canvas.toBytes())) await once(stdin, 'drain');
  }
  stdin.end();
}

/**
 * Ignores the edit list, so that the sound starts at 0 and the encoder's delay of some 20 ms is heard as silence. Video
 * and sound then both begin at 0, and players have no edit list to interpret.
 */
function soundInput(path: string): string[] {
  return options({ ignore_editlist: 1, i: path });
}

function filterOf(renditions: readonly Rendition[]): string {
  const base = `[0:v]scale=540:960:flags=bicubic,split=${renditions.length}`;
  const branches = renditions.map((_, index) => `[s${index}]`).join('');
  const scales = renditions.map(({ width, height }, index) => {
    const colours = 'out_color_matrix=bt709:out_range=tv';
    return `[s${index}]scale=${width}:${height}:flags=lanczos:${colours},format=yuv420p,setsar=1[v${index}]`;
  });
  return [`${base}${branches}`, ...scales].join(';');
}

function coderOptions({ codec, crf, maxKbps }: Rendition): string[] {
  const coder =
    codec === 'h264'
      ? { 'c:v': 'libx264', preset: 'slow', 'profile:v': 'high', 'x264-params': 'keyint=9999:scenecut=0:open-gop=0' }
      : { 'c:v': 'libvpx-vp9', 'b:v': `${maxKbps}k`, deadline: 'good', 'cpu-used': 3, g: 9999, 'row-mt': 1 };
  return options({
    ...coder,
    crf,
    maxrate: `${maxKbps}k`,
    bufsize: `${maxKbps}k`,
    color_primaries: 'bt709',
    color_trc: 'bt709',
    colorspace: 'bt709',
    color_range: 'tv',
  });
}

/**
 * Fragments have no B-frames, so that frames are sent in display order, the sound of a segment is as long as its video,
 * and the first frame of a segment depends on no other.
 */
function containerOptions(container: Container, durationSeconds: number): string[] {
  if (container === 'fragments') {
    return options({
      bf: 0,
      force_key_frames: segmentStarts(durationSeconds).join(','),
      t: durationSeconds,
      movflags: '+cmaf+frag_keyframe+empty_moov+default_base_moof',
      use_editlist: 0,
    });
  }
  const place: Record<string, string> = container === 'index-first' ? { movflags: '+faststart' } : {};
  return options({ force_key_frames: 'expr:gte(t,n_forced*2)', t: durationSeconds, ...place });
}

/** Writes the sound alone, in fragments of about half a second. */
export async function wrapSound(soundFile: string, path: string): Promise<void> {
  const fragments = { movflags: '+cmaf+empty_moov+default_base_moof', use_editlist: 0, frag_duration: 500_000 };
  await run([...soundInput(soundFile), ...options({ c: 'copy', ...fragments, fflags: '+bitexact', f: 'mp4' }), path]);
}

const maxPosterBytes = 30_000;

/** Writes the first frame of the encoded reel as its poster, so that poster and video match exactly. */
export async function writePoster(source: string, path: string): Promise<void> {
  for (const quality of [86, 80, 72, 64, 55, 45]) {
    await run([...options({ i: source, 'frames:v': 1, 'c:v': 'libwebp', quality, update: 1 }), path]);
    if ((await readFile(path)).length <= maxPosterBytes) return;
  }
  throw new Error(`${path} is larger than ${maxPosterBytes} bytes in every quality.`);
}
