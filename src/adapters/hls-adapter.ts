import type Hls from 'hls.js';
import type {
  Events,
  Fragment,
  FragLoadedData,
  HlsConfig,
  LoaderContext,
  LoaderStats,
  ManifestParsedData,
} from 'hls.js';
import { startSeconds } from '../player/buffer-depth.ts';
import { defaultFirstByteMs, type KnownNetwork, recentMs } from '../player/network-timing.ts';
import { type LoaderClass, networkTimingLoader } from '../player/network-timing-loader.ts';
import { headerOf, routeOf } from '../player/response-headers.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import type { LoadedFile } from '../worker-client/load-again.ts';
import { isNew, measured, noteGivenUp, noteMeasured, noteUnserved, report } from './player-reports.ts';

/**
 * Connects an hls.js player to the worker: its bandwidth estimate stays correct although segments come from a cache, it
 * starts in the rendition that is already cached, and the worker learns which rendition it loads. Without a worker it
 * changes nothing.
 */
export function attachHls(hls: Hls): void {
  if (isNew(hls)) new HlsAdapter(hls).start();
}

class HlsAdapter {
  #hasMeasured = false;
  /** The manifest lists first the rendition whose beginning is cached. */
  #isManifestOrdered = false;
  /**
   * Loads whose times were corrected. hls.js counts parsing time too, which is short for bytes from the network; cached
   * bytes arrive at once and are parsed while the page is busy with the swipe.
   */
  readonly #corrected = new WeakSet<LoaderStats>();
  readonly #loadsPlainly: boolean;

  constructor(readonly hls: Hls) {
    this.#loadsPlainly = loadsPlainly(hls);
  }

  start(): void {
    const { hls } = this;
    // hls.js reads its config for each load. `fLoader` and `pLoader` are set only if the page has its own loaders.
    const { config } = hls;
    // The page provides hls.js; nothing of it is imported here.
    const events: typeof Events = Reflect.get(hls.constructor, 'Events');
    const withNetworkTiming = <Context extends LoaderContext>(Loader: LoaderClass<Context>) =>
      networkTimingLoader(Loader, () => this.#network, { onGiveUp: noteGivenUp });
    config.loader = withNetworkTiming(config.loader);
    if (config.fLoader !== undefined) config.fLoader = withNetworkTiming(config.fLoader);
    if (config.pLoader !== undefined) config.pLoader = withNetworkTiming(config.pLoader);
    hls.on(events.MEDIA_ATTACHED, (_event, { media }) => this.#report(media));
    hls.on(events.MANIFEST_LOADED, (_event, { networkDetails }) => {
      this.#isManifestOrdered = headerOf(networkDetails, mediaHeaders.ordered) !== null;
    });
    hls.on(events.MANIFEST_PARSED, (_event, data) => this.#begin(data));
    hls.on(events.FRAG_LOADED, (_event, data) => {
      if (hasCorrectedTimes(data)) this.#corrected.add((data.part ?? data.frag).stats);
      this.#keepRendition(data);
      if (hls.media !== null && routeOf(data.networkDetails) === null) noteUnserved(hls.media);
    });
    hls.on(events.FRAG_PARSED, (_event, { frag, part }) => {
      const { stats } = part ?? frag;
      if (this.#corrected.has(stats)) stats.parsing.end = stats.loading.end;
    });
    hls.on(events.FRAG_BUFFERED, () => {
      this.#hasMeasured = true;
      noteMeasured(hls.bandwidthEstimate);
    });
    if (hls.media !== null) this.#report(hls.media);
  }

  get #network(): KnownNetwork {
    const { bandwidthEstimate, ttfbEstimate } = this.hls;
    return {
      // Before its first measurement hls.js returns its configured default; another player's measurement is better.
      bps: this.#hasMeasured ? bandwidthEstimate : measured.bps,
      firstByteMs: ttfbEstimate > 0 ? ttfbEstimate : defaultFirstByteMs,
      isRecent: (ageMs) => ageMs <= recentMs,
    };
  }

  #report(media: HTMLMediaElement): void {
    const { hls } = this;
    report(media, {
      playlistUrl: () => hls.levels[hls.loadLevel]?.url[0] ?? null,
      loadedFiles: (beforeMs) => (this.#loadsPlainly ? filesLoadedBy(hls, beforeMs) : []),
    });
    noteUnserved(media);
  }

  /** Starts in the manifest's first rendition, unless the page has chosen one itself. */
  #begin({ firstLevel }: ManifestParsedData): void {
    const { hls } = this;
    if (this.#isManifestOrdered && hls.autoLevelEnabled && (hls.config.startLevel ?? -1) === -1) {
      hls.startLevel = firstLevel;
    }
  }

  /**
   * Keeps the rendition while its segments come from the cache, and at the beginning: another would have to be fetched.
   */
  #keepRendition({ frag, networkDetails }: FragLoadedData): void {
    const { hls } = this;
    const track: string = frag.type;
    if (frag.sn === 'initSegment' || track !== 'main' || !hls.autoLevelEnabled) return;
    const route = routeOf(networkDetails);
    const isCached = route !== null && route !== 'network';
    if (isCached || (this.#isManifestOrdered && frag.end < startSeconds)) hls.nextAutoLevel = frag.level;
  }
}

/** Whether a plain `fetch` requests a file as this player does: without cookies and headers of the page's own. */
function loadsPlainly({ config, constructor }: Hls): boolean {
  const defaults: Partial<HlsConfig> = Object(Reflect.get(constructor, 'DefaultConfig'));
  const own = [config.xhrSetup, config.fetchSetup, config.fLoader, config.pLoader];
  return config.loader === defaults.loader && own.every((part) => part === undefined);
}

/** Returns what hls.js requested of its current renditions before `beforeMs`, playlists first. */
function filesLoadedBy(hls: Hls, beforeMs: number): LoadedFile[] {
  const renditions = [hls.levels[hls.loadLevel], hls.audioTracks[hls.audioTrack]].flatMap((one) => one ?? []);
  const ended = renditions.filter(({ details }) => details?.live === false);
  const fragments = ended.flatMap(({ details }) => details?.fragments ?? []);
  const segments = fragments.filter((one) => wasLoaded(one, beforeMs));
  if (hls.url === null || segments.length === 0) return [];
  const inits = new Set(segments.flatMap(({ initSegment }) => initSegment ?? []));
  const playlists = [hls.url, ...ended.flatMap(({ url }) => [url].flat().slice(0, 1))];
  return [
    ...[...new Set(playlists)].map((url): LoadedFile => ({ url, range: null, isIndex: true })),
    ...[...inits, ...segments].map(fileOf),
  ];
}

function wasLoaded({ hasStats, stats }: Fragment, beforeMs: number): boolean {
  return hasStats && stats.loading.end > 0 && stats.loading.start < beforeMs;
}

function fileOf({ url, byteRangeStartOffset, byteRangeEndOffset }: Fragment): LoadedFile {
  const hasRange = byteRangeStartOffset !== undefined && byteRangeEndOffset !== undefined;
  return { url, range: hasRange ? { firstByte: byteRangeStartOffset, lastByte: byteRangeEndOffset - 1 } : null };
}

function hasCorrectedTimes({ networkDetails }: FragLoadedData): boolean {
  const route = routeOf(networkDetails);
  return route === 'memory' || route === 'store' || headerOf(networkDetails, mediaHeaders.lineBps) !== null;
}
