import type HlsClass from 'hls.js';
import type { ErrorData, FragLoadedData, HlsConfig, LoaderConfiguration, LoaderContext } from 'hls.js';
import { mediaHeaders, type MediaSource as MediaRoute } from '../shared/media-headers.ts';
import { parkedDepth, playingDepth } from './buffer-depth.ts';
import type { HlsLibrary } from './hls-library.ts';
import { honestTiming } from './honest-timing.ts';
import {
  type BackendOptions,
  type FailureKind,
  type LoadRole,
  type MediaBackend,
  PlaybackError,
} from './media-backend.ts';

const routes: readonly string[] = ['memory', 'store', 'joined', 'network'] satisfies MediaRoute[];

type NetworkDetails = FragLoadedData['networkDetails'];

export class HlsBackend implements MediaBackend {
  readonly #hls: HlsClass;
  readonly #options: BackendOptions;
  readonly #errorTypes: HlsLibrary['ErrorTypes'];
  #stopped = false;
  #recoveries = 0;
  #hasEstimate = false;
  #firstSegmentRoute: MediaRoute | null = null;

  constructor(Hls: HlsLibrary, options: BackendOptions) {
    this.#options = options;
    this.#errorTypes = Hls.ErrorTypes;
    const { video, url, role, maxBufferSeconds, throughputBps } = options;
    this.#hls = new Hls({
      ...(role === 'playing' ? playingDepth(maxBufferSeconds) : parkedDepth(maxBufferSeconds)),
      ...(throughputBps === null ? {} : { abrEwmaDefaultEstimate: throughputBps }),
      loader: honestLoader(Hls),
    });
    // A playlist that is loaded before the element is attached waits for hls.js's next tick of 100 ms.
    this.#hls.once(Hls.Events.MEDIA_ATTACHED, () => this.#hls.loadSource(url));
    this.#hls.on(Hls.Events.FRAG_LOADED, (_event, data) => this.#noteFragment(data));
    this.#hls.on(Hls.Events.ERROR, (_event, data) => this.#handleError(data));
    this.#hls.attachMedia(video);
  }

  get throughputBps(): number | null {
    const bps = this.#hls.bandwidthEstimate;
    return this.#hasEstimate && Number.isFinite(bps) ? bps : null;
  }

  get firstSegmentRoute(): MediaRoute | null {
    return this.#firstSegmentRoute;
  }

  setRole(role: LoadRole): void {
    if (role === 'stopped') {
      this.#stopped = true;
      this.#hls.stopLoad();
      return;
    }
    const { maxBufferSeconds } = this.#options;
    Object.assign(
      this.#hls.config,
      role === 'playing' ? playingDepth(maxBufferSeconds) : parkedDepth(maxBufferSeconds),
    );
    if (this.#stopped) this.#hls.startLoad(this.#options.video.currentTime);
    this.#stopped = false;
  }

  destroy(): void {
    this.#hls.destroy();
  }

  #noteFragment({ frag, networkDetails }: FragLoadedData): void {
    this.#hasEstimate = true;
    if (this.#firstSegmentRoute !== null || frag.sn === 'initSegment') return;
    this.#firstSegmentRoute = routeOf(networkDetails);
  }

  #handleError(data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === this.#errorTypes.MEDIA_ERROR && this.#recoveries === 0) {
      this.#recoveries++;
      this.#hls.recoverMediaError();
      return;
    }
    this.#hls.stopLoad();
    const { url, onError } = this.#options;
    const status = data.response?.code === undefined ? '' : `, status ${data.response.code}`;
    onError(
      new PlaybackError(this.#failureKind(data), data.url ?? url, `${data.details}${status}`, { cause: data.error }),
    );
  }

  #failureKind({ type, details }: ErrorData): FailureKind {
    if (/codec/i.test(details)) return 'unsupported';
    if (/parsing/i.test(details)) return 'manifest';
    return type === this.#errorTypes.NETWORK_ERROR ? 'network' : 'media';
  }
}

function routeOf(networkDetails: NetworkDetails): MediaRoute {
  const value = headerOf(networkDetails, mediaHeaders.source);
  return isRoute(value) ? value : 'network';
}

/** Asking for a header that a cross-origin response does not expose would put an error on the console. */
function headerOf(networkDetails: NetworkDetails, name: string): string | null {
  if (!(networkDetails instanceof XMLHttpRequest)) return null;
  const lines = networkDetails.getAllResponseHeaders().split('\r\n');
  const line = lines.find((text) => text.startsWith(`${name}: `));
  return line?.slice(name.length + 2) ?? null;
}

function isRoute(value: unknown): value is MediaRoute {
  return typeof value === 'string' && routes.includes(value);
}

function honestLoader(Hls: HlsLibrary): HlsConfig['loader'] {
  return class extends Hls.DefaultConfig.loader {
    override load(
      context: LoaderContext,
      config: LoaderConfiguration,
      callbacks: Parameters<InstanceType<HlsConfig['loader']>['load']>[2],
    ): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, loaded, networkDetails) => {
          const { start: startMs, first: firstMs, end: endMs } = stats.loading;
          const honest = honestTiming({ startMs, firstMs, endMs }, (name) => headerOf(networkDetails, name));
          stats.loading.start = honest.startMs;
          stats.loading.first = honest.firstMs;
          callbacks.onSuccess(response, stats, loaded, networkDetails);
        },
      });
    }
  };
}
