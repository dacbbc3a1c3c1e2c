import type { PlaybackError } from './media-backend.ts';

export type Playback = {
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  readonly bufferAheadSeconds: number;
  readonly bufferedToEnd: boolean;
  readonly paused: boolean;
  /** Of the rendition that is being loaded, if known. */
  readonly playlistUrl?: string;
};

export type PoolListener = {
  /** Must put the reel's video into its article. */
  mount(reelId: string, video: HTMLVideoElement): void;
  onFirstFrame(reelId: string): void;
  onMoving(reelId: string): void;
  onProgress(reelId: string, playback: Playback): void;
  onPlayState(reelId: string, state: 'playing' | 'paused' | 'waiting'): void;
  /** The reel has played to its end and does not loop. */
  onEnd(reelId: string): void;
  onError(reelId: string, error: PlaybackError): void;
  /** The playing reel and its neighbours have enough bytes for now. */
  onLinkFree(): void;
  /** The browser's autoplay rules forbid sound before the viewer touches the page. */
  onSoundRefused(): void;
  /** The device saves power: not even a muted reel may play before the viewer asks for it. */
  onPlayRefused(reelId: string): void;
};
