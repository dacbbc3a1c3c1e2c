import type { View } from '../shared/messages.ts';

type Buffered = Pick<HTMLVideoElement, 'buffered' | 'currentTime' | 'duration' | 'paused'>;

/** What a video element tells of its own buffer. */
export function playbackOf({ buffered, currentTime, duration, paused }: Buffered): View['playback'] {
  const ranges = Array.from({ length: buffered.length }, (_, index) => [buffered.start(index), buffered.end(index)]);
  const end = ranges.find(([start = 0, stop = 0]) => start <= currentTime && currentTime <= stop)?.[1] ?? currentTime;
  return {
    positionSeconds: currentTime,
    bufferAheadSeconds: end - currentTime,
    bufferedToEnd: duration > 0 && end >= duration - 0.1,
    paused,
  };
}

/** Of a reel whose element is not known. */
export const unknownPlayback: View['playback'] = {
  positionSeconds: 0,
  bufferAheadSeconds: 0,
  bufferedToEnd: false,
  paused: true,
};
