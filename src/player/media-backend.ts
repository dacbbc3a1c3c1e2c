import type { MediaSource as MediaRoute } from '../shared/media-headers.ts';

/** `playing` fills the buffer, `parked` keeps a few seconds, `stopped` keeps what there is and loads nothing. */
export type LoadRole = 'playing' | 'parked' | 'stopped';

export type FailureKind = 'network' | 'manifest' | 'media' | 'unsupported';

/** Why a reel does not play. */
export class PlaybackError extends Error {
  override readonly name = 'PlaybackError';
  constructor(
    readonly kind: FailureKind,
    readonly url: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`Reel at ${url} does not play (${kind}): ${detail}`, options);
  }
}

/** What brings one reel's bytes into a video element. */
export type MediaBackend = {
  setRole(role: LoadRole): void;
  /** Estimate of the network from this reel's own transfers; null before there is one. */
  readonly throughputBps: number | null;
  /** The way that the first media segment came; null before it has. */
  readonly firstSegmentRoute: MediaRoute | null;
  /** Aborts every transfer at once and lets go of the element. */
  destroy(): void;
};

export type BackendOptions = {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly role: LoadRole;
  readonly maxBufferSeconds: number;
  readonly throughputBps: number | null;
  readonly onError: (error: PlaybackError) => void;
};
