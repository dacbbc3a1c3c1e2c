import type Hls from 'hls.js';
import type { Events, FragLoadedData, LoaderContext, LoaderStats, ManifestParsedData } from 'hls.js';
import { startSeconds } from '../player/buffer-depth.ts';
import { defaultFirstByteMs, type KnownNetwork, recentMs } from '../player/network-timing.ts';
import { type LoaderClass, networkTimingLoader } from '../player/network-timing-loader.ts';
import { headerOf, routeOf } from '../player/response-headers.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import { isNew, measured, noteGivenUp, noteMeasured, report } from './player-reports.ts';

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
  /** The worker has reordered the manifest to list first the rendition whose beginning is cached. */
  #isManifestOrdered = false;
  /**
   * Loads whose times were corrected. hls.js counts parsing time too, which is short for bytes from the network; cached
   * bytes arrive at once and are parsed while the page is busy with the swipe.
   */
  readonly #corrected = new WeakSet<LoaderStats>();

  constructor(readonly hls: Hls) {}

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
      this.#isManifestOrdered = routeOf(networkDetails) !== null;
    });
    hls.on(events.MANIFEST_PARSED, (_event, data) => this.#begin(data));
    hls.on(events.FRAG_LOADED, (_event, data) => {
      if (hasCorrectedTimes(data)) this.#corrected.add((data.part ?? data.frag).stats);
      this.#keepRendition(data);
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
    report(media, { playlistUrl: () => hls.levels[hls.loadLevel]?.url[0] ?? null });
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

function hasCorrectedTimes({ networkDetails }: FragLoadedData): boolean {
  const route = routeOf(networkDetails);
  return route === 'memory' || route === 'store' || headerOf(networkDetails, mediaHeaders.lineBps) !== null;
}
