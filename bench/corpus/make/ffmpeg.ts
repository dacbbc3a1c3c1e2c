import { spawn } from 'node:child_process';

/** Runs ffmpeg quietly in a folder. */
export function ffmpeg(folder: string, ...args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-y', '-v', 'error', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ${args.join(' ')}: ${said.slice(0, 1000)}`));
    });
  });
}

export type Scene = { readonly seconds?: number; readonly size?: string; readonly hz?: number; readonly rate?: number };

/** Moving pictures with a running clock, the same at every size. */
export function picture({ seconds = 6, size = '320x180', rate = 25 }: Scene = {}): string[] {
  const [width, height] = size.split('x');
  return ['-f', 'lavfi', '-i', `testsrc2=duration=${seconds}:size=320x180:rate=${rate},scale=${width}:${height}`];
}

export function sound({ seconds = 6, hz = 440 }: Scene = {}): string[] {
  return ['-f', 'lavfi', '-i', `sine=frequency=${hz}:duration=${seconds}:sample_rate=44100`];
}

/** Splits a command line at its spaces. */
export function options(line: string): string[] {
  return line.split(' ');
}

/** H.264 with a keyframe every second (25 pictures). */
export const h264 = options(
  '-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -keyint_min 25 -sc_threshold 0 -b:v 200k',
);
export const hevc = options('-c:v libx265 -preset ultrafast -x265-params log-level=error -tag:v hvc1');
export const av1 = options('-c:v libsvtav1 -preset 12');
export const vp9 = options('-c:v libvpx-vp9 -deadline realtime -cpu-used 8');
export const aac = options('-c:a aac -b:a 48k');
export const mp3 = options('-c:a libmp3lame');
export const ac3 = options('-c:a ac3');
export const opus = options('-c:a libopus');
export const flac = options('-c:a flac -strict -2');
/** H.264 with open GOPs: pictures after a keyframe may refer to pictures before it. */
export const openGops = options('-x264-params open-gop=1:bframes=3');
