import { type BufferState, bufferState } from './buffer-depth.ts';

type Range = readonly [startSeconds: number, endSeconds: number];

/** What a video element reports about itself. */
export type VideoFigures = {
  readonly paused: boolean;
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  readonly bufferAheadSeconds: number;
  readonly bufferedToEnd: boolean;
  readonly bufferedRanges: readonly Range[];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly totalFrames: number;
  readonly droppedFrames: number;
};

export function figuresOf(video: HTMLVideoElement): VideoFigures {
  const { aheadSeconds, reachesEnd } = bufferOf(video);
  const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
  return {
    paused: video.paused,
    positionSeconds: video.currentTime,
    durationSeconds: durationOf(video),
    bufferAheadSeconds: aheadSeconds,
    bufferedToEnd: reachesEnd,
    bufferedRanges: bufferedRanges(video),
    widthPx: video.videoWidth,
    heightPx: video.videoHeight,
    totalFrames: totalVideoFrames,
    droppedFrames: droppedVideoFrames,
  };
}

export function bufferedRanges({ buffered }: HTMLVideoElement): Range[] {
  return Array.from({ length: buffered.length }, (_, at) => [buffered.start(at), buffered.end(at)] as const);
}

export function bufferOf(video: HTMLVideoElement): BufferState {
  return bufferState(bufferedRanges(video), video.currentTime, durationOf(video));
}

/** Returns 0 while the duration is unknown or infinite. */
function durationOf({ duration }: HTMLVideoElement): number {
  return Number.isFinite(duration) ? duration : 0;
}
