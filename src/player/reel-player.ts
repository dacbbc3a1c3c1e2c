import type { MediaSource as MediaRoute } from '../shared/media-headers.ts';
import { playlistOfMp4 } from '../shared/mp4-address.ts';
import type { BufferState } from './buffer-depth.ts';
import { FrameWatch, type MotionListener } from './frame-watch.ts';
import { HlsBackend } from './hls-backend.ts';
import { loadHlsLibrary } from './hls-library.ts';
import {
  type BackendOptions,
  type LoadRole,
  type MediaBackend,
  PlaybackError,
  type SharedPlayback,
} from './media-backend.ts';
import { createNativeBackend } from './native-backend.ts';
import { backendFigures, type PlayerFigures } from './player-figures.ts';
import type { PreviewSource } from './preview.ts';
import type { ReelMedia } from './reel-media.ts';
import { backendFor, browserSupport, isControlled } from './support.ts';
import { noTracks, type ReelTracks, type TrackWish } from './track-choice.ts';
import { bufferedRanges, bufferOf, figuresOf } from './video-figures.ts';

export type PlayerListener = {
  onError(player: ReelPlayer, error: PlaybackError): void;
};

/**
 * How far past its first frame a parked reel waits. A stream's first frame often comes some frames after 0, and
 * playback from 0 would show it for that long; from here the next frame is due at once at 24 to 60 frames a second.
 */
const parkOffsetSeconds = 0.032;

/** Broken media is not retried sooner than this. */
const mediaRetryMs = 5_000;
/** With more buffered than `toleratedSeconds`, a network error is no failure: loading resumes after `resumeAfterMs`. */
const toleratedSeconds = 1;
const resumeAfterMs = 1_000;

/** One video element that plays one reel after another. */
export class ReelPlayer {
  readonly video: HTMLVideoElement;
  readonly #shared: SharedPlayback;
  readonly #listener: PlayerListener;
  #media: ReelMedia | null = null;
  #backend: MediaBackend | null = null;
  #frames: FrameWatch | null = null;
  #role: LoadRole = 'parked';
  #readAheadSeconds: number | null = null;
  #originAttempt = 0;
  /** Where the reel continues when it is reloaded. */
  #startSeconds = 0;
  /** The worker's HLS version of an MP4 reel did not play: the browser plays the file itself. */
  #playsFile = false;
  #motion: MotionListener | null = null;
  #failure: PlaybackError | null = null;
  #failedAtMs = 0;
  #resumeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(shared: SharedPlayback, listener: PlayerListener) {
    this.#shared = shared;
    this.#listener = listener;
    this.video = document.createElement('video');
    this.video.playsInline = true;
    this.video.preload = 'auto';
    this.video.muted = true;
    this.video.disableRemotePlayback = true;
    this.video.tabIndex = -1;
    this.video.addEventListener('loadedmetadata', () => {
      const { videoWidth, videoHeight } = this.video;
      this.video.toggleAttribute('data-wide', videoWidth > videoHeight);
    });
    for (const type of ['timeupdate', 'seeking']) this.video.addEventListener(type, () => this.#notePosition());
  }

  get reelId(): string | null {
    return this.#media?.reelId ?? null;
  }

  get isLoading(): boolean {
    return this.#frames !== null;
  }

  get hasFrame(): boolean {
    return this.#frames?.hasFrame ?? false;
  }

  /** Why the reel does not play; null if it has not failed. */
  get failure(): PlaybackError | null {
    return this.#failure;
  }

  /** Whether a retry is worthwhile yet: a lost network may be back soon, broken media is repaired later if at all. */
  mayRetry(nowMs: number): boolean {
    if (this.#failure === null || this.#failure.kind === 'unsupported') return false;
    return this.#failure.kind === 'network' || nowMs - this.#failedAtMs >= mediaRetryMs;
  }

  get tracks(): ReelTracks {
    return this.#backend?.tracks ?? noTracks;
  }

  setTracks(wish: TrackWish): void {
    this.#backend?.setTracks(wish);
  }

  get previewSource(): PreviewSource | null {
    return this.#backend?.previewSource ?? null;
  }

  /** Whether this moment is in the buffer. */
  hasBuffered(seconds: number): boolean {
    return bufferedRanges(this.video).some(([start, end]) => seconds >= start && seconds < end);
  }

  get renditionBps(): number | null {
    return this.#backend?.renditionBps ?? null;
  }

  get playlistUrl(): string | null {
    return this.#backend?.playlistUrl ?? null;
  }

  /** The buffer grows no further than this. */
  get maxAheadSeconds(): number {
    return this.#backend?.maxAheadSeconds ?? Infinity;
  }

  get firstSegmentRoute(): MediaRoute | null {
    return this.#backend?.firstSegmentRoute ?? null;
  }

  get buffer(): BufferState {
    // A reel that has failed needs nothing: the others may load.
    return this.#failure === null ? bufferOf(this.video) : { aheadSeconds: 0, reachesEnd: true };
  }

  /** What the player reports about itself; null while it holds no reel. */
  get figures(): Omit<PlayerFigures, 'isCurrent'> | null {
    const { video, reelId, hasFrame } = this;
    if (reelId === null) return null;
    const failure = this.#failure?.kind ?? null;
    return { reelId, role: this.#role, hasFrame, failure, ...figuresOf(video), ...backendFigures(this.#backend) };
  }

  /** Assigns another reel, or none. All transfers for the old one are aborted at once. */
  assign(media: ReelMedia | null): void {
    this.#unload();
    this.#media = media;
    this.#motion = null;
    this.#originAttempt = 0;
    this.#startSeconds = 0;
    this.#playsFile = false;
    this.#readAheadSeconds = null;
    this.#role = 'parked';
    if (media === null) this.video.remove();
  }

  /** Starts to load the assigned reel. If it is loading already, only the role changes. */
  load(role: LoadRole): void {
    if (this.#media === null || this.isLoading) {
      this.setRole(role);
      return;
    }
    this.#role = role;
    this.#frames = new FrameWatch(this.video, (firstSeconds) => this.#park(firstSeconds));
    if (this.#motion !== null) this.#frames.expectMotion(this.#motion);
    void this.#open(this.#media);
  }

  retry(): void {
    this.#playsFile = false;
    this.#reload();
  }

  setRole(role: LoadRole): void {
    if (role === this.#role) return;
    this.#role = role;
    // The read-ahead that it had while playing is too much for a parked reel.
    if (role === 'parked') this.#readAheadSeconds = null;
    this.#backend?.setRole(role);
  }

  get role(): LoadRole {
    return this.#role;
  }

  /** Frees the link for the playing reel. A reel without a known rendition goes on: it would not resume on its own. */
  holdBack(): void {
    if (this.renditionBps !== null) this.setRole('stopped');
  }

  setReadAhead(seconds: number): void {
    this.#readAheadSeconds = seconds;
    if (this.#role !== 'stopped') this.#backend?.setReadAhead(seconds);
  }

  switchDownIfSlow(): void {
    this.#backend?.switchDownIfSlow();
  }

  /** Sets the motion listener, which survives retries and changes of origin until the viewer leaves. */
  expectMotion(listener: MotionListener): void {
    this.#motion = listener;
    this.#frames?.expectMotion(listener);
  }

  /** Called when the viewer leaves: the picture and the buffer stay, the transfers end. */
  leave(): void {
    this.video.pause();
    this.#motion = null;
    this.#frames?.forgetMotion();
    this.setRole('stopped');
  }

  /** Ignores an element without data: it is at 0 while its source is missing or it has yet to seek to its position. */
  #notePosition(): void {
    if (this.hasFrame && this.video.readyState !== HTMLMediaElement.HAVE_NOTHING)
      this.#startSeconds = this.video.currentTime;
  }

  #reload(): void {
    this.#unload();
    this.load(this.#role);
  }

  #unload(): void {
    clearTimeout(this.#resumeTimer);
    this.video.pause();
    this.#frames?.close();
    this.#backend?.destroy();
    this.#frames = null;
    this.#backend = null;
    this.#failure = null;
  }

  async #open(media: ReelMedia): Promise<void> {
    const frames = this.#frames;
    const fileUrl = media.urls[this.#originAttempt % media.urls.length] ?? '';
    const kind = backendFor(media.format, browserSupport(), isControlled() && !this.#playsFile);
    const isConverted = media.format === 'mp4' && kind === 'hls.js';
    const url = isConverted ? playlistOfMp4(fileUrl) : fileUrl;
    const isCurrent = () => this.#frames === frames;
    const fail = (error: PlaybackError) => {
      // A browser does not continue to load a file natively after it has failed.
      if (kind === 'hls.js' && this.#mayTolerate(error))
        this.#resumeTimer = setTimeout(() => this.#backend?.resume(), resumeAfterMs);
      else if (isConverted) this.#playFile();
      else this.#fail(error);
    };
    const options: Omit<BackendOptions, 'role'> = {
      video: this.video,
      url,
      startSeconds: this.#startSeconds,
      shared: this.#shared,
      onError: (error) => {
        if (isCurrent()) fail(error);
      },
    };
    try {
      if (kind === 'none') throw new PlaybackError('unsupported', url, 'neither Media Source nor native HLS');
      if (kind === 'native') {
        if (media.format === 'mp4') this.#shared.onLoaded({ url: playlistOfMp4(fileUrl), range: null });
        this.#backend = createNativeBackend({ ...options, role: this.#role });
        return;
      }
      const library = await loadHlsLibrary();
      if (!isCurrent()) return;
      this.#backend = new HlsBackend(library, { ...options, role: this.#role });
      if (this.#readAheadSeconds !== null) this.setReadAhead(this.#readAheadSeconds);
    } catch (cause) {
      if (!isCurrent()) return;
      const error =
        cause instanceof PlaybackError ? cause : new PlaybackError('network', url, String(cause), { cause });
      fail(error);
    }
  }

  #mayTolerate({ kind }: PlaybackError): boolean {
    return kind === 'network' && this.buffer.aheadSeconds > toleratedSeconds;
  }

  #playFile(): void {
    this.#playsFile = true;
    this.#reload();
  }

  /** If an origin fails to deliver the reel, tries each other origin once, unless a worker has already done so. */
  #fail(error: PlaybackError): void {
    const originCount = isControlled() ? 1 : (this.#media?.urls.length ?? 0);
    this.#originAttempt++;
    if (error.kind === 'network' && this.#originAttempt % Math.max(1, originCount) !== 0) {
      this.#reload();
      return;
    }
    this.#failure = error;
    this.#failedAtMs = performance.now();
    this.#listener.onError(this, error);
  }

  #park(firstSeconds: number): void {
    if (this.#role === 'playing' || this.video.currentTime > firstSeconds + parkOffsetSeconds) return;
    this.video.currentTime = firstSeconds + parkOffsetSeconds;
  }
}
