import type { PlaybackError } from './media-backend.ts';

export type Playback = {
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  readonly bufferAheadSeconds: number;
  readonly bufferedToEnd: boolean;
  readonly paused: boolean;
  /** Of the rendition that is loaded, where that is known. */
  readonly playlistUrl?: string;
};

export type PoolListener = {
  /** A reel's video has to stand in its article. */
  mount(reelId: string, video: HTMLVideoElement): void;
  onFirstFrame(reelId: string): void;
  onMoving(reelId: string): void;
  onProgress(reelId: string, playback: Playback): void;
  onPlayState(reelId: string, state: 'playing' | 'paused' | 'waiting'): void;
  /** It has played to its end and does not begin again. */
  onEnd(reelId: string): void;
  onError(reelId: string, error: PlaybackError): void;
  /** The playing reel and its neighbours have bytes enough for a moment. */
  onSpare(): void;
  /** The browser's autoplay rules forbid sound before the viewer touches the page. */
  onSoundRefused(): void;
  /** Not even a silent reel may play before the viewer asks for it: the device saves power. */
  onPlayRefused(reelId: string): void;
};
