export type DecodeState = 'empty' | 'loading' | 'ready' | 'decoding' | 'waiting' | 'failed';

export type DisplayStatistics = {
  /** Frames that were shown, and frames that were dropped for being late. */
  readonly presentedFrames: number;
  readonly droppedFrames: number;
  /** Size of the rendition on the screen; 0 while nothing is decoded. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly positionSeconds: number;
  readonly decodeState: DecodeState;
};

/** The state of a video element. */
export type VideoFacts = {
  readonly readyState: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly hasError: boolean;
};

const haveNothing = 0;
const haveCurrentData = 2;
const haveFutureData = 3;

export function decodeStateOf({ readyState, paused, seeking, hasError }: VideoFacts, hasSource: boolean): DecodeState {
  if (hasError) return 'failed';
  if (!hasSource) return 'empty';
  if (readyState === haveNothing || (readyState < haveCurrentData && paused)) return 'loading';
  if (!paused && (seeking || readyState < haveFutureData)) return 'waiting';
  return paused ? 'ready' : 'decoding';
}

export function readDisplayStatistics(video: HTMLVideoElement, hasFailed: boolean): DisplayStatistics {
  const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
  const { readyState, paused, seeking, networkState } = video;
  const facts = { readyState, paused, seeking, hasError: hasFailed || video.error !== null };
  return {
    presentedFrames: totalVideoFrames - droppedVideoFrames,
    droppedFrames: droppedVideoFrames,
    widthPx: video.videoWidth,
    heightPx: video.videoHeight,
    positionSeconds: video.currentTime,
    decodeState: decodeStateOf(facts, networkState !== HTMLMediaElement.NETWORK_EMPTY),
  };
}
