export type Rendition = {
  readonly name: string;
  readonly codec: 'h264' | 'vp9';
  readonly width: number;
  readonly height: number;
  readonly crf: number;
  readonly maxKbps: number;
};

/** The middle rendition comes first, because a player without a bandwidth estimate starts with the first one. */
export const ladder: readonly Rendition[] = [
  { name: '360x640', codec: 'h264', width: 360, height: 640, crf: 25, maxKbps: 420 },
  { name: '540x960', codec: 'h264', width: 540, height: 960, crf: 25, maxKbps: 850 },
  { name: '270x480', codec: 'h264', width: 270, height: 480, crf: 26, maxKbps: 200 },
];

export const vp9Ladder: readonly Rendition[] = [
  { name: 'vp9-360x640', codec: 'vp9', width: 360, height: 640, crf: 36, maxKbps: 330 },
  { name: 'vp9-540x960', codec: 'vp9', width: 540, height: 960, crf: 36, maxKbps: 680 },
];

export const framesPerSecond = 30;

/** Returns the start times of segments: half-second ones for two seconds, for a fast start, then two-second ones. */
export function segmentStarts(durationSeconds: number): number[] {
  const starts = [0, 0.5, 1, 1.5];
  for (let at = 2; at < durationSeconds; at += 2) starts.push(at);
  return starts;
}

/** The only rendition of a reel without HLS. */
export const plainRendition: Rendition = {
  name: 'plain',
  codec: 'h264',
  width: 540,
  height: 960,
  crf: 25,
  maxKbps: 850,
};
