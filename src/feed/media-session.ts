import type { Playback } from '../player/pool-listener.ts';

export type SessionReel = { readonly title: string; readonly author: string; readonly posterUrl: string | null };

export type SessionControls = {
  readonly setPlaying: (wantsPlay: boolean) => void;
  readonly step: (steps: 1 | -1) => void;
  readonly seek: (seconds: number) => void;
  readonly readPlayback: () => Playback;
};

const seekStepSeconds = 5;

/** Connects the media controls of the lock screen, the keyboard and headphones. */
export function connectMediaSession({ setPlaying, step, seek, readPlayback }: SessionControls): void {
  const seekBy = (seconds: number) => seek(readPlayback().positionSeconds + seconds);
  handle('play', () => setPlaying(true));
  handle('pause', () => setPlaying(false));
  handle('nexttrack', () => step(1));
  handle('previoustrack', () => step(-1));
  handle('seekto', ({ seekTime }) => seek(seekTime ?? 0));
  handle('seekforward', ({ seekOffset }) => seekBy(seekOffset ?? seekStepSeconds));
  handle('seekbackward', ({ seekOffset }) => seekBy(-(seekOffset ?? seekStepSeconds)));
}

export function showInMediaSession({ title, author, posterUrl }: SessionReel): void {
  const artwork = posterUrl === null ? [] : [{ src: posterUrl }];
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: author, artwork });
}

/** Reports the position. The system extrapolates it, so only jumps, pauses and speed changes must be reported. */
export function showPosition({ positionSeconds, durationSeconds, paused }: Playback, speed: number): void {
  const { mediaSession } = navigator;
  mediaSession.playbackState = paused ? 'paused' : 'playing';
  const position = Math.min(positionSeconds, durationSeconds);
  // Clears the position until the reel has loaded; the previous reel's would stay otherwise.
  if (durationSeconds === 0) mediaSession.setPositionState();
  else mediaSession.setPositionState({ duration: durationSeconds, position, playbackRate: speed });
}

/** Sets an action handler. Browsers throw on actions that they do not support. */
function handle(action: MediaSessionAction, react: MediaSessionActionHandler): void {
  try {
    navigator.mediaSession.setActionHandler(action, react);
  } catch {
    // The browser shows no such button then.
  }
}
