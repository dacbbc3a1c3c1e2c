import type HlsClass from 'hls.js';
import type { ErrorData, FragLoadedData, FragLoadingData, ManifestParsedData } from 'hls.js';
import { type MediaSource as MediaRoute, mediaHeaders } from '../shared/media-headers.ts';
import { type BufferDepth, parkedDepth, playingDepth, startSeconds } from './buffer-depth.ts';
import { followingSegment, segmentOf } from './following-segment.ts';
import type { HlsLibrary, HlsModule } from './hls-library.ts';
import { isLostKey, loadPolicies } from './load-errors.ts';
import {
  type BackendOptions,
  type FailureKind,
  type LoadRole,
  type MediaBackend,
  PlaybackError,
} from './media-backend.ts';
import { type LoaderListener, networkTimingLoader } from './network-timing-loader.ts';
import type { PreviewSource } from './preview.ts';
import { chunkSafeController, isProgressive, smallChunkLoader } from './progressive-loading.ts';
import { RequestAhead } from './request-ahead.ts';
import { headerOf, type NetworkDetails, routeOf } from './response-headers.ts';
import type { RenditionFigures, SegmentFigures } from './segment-figures.ts';
import { sharedAbr } from './shared-abr.ts';
import { isWorthSwitching } from './slow-segment.ts';
import { engineRules, isControlled } from './support.ts';
import { applyTrackWish, preferencesOf, type ReelTracks, type TrackWish, tracksOf } from './track-choice.ts';

const maxSegments = 8;

/** A request from hls.js to its loader. Only playlists have a `type`; `rangeEnd` is exclusive. */
type LoaderRequest = {
  readonly url: string;
  readonly type?: string | undefined;
  readonly rangeStart?: number | undefined;
  readonly rangeEnd?: number | undefined;
};

export class HlsBackend implements MediaBackend {
  readonly #hls: HlsClass;
  readonly #options: BackendOptions;
  readonly #errorTypes: HlsLibrary['ErrorTypes'];
  readonly #events: HlsLibrary['Events'];
  readonly #segments: SegmentFigures[] = [];
  readonly #ahead: RequestAhead;
  #role: LoadRole;
  #stopped: boolean;
  #isAttached = false;
  #maxDepthSeconds: number;
  #recoveredAtSeconds = -Infinity;
  #firstSegmentRoute: MediaRoute | null = null;
  #isManifestOrdered = false;

  constructor({ Hls, FetchLoader }: HlsModule, options: BackendOptions) {
    this.#options = options;
    this.#role = options.role;
    this.#stopped = options.role === 'stopped';
    this.#maxDepthSeconds = this.#depthOf(options.role).maxMaxBufferLength;
    this.#errorTypes = Hls.ErrorTypes;
    this.#events = Hls.Events;
    const { video, url, role, shared } = options;
    const { bps } = shared.estimate;
    const readNetwork = () => shared.estimate.snapshot(performance.now());
    this.#ahead = new RequestAhead({ readNetwork, onGiveUp: shared.onGiveUp });
    const listener: LoaderListener<LoaderRequest> = {
      onResponse: (...response) => this.#noteResponse(...response),
      onGiveUp: shared.onGiveUp,
    };
    this.#hls = new Hls({
      ...this.#depthOf(role),
      // The depths above are in seconds: with 0 here the size of a rendition in bytes cannot extend them.
      maxBufferSize: 0,
      ...loadPolicies(Hls.DefaultConfig, isControlled()),
      // Without an estimate hls.js assumes that the link can carry the first rendition listed.
      abrEwmaDefaultEstimate: bps ?? Hls.DefaultConfig.abrEwmaDefaultEstimate,
      // Keep played media in any rendition: the next round of a loop or a seek back starts with it.
      loopBackBufferFlush: false,
      loader: networkTimingLoader(Hls.DefaultConfig.loader, readNetwork, listener),
      abrController: sharedAbr(Hls, shared.estimate),
      streamController: chunkSafeController(Hls),
      autoStartLoad: false,
      // Otherwise hls.js would resume a reel without variants that was paused just before its first time update.
      enableInterstitialPlayback: false,
      // -1 makes hls.js start where the playlist says.
      startPosition: options.startSeconds || -1,
      ...preferencesOf(shared.readTrackWish()),
    });
    // The page shows captions itself.
    this.#hls.subtitleDisplay = false;
    this.#hls.once(Hls.Events.MEDIA_ATTACHED, () => {
      this.#isAttached = true;
      this.#begin();
    });
    this.#hls.on(Hls.Events.MANIFEST_PARSED, (_event, data) => this.#start(data));
    this.#hls.on(Hls.Events.LEVEL_UPDATED, (_event, { details }) => {
      if (!isProgressive(url, details.fragments)) return;
      this.#hls.config.loader = networkTimingLoader(smallChunkLoader(FetchLoader), readNetwork, listener);
      // hls.js ignores this option at construction when the loader is not its own.
      this.#hls.config.progressive = true;
      // hls.js seeks only when the first segment has arrived, and would show the segment's beginning until then.
      if (video.readyState === video.HAVE_NOTHING) video.currentTime = options.startSeconds;
    });
    this.#hls.on(Hls.Events.FRAG_LOADING, (_event, data) => this.#requestAhead(data));
    this.#hls.on(Hls.Events.FRAG_LOADED, (_event, data) => this.#noteFragment(data));
    const applyWish = () => this.setTracks(shared.readTrackWish());
    this.#hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, applyWish);
    this.#hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, applyWish);
    this.#hls.on(Hls.Events.SUBTITLE_TRACK_SWITCH, applyWish);
    // In-band captions may have been found.
    this.#hls.on(Hls.Events.FRAG_PARSING_USERDATA, applyWish);
    this.#hls.on(Hls.Events.ERROR, (_event, data) => this.#handleError(data));
    this.#hls.attachMedia(video);
    if (!this.#stopped) this.#hls.loadSource(url);
  }

  get firstSegmentRoute(): MediaRoute | null {
    return this.#firstSegmentRoute;
  }

  get rendition(): RenditionFigures | null {
    const level = this.#hls.levels[this.#hls.currentLevel];
    if (level === undefined) return null;
    const { bitrate, width, height, videoCodec, audioCodec } = level;
    const codecs = [videoCodec, audioCodec].filter((codec) => codec !== undefined && codec !== '').join(', ');
    return { bandwidthBps: bitrate, widthPx: width, heightPx: height, codecs };
  }

  get previewSource(): PreviewSource | null {
    const { currentLevel } = this.#hls;
    if (currentLevel === -1 || !engineRules.hasScrubPictures) return null;
    const { url, shared } = this.#options;
    return { url, level: currentLevel, audioLanguage: shared.readTrackWish().audioLanguage };
  }

  get segments(): readonly SegmentFigures[] {
    return this.#segments;
  }

  get renditionBps(): number | null {
    return this.#hls.levels[this.#hls.loadLevel]?.averageBitrate ?? null;
  }

  get playlistUrl(): string | null {
    return this.#hls.levels[this.#hls.loadLevel]?.url[0] ?? null;
  }

  get maxAheadSeconds(): number {
    const { maxBufferLength, maxMaxBufferLength } = this.#hls.config;
    return Math.min(maxBufferLength, maxMaxBufferLength);
  }

  setRole(role: LoadRole): void {
    if (role === 'stopped') {
      this.#stopped = true;
      this.#ahead.stop();
      this.#stopLoad();
      return;
    }
    this.#role = role;
    this.#applyDepth();
    const wasStopped = this.#stopped;
    this.#stopped = false;
    if (wasStopped) this.#resumeLoading();
  }

  /** Resumes loading. Stopping also aborts a pending manifest request, which hls.js does not repeat on its own. */
  #resumeLoading(): void {
    if (this.#hls.levels.length === 0) this.#hls.loadSource(this.#options.url);
    else this.#begin();
  }

  /** Starts loading once playlist and element are ready. Without an element hls.js would poll for one every 100 ms. */
  #begin(): void {
    if (!this.#stopped && this.#isAttached && this.#hls.levels.length > 0) this.#startLoad();
  }

  /**
   * Stops loading, but lets a segment that has fully arrived reach the buffer first: hls.js considers a reel begun only
   * when its first segment is buffered.
   */
  #stopLoad(): void {
    const { state, frag } = this.#hls.inFlightFragments.main;
    const hasArrived = (state === 'PARSING' || state === 'PARSED') && (frag?.stats.loading.end ?? 0) > 0;
    if (!hasArrived) {
      this.#hls.stopLoad();
      return;
    }
    this.#hls.once(this.#events.FRAG_BUFFERED, () => {
      if (this.#stopped) this.#stopLoad();
    });
  }

  setReadAhead(seconds: number): void {
    // hls.js lowers the maximum itself when the browser's buffer is full: reset it only if the settings have changed.
    if (this.#depthOf(this.#role).maxMaxBufferLength !== this.#maxDepthSeconds) this.#applyDepth();
    this.#hls.config.maxBufferLength = seconds;
  }

  #applyDepth(): void {
    const depth = this.#depthOf(this.#role);
    this.#maxDepthSeconds = depth.maxMaxBufferLength;
    Object.assign(this.#hls.config, depth);
  }

  get tracks(): ReelTracks {
    return tracksOf(this.#hls);
  }

  setTracks(wish: TrackWish): void {
    applyTrackWish(this.#hls, wish);
  }

  resume(): void {
    if (!this.#stopped) this.#startLoad();
  }

  /** Switches to the lowest rendition if the segment arrives too slowly. hls.js does not do so at a rate of 0. */
  switchDownIfSlow(): void {
    const { levels, autoLevelEnabled, inFlightFragments } = this.#hls;
    const { frag, state } = inFlightFragments.main;
    if (frag === null || state !== 'FRAG_LOADING' || frag.sn === 'initSegment' || !autoLevelEnabled) return;
    const { stats, duration, level } = frag;
    const lowest = levels.findIndex(({ codecSet }) => codecSet === levels[level]?.codecSet);
    if (lowest >= level || stats.loading.first === 0) return;
    const { estimate } = this.#options.shared;
    const loadedMs = performance.now() - stats.loading.first;
    const bytesIn = (place: number) => (duration * (levels[place]?.averageBitrate ?? 0)) / 8;
    const leftBytes = (stats.total || bytesIn(level)) - stats.loaded;
    const inFlight = { loadedBytes: stats.loaded, leftBytes, seconds: loadedMs / 1000 };
    if (!isWorthSwitching(inFlight, bytesIn(lowest), estimate.firstByteMs / 1000)) return;
    estimate.shared?.sample(loadedMs, stats.loaded);
    this.#ahead.stop();
    this.#hls.nextLoadLevel = lowest;
    frag.abortRequests();
    this.#hls.trigger(this.#events.FRAG_LOAD_EMERGENCY_ABORTED, { frag, part: null, stats });
  }

  destroy(): void {
    this.#ahead.stop();
    this.#hls.destroy();
  }

  /**
   * Makes hls.js fill the buffer again, unless the engine has asked it to pause (`endstreaming`). If hls.js is not told
   * that the reel has begun, it may keep measuring the buffer from this position, however far playback moves on.
   */
  #startLoad(): void {
    const { bufferingEnabled: mayBuffer, config } = this.#hls;
    const { buffered, currentTime } = this.#options.video;
    const hasBegun = buffered.length > 0;
    if (hasBegun && buffered.end(buffered.length - 1) < startSeconds) this.#stayInRendition();
    // An element without data is at 0, wherever its reel is to start.
    this.#hls.startLoad(hasBegun ? currentTime : currentTime || config.startPosition, hasBegun);
    if (!mayBuffer) this.#hls.pauseBuffering();
  }

  /**
   * Keeps the rendition of a stopped beginning as long as the link can carry it. hls.js has dropped the level that
   * `#noteFragment` set, and would load the last segment again in another rendition.
   */
  #stayInRendition(): void {
    const { levels, loadLevel } = this.#hls;
    const level = levels[loadLevel];
    const { bps } = this.#options.shared.estimate;
    if (level !== undefined && level.averageBitrate <= (bps ?? Infinity)) this.#hls.nextAutoLevel = loadLevel;
  }

  #depthOf(role: LoadRole): BufferDepth {
    const { mostAheadSeconds, backSeconds } = engineRules;
    const aheadSeconds = Math.min(this.#options.shared.buffer().maxBufferSeconds, mostAheadSeconds);
    return role === 'playing' ? playingDepth(aheadSeconds, backSeconds) : parkedDepth(aheadSeconds, backSeconds);
  }

  #noteResponse(
    { url, type, rangeStart = 0, rangeEnd = 0 }: LoaderRequest,
    details: NetworkDetails,
    requestedAtMs: number,
  ): void {
    if (type === 'manifest') this.#isManifestOrdered = headerOf(details, mediaHeaders.ordered) !== null;
    if (routeOf(details) !== null) return;
    const range = rangeEnd === 0 ? null : { firstByte: rangeStart, lastByte: rangeEnd - 1 };
    this.#options.shared.onLoaded({ url, range, isIndex: type !== undefined }, requestedAtMs);
  }

  /**
   * Chooses the first rendition. The worker lists the one first whose beginning it has cached. Without a worker and
   * without an estimate a reel starts in the lowest rendition that uses the codecs of the first one listed.
   */
  #start({ firstLevel, levels }: ManifestParsedData): void {
    for (const { attrs } of levels) if (attrs.CODECS !== undefined) this.#options.shared.onCodecs(attrs.CODECS);
    const { codecSet } = levels[firstLevel] ?? {};
    if (this.#isManifestOrdered) this.#hls.startLevel = firstLevel;
    else if (this.#options.shared.estimate.bps === null)
      this.#hls.startLevel = levels.findIndex((level) => level.codecSet === codecSet);
    this.#begin();
  }

  #requestAhead({ frag }: FragLoadingData): void {
    const track: string = frag.type;
    if (track !== 'main' || frag.sn === 'initSegment' || !this.#isManifestOrdered) return;
    this.#ahead.follow(
      segmentOf(frag),
      () => frag.stats,
      () => followingSegment(this.#hls, frag, this.#options.video.currentTime),
    );
  }

  /**
   * Records a segment. Keeps the rendition while segments come from the cache, since another one would have to be
   * downloaded, and during the beginning, where a switch costs three round trips before its first byte.
   */
  #noteFragment({ frag, networkDetails }: FragLoadedData): void {
    if (frag.sn === 'initSegment') return;
    const track: string = frag.type;
    const route = routeOf(networkDetails);
    this.#firstSegmentRoute ??= route ?? 'network';
    this.#segments.push({
      number: frag.sn,
      bytes: frag.stats.loaded,
      heightPx: this.#hls.levels[frag.level]?.height ?? 0,
      route,
      originId: headerOf(networkDetails, mediaHeaders.origin),
    });
    if (this.#segments.length > maxSegments) this.#segments.shift();
    const isCached = route !== null && route !== 'network' && !this.#ahead.hasFetched(segmentOf(frag));
    const isBeginning = this.#isManifestOrdered && frag.end < startSeconds;
    if (track === 'main' && (isCached || isBeginning)) this.#hls.nextAutoLevel = frag.level;
  }

  #handleError(data: ErrorData): void {
    if (!data.fatal && !isLostKey(data)) return;
    const mayRecover = data.type === this.#errorTypes.MEDIA_ERROR && this.#failureKind(data) !== 'unsupported';
    const { currentTime } = this.#options.video;
    // Recover only if playback has got past the place of the last recovery.
    if (mayRecover && currentTime - this.#recoveredAtSeconds > 1) {
      this.#recoveredAtSeconds = currentTime;
      this.#hls.recoverMediaError();
      // After a fatal error hls.js has stopped loading, and does not resume on its own.
      if (!this.#hls.loadingEnabled) this.#hls.startLoad(currentTime);
      return;
    }
    this.#hls.stopLoad();
    const { url, onError } = this.#options;
    const status = answeredStatus(data.response);
    const detail = status === null ? data.details : `${data.details}, status ${status}`;
    onError(new PlaybackError(this.#failureKind(data), data.url ?? url, detail, { cause: data.error, status }));
  }

  #failureKind({ type, details }: ErrorData): FailureKind {
    if (/codec/i.test(details)) return 'unsupported';
    if (/^(manifest|level)(Parsing|Empty)/.test(details)) return 'manifest';
    return type === this.#errorTypes.NETWORK_ERROR ? 'network' : 'media';
  }
}

/** Returns the server's status or null. The worker's "offline" 404 is none: it sends hls.js to a cached rendition. */
function answeredStatus(response: ErrorData['response']): number | null {
  const { code = 0, text } = response ?? {};
  return code === 0 || text === 'offline' ? null : code;
}
