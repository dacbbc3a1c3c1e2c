import type { View } from '../shared/messages.ts';

type Buffered = Pick<HTMLVideoElement, 'buffered' | 'currentTime' | 'duration' | 'paused'>;

/** Reads position and buffer from a video element. Gaps of a few frames do not count: players skip them. */
export function playbackOf({ buffered, currentTime, duration, paused }: Buffered): View['playback'] {
  let end = currentTime;
  for (let at = 0; at < buffered.length; at += 1)
    if (buffered.start(at) <= end + 0.1) end = Math.max(end, buffered.end(at));
  return {
    positionSeconds: currentTime,
    bufferAheadSeconds: end - currentTime,
    bufferedToEnd: duration > 0 && end >= duration - 0.1,
    paused,
  };
}

/** For a reel whose element is unknown. */
export const unknownPlayback: View['playback'] = {
  positionSeconds: 0,
  bufferAheadSeconds: 0,
  bufferedToEnd: false,
  paused: true,
};
