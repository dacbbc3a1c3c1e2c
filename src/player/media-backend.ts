import type { BufferSettings } from '../shared/buffer-settings.ts';
import type { MediaSource as MediaRoute } from '../shared/media-headers.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import type { LoadedFile } from '../worker-client/load-again.ts';
import type { NetworkEstimate } from './network-estimate.ts';
import type { PreviewSource } from './preview.ts';
import type { RenditionFigures, SegmentFigures } from './segment-figures.ts';
import type { ReelTracks, TrackWish } from './track-choice.ts';

/** `playing` fills the buffer, `parked` loads the first seconds, `stopped` keeps the buffer and loads nothing. */
export type LoadRole = 'playing' | 'parked' | 'stopped';

export type FailureKind = 'network' | 'manifest' | 'media' | 'unsupported';

/** Why a reel does not play. */
export class PlaybackError extends Error {
  override readonly name = 'PlaybackError';
  /** The status of the server's response; null if there was none. */
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

/** Loads one reel's media into a video element. */
export type MediaBackend = {
  setRole(role: LoadRole): void;
  /** Sets how far ahead the playing reel is loaded. */
  setReadAhead(seconds: number): void;
  /** The buffer grows no further than this. */
  readonly maxAheadSeconds: number;
  /** Bandwidth and playlist URL of the rendition that is being loaded; null if unknown. */
  readonly renditionBps: number | null;
  readonly playlistUrl: string | null;
  /** Where the first media segment came from; null before it has arrived. */
  readonly firstSegmentRoute: MediaRoute | null;
  /** The rendition on the screen; null while it is not known. */
  readonly rendition: RenditionFigures | null;
  /** The source for preview pictures of the reel; null if the browser plays it natively. */
  readonly previewSource: PreviewSource | null;
  /** The latest segments, oldest first. */
  readonly segments: readonly SegmentFigures[];
  /** Audio and caption tracks of the reel, as far as known. */
  readonly tracks: ReelTracks;
  setTracks(wish: TrackWish): void;
  /** Called while the video is held for a segment, which may arrive sooner in a lower rendition. */
  switchDownIfSlow(): void;
  /** Continues to load after a failed load. */
  resume(): void;
  /** Aborts every transfer at once and releases the element. */
  destroy(): void;
};

/** What all players share. */
export type SharedPlayback = {
  /** Returns the current settings. */
  readonly buffer: () => BufferSettings;
  readonly estimate: NetworkEstimate;
  /** Whether reels that are not on the screen may be loaded. */
  readonly maySpeculate: () => boolean;
  /** A player loads a file or byte range without a worker. `requestedAtMs` is the request's time, by default now. */
  readonly onLoaded: (file: LoadedFile, requestedAtMs?: number) => void;
  /** A player has given up a request before its response began. */
  readonly onGiveUp: (request: GivenUpRequest) => void;
  /** A player has read a CODECS attribute. */
  readonly onCodecs: (codecs: string) => void;
  /** Returns the languages that the viewer wants now. */
  readonly readTrackWish: () => TrackWish;
};

export type BackendOptions = {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly role: LoadRole;
  /** The position at which playback starts. */
  readonly startSeconds: number;
  readonly shared: SharedPlayback;
  readonly onError: (error: PlaybackError) => void;
};
