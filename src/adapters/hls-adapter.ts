import type Hls from 'hls.js';
import type { Events, FragLoadedData, LoaderContext, LoaderStats, ManifestParsedData } from 'hls.js';
import { startSeconds } from '../player/buffer-depth.ts';
import { honestLoader, type LoaderClass } from '../player/honest-loader.ts';
import { type KnownNetwork, tellingMs, usualFirstByteMs } from '../player/honest-timing.ts';
import { headerOf, routeOf } from '../player/response-headers.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import { isNew, measured, noteGivenUp, noteMeasured, report } from './player-reports.ts';

/**
 * Makes a player of hls.js know of the worker: its estimate of the network stays true although bytes come from a cache,
 * it begins in the rendition that is here already, and the worker hears what is played. Without a worker it changes nothing.
 */
export function attachHls(hls: Hls): void {
  if (isNew(hls)) new HlsAdapter(hls).start();
}

class HlsAdapter {
  #hasMeasured = false;
  /** The worker lists that rendition first of which it has the beginning. */
  #isManifestOrdered = false;
  /**
   * Those whose times are not when they came. hls.js counts the parsing too, which is quick once the bytes of a network are
   * here; what comes at once is parsed while the page is busy with the swipe.
   */
  readonly #told = new WeakSet<LoaderStats>();

  constructor(readonly hls: Hls) {}

  start(): void {
    const { hls } = this;
    // Read anew for each load. The latter two are there where the page has put loaders of its own.
    const { config } = hls;
    // hls.js itself is the page's: nothing of it is loaded from here.
    const events: typeof Events = Reflect.get(hls.constructor, 'Events');
    const honest = <Context extends LoaderContext>(Loader: LoaderClass<Context>) =>
      honestLoader(Loader, () => this.#network, { onGiveUp: noteGivenUp });
    config.loader = honest(config.loader);
    if (config.fLoader !== undefined) config.fLoader = honest(config.fLoader);
    if (config.pLoader !== undefined) config.pLoader = honest(config.pLoader);
    hls.on(events.MEDIA_ATTACHED, (_event, { media }) => this.#tell(media));
    hls.on(events.MANIFEST_LOADED, (_event, { networkDetails }) => {
      this.#isManifestOrdered = routeOf(networkDetails) !== null;
    });
    hls.on(events.MANIFEST_PARSED, (_event, data) => this.#begin(data));
    hls.on(events.FRAG_LOADED, (_event, data) => {
      if (isTold(data)) this.#told.add((data.part ?? data.frag).stats);
      this.#stay(data);
    });
    hls.on(events.FRAG_PARSED, (_event, { frag, part }) => {
      const { stats } = part ?? frag;
      if (this.#told.has(stats)) stats.parsing.end = stats.loading.end;
    });
    hls.on(events.FRAG_BUFFERED, () => {
      this.#hasMeasured = true;
      noteMeasured(hls.bandwidthEstimate);
    });
    if (hls.media !== null) this.#tell(hls.media);
  }

  get #network(): KnownNetwork {
    const { bandwidthEstimate, ttfbEstimate } = this.hls;
    return {
      // Before it has measured anything hls.js tells what it was set to assume: another player may know better.
      bps: this.#hasMeasured ? bandwidthEstimate : measured.bps,
      firstByteMs: ttfbEstimate > 0 ? ttfbEstimate : usualFirstByteMs,
      isTelling: (ageMs) => ageMs <= tellingMs,
    };
  }

  #tell(media: HTMLMediaElement): void {
    const { hls } = this;
    report(media, { playlistUrl: () => hls.levels[hls.loadLevel]?.url[0] ?? null });
  }

  /** What the page has chosen itself holds. */
  #begin({ firstLevel }: ManifestParsedData): void {
    const { hls } = this;
    if (this.#isManifestOrdered && hls.autoLevelEnabled && (hls.config.startLevel ?? -1) === -1) {
      hls.startLevel = firstLevel;
    }
  }

  /** As long as bytes are here already, and in the beginning, the rendition stays: another would have to be fetched. */
  #stay({ frag, networkDetails }: FragLoadedData): void {
    const { hls } = this;
    const track: string = frag.type;
    if (frag.sn === 'initSegment' || track !== 'main' || !hls.autoLevelEnabled) return;
    const route = routeOf(networkDetails);
    const isHere = route !== null && route !== 'network';
    if (isHere || (this.#isManifestOrdered && frag.end < startSeconds)) hls.nextAutoLevel = frag.level;
  }
}

function isTold({ networkDetails }: FragLoadedData): boolean {
  const route = routeOf(networkDetails);
  return route === 'memory' || route === 'store' || headerOf(networkDetails, mediaHeaders.lineBps) !== null;
}
