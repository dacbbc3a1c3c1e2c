import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { showPosition } from './media-session.ts';

const mediaSession = { playbackState: 'none', setPositionState: vi.fn() };
beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal('navigator', { mediaSession });
});
afterEach(() => void vi.unstubAllGlobals());

const playback = {
  positionSeconds: 4,
  durationSeconds: 12,
  bufferAheadSeconds: 0,
  bufferedToEnd: false,
  paused: false,
};

it('the lock screen shows the position, duration and speed of the reel', () => {
  showPosition({ ...playback, positionSeconds: 12.04 }, 2);
  expect(mediaSession.setPositionState).toHaveBeenLastCalledWith({ duration: 12, position: 12, playbackRate: 2 });
  expect(mediaSession.playbackState).toBe('playing');
});

it('the lock screen drops the previous position while the new reel has not loaded', () => {
  showPosition(playback, 1);
  showPosition({ ...playback, positionSeconds: 0, durationSeconds: 0, paused: true }, 1);
  expect(mediaSession.setPositionState).toHaveBeenCalledTimes(2);
  expect(mediaSession.setPositionState).toHaveBeenLastCalledWith();
  expect(mediaSession.playbackState).toBe('paused');
});
