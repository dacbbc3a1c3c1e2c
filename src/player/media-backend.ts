import type { BufferSettings } from '../shared/buffer-settings.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import type { MediaSource as MediaRoute } from '../shared/media-headers.ts';
import type { LoadedFile } from '../worker-client/load-again.ts';
import type { NetworkEstimate } from './network-estimate.ts';
import type { PreviewSource } from './preview.ts';
import type { RenditionFigures, SegmentFigures } from './segment-figures.ts';
import type { ReelTracks, TrackWish } from './track-choice.ts';

/** `playing` fills the buffer, `parked` keeps a few seconds, `stopped` keeps what there is and loads nothing. */
export type LoadRole = 'playing' | 'parked' | 'stopped';

export type FailureKind = 'network' | 'manifest' | 'media' | 'unsupported';

/** Why a reel does not play. */
export class PlaybackError extends Error {
  override readonly name = 'PlaybackError';
  /** What its server answered; null when nothing did. */
  readonly status: number | null;

  constructor(
    readonly kind: FailureKind,
    readonly url: string,
    readonly detail: string,
    { cause, status = null }: { readonly cause?: unknown; readonly status?: number | null } = {},
  ) {
    super(`Reel at ${url} does not play (${kind}): ${detail}`, { cause });
    this.status = status;
  }
}

/** What brings one reel's bytes into a video element. */
export type MediaBackend = {
  setRole(role: LoadRole): void;
  /** How far ahead the playing reel is loaded. */
  setReadAhead(seconds: number): void;
  /** The buffer grows no further than this. */
  readonly mostSeconds: number;
  /** Bandwidth of the rendition that is loaded, and the address of its playlist; null when it is not known. */
  readonly renditionBps: number | null;
  readonly playlistUrl: string | null;
  /** The way that the first media segment came; null before it has. */
  readonly firstSegmentRoute: MediaRoute | null;
  /** The rendition on the screen; null while it is not known. */
  readonly rendition: RenditionFigures | null;
  /** What a second picture of the reel can be made of; null where the browser plays it by itself. */
  readonly previewSource: PreviewSource | null;
  /** The latest segments, oldest first. */
  readonly segments: readonly SegmentFigures[];
  /** What the reel speaks and writes, as far as it is known. */
  readonly tracks: ReelTracks;
  setTracks(wish: TrackWish): void;
  /** The video is held until a segment is here: a lower rendition of it may be here sooner. */
  hurry(): void;
  /** Loads on after a failed load. */
  resume(): void;
  /** Aborts every transfer at once and lets go of the element. */
  destroy(): void;
};

/** What all players have in common. */
export type SharedPlayback = {
  /** As they are now. */
  readonly buffer: () => BufferSettings;
  readonly estimate: NetworkEstimate;
  /** Whether anything may be loaded that nobody looks at yet. */
  readonly maySpeculate: () => boolean;
  /** A player has a file, or the part of one, for which no worker answered: it was asked for at this time, or is now. */
  readonly onLoaded: (file: LoadedFile, askedAtMs?: number) => void;
  /** A player has given up a request before its answer came. */
  readonly onGiveUp: (request: GivenUpRequest) => void;
  /** A CODECS attribute was met. */
  readonly onCodecs: (codecs: string) => void;
  /** Languages that the viewer wants now. */
  readonly readTrackWish: () => TrackWish;
};

export type BackendOptions = {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly role: LoadRole;
  /** Where the reel begins. */
  readonly startSeconds: number;
  readonly shared: SharedPlayback;
  readonly onError: (error: PlaybackError) => void;
};
