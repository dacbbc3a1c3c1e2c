import type {
  ErrorDetails,
  ErrorTypes,
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderStats,
} from 'hls.js';
import { afterAll, expect, test, vi } from 'vitest';
import { defaultBuffer } from '../shared/buffer-settings.ts';
import { HlsBackend } from './hls-backend.ts';
import type { LoadRole, PlaybackError } from './media-backend.ts';
import { NetworkEstimate } from './network-estimate.ts';

// hls.js reads the global `self` when it is imported.
vi.stubGlobal('self', globalThis);
vi.stubGlobal('navigator', {});
vi.stubGlobal('HTMLVideoElement', EventTarget);
vi.stubGlobal('location', { href: 'https://a.example/' });
const { default: Hls, FetchLoader } = await import('hls.js');
// A worker tested next in this thread would otherwise believe that it is offline.
afterAll(() => vi.unstubAllGlobals());

const address = 'https://a.example/main.m3u8';
const variants = [2_000_000, 400_000, 4_000_000].map((bps) => `#EXT-X-STREAM-INF:BANDWIDTH=${bps}\n${bps}.m3u8`);
const manifest = ['#EXTM3U', ...variants].join('\n');
/** A playlist without variants, as the worker writes it for an MP4 file. */
const barePlaylist = ['#EXTM3U', '#EXT-X-TARGETDURATION:4', '#EXTINF:4,', '0.ts', '#EXT-X-ENDLIST'].join('\n');

/** Answers the request for the manifest and leaves all others pending. */
class ManifestLoader implements Loader<LoaderContext> {
  protected readonly text: string = manifest;
  context: LoaderContext | null = null;
  readonly stats: LoaderStats = {
    aborted: false,
    loaded: manifest.length,
    retry: 0,
    total: manifest.length,
    chunkCount: 0,
    bwEstimate: 0,
    loading: { start: 1, first: 2, end: 3 },
    parsing: { start: 0, end: 0 },
    buffering: { start: 0, first: 0, end: 0 },
  };

  load(context: LoaderContext, _configuration: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    this.context = context;
    const { url } = context;
    const bring = () => callbacks.onSuccess({ url, data: this.text }, this.stats, context, new Response(''));
    queueMicrotask(() => {
      if (url === address && !this.stats.aborted) bring();
    });
  }

  abort(): void {
    this.stats.aborted = true;
  }

  destroy(): void {
    this.abort();
  }
}

class BarePlaylistLoader extends ManifestLoader {
  protected override readonly text = barePlaylist;
}

type Bench = {
  readonly role?: LoadRole;
  readonly bufferedSeconds?: number;
  readonly lineBps?: number | null;
  readonly loader?: typeof ManifestLoader;
};

const patience = { timeout: 8_000 };

/** Creates a backend in Node and records its calls to hls.js. */
function bench({ role = 'parked', bufferedSeconds = 0, lineBps = null, loader = ManifestLoader }: Bench) {
  const recorded = { places: new Array<unknown>(), staysIn: -1, sources: new Array<string>(), stops: 0 };
  const buffered = { length: bufferedSeconds > 0 ? 1 : 0, start: () => 0, end: () => bufferedSeconds };
  const tracks = Object.assign(new EventTarget(), { length: 0 });
  const video = Object.assign(new EventTarget(), { currentTime: bufferedSeconds / 2, buffered, textTracks: tracks });
  const made: InstanceType<typeof Hls>[] = [];
  let level = -1;
  class RecordedHls extends Hls {
    static override get DefaultConfig(): HlsConfig {
      return { ...Hls.DefaultConfig, loader };
    }
    constructor(config: Partial<HlsConfig>) {
      super(config);
      made.push(this);
    }
    override attachMedia(): void {}
    override loadSource(url: string): void {
      recorded.sources.push(url);
      super.loadSource(url);
    }
    override startLoad(...place: Parameters<InstanceType<typeof Hls>['startLoad']>): void {
      recorded.places.push(place);
      recorded.staysIn = level;
      super.startLoad(...place);
    }
    override stopLoad(): void {
      recorded.stops += 1;
      super.stopLoad();
    }
    override get nextAutoLevel() {
      return super.nextAutoLevel;
    }
    override set nextAutoLevel(next) {
      level = next;
      super.nextAutoLevel = next;
    }
  }
  const estimate = new NetworkEstimate(lineBps);
  const failures: PlaybackError[] = [];
  const backend = new HlsBackend(
    { Hls: RecordedHls, FetchLoader },
    {
      video: Object(video),
      url: address,
      role,
      startSeconds: 0,
      shared: {
        buffer: () => defaultBuffer,
        estimate,
        maySpeculate: () => true,
        onLoaded: () => {},
        onGiveUp: () => {},
        onCodecs: () => {},
        readTrackWish: () => ({ audioLanguage: null, captionsLanguage: null }),
      },
      onError: (error) => failures.push(error),
    },
  );
  const [hls] = made;
  if (hls === undefined) throw new Error('There is no hls.js');
  /** Reports that the media source is attached to the element. */
  const attach = () => hls.emit(Hls.Events.MEDIA_ATTACHED, Hls.Events.MEDIA_ATTACHED, Object({ media: video }));
  /** Attaches the element and waits for the manifest. */
  const open = async () => {
    attach();
    await vi.waitFor(() => expect(hls.levels).toHaveLength(3), patience);
  };
  const forgetLevel = () => (level = -1);
  return { backend, hls, video, recorded, estimate, failures, attach, open, forgetLevel };
}

/** Stops a reel in its second rendition with this much buffered, resumes it, and returns the calls to hls.js. */
async function toldToGoOn(bufferedSeconds: number, lineBps: number | null) {
  const { backend, recorded, open, hls, forgetLevel } = bench({ bufferedSeconds, lineBps });
  await open();
  hls.nextLoadLevel = 1;
  backend.setRole('stopped');
  recorded.places = [];
  forgetLevel();
  backend.setRole('playing');
  backend.destroy();
  return recorded;
}

test('a resumed reel with something buffered loads on from its current position', async () => {
  expect((await toldToGoOn(1, null)).places).toEqual([[0.5, true]]);
});

test('a resumed reel with nothing buffered loads from the start position of its playlist', async () => {
  expect((await toldToGoOn(0, null)).places).toEqual([[-1, false]]);
});

test('a beginning resumed after a stop stays in its rendition as long as the link can carry it', async () => {
  expect((await toldToGoOn(1, 3_000_000)).staysIn).toBe(1);
  expect((await toldToGoOn(1, null)).staysIn).toBe(1);
  expect((await toldToGoOn(1, 1_000_000)).staysIn).toBe(-1);
});

test('hls.js chooses the rendition of a resumed reel past its beginning or with nothing buffered', async () => {
  expect((await toldToGoOn(4, 3_000_000)).staysIn).toBe(-1);
  expect((await toldToGoOn(0, 3_000_000)).staysIn).toBe(-1);
});

test('on an unknown network a reel starts in its lowest rendition and no throughput counts as measured', async () => {
  const { backend, hls, estimate, open } = bench({});
  await open();
  expect(hls.levels.map(({ bitrate }) => bitrate)).toEqual([400_000, 2_000_000, 4_000_000]);
  expect([hls.loadLevel, estimate.bps]).toEqual([0, null]);
  backend.destroy();
});

test('a reel left before hls.js has loaded requests nothing until it is wanted again', async () => {
  const { backend, recorded, attach } = bench({ role: 'stopped' });
  attach();
  expect(recorded.sources).toEqual([]);
  backend.setRole('parked');
  expect(recorded.sources).toEqual([address]);
  await vi.waitFor(() => expect(recorded.places.length).toBeGreaterThan(0), patience);
  backend.destroy();
});

test('the playlist is requested before the element is attached, and loading starts once both are ready', async () => {
  const { backend, hls, recorded, attach } = bench({});
  expect(recorded.sources).toEqual([address]);
  await vi.waitFor(() => expect(hls.levels).toHaveLength(3), patience);
  expect(recorded.places).toEqual([]);
  attach();
  expect(recorded.places).toHaveLength(1);
  expect(recorded.sources).toEqual([address]);
  backend.destroy();
});

test('a reel left before its element is attached starts to load when it is wanted again', async () => {
  const { backend, hls, recorded, attach } = bench({});
  backend.setRole('stopped');
  attach();
  expect(recorded.places).toEqual([]);
  backend.setRole('playing');
  await vi.waitFor(() => expect(hls.levels).toHaveLength(3), patience);
  expect(recorded.places).toHaveLength(1);
  backend.destroy();
});

test('a buffer limit that hls.js has lowered stays when the read-ahead changes', () => {
  const { backend, hls } = bench({ role: 'playing' });
  hls.config.maxMaxBufferLength = 22;
  backend.setReadAhead(5);
  expect([hls.config.maxBufferLength, hls.config.maxMaxBufferLength]).toEqual([5, 22]);
  backend.destroy();
});

test('a downloaded segment still reaches the buffer before loading stops', async () => {
  const { backend, hls, recorded, open } = bench({});
  await open();
  const { main, ...others } = hls.inFlightFragments;
  const inFlight = vi.spyOn(hls, 'inFlightFragments', 'get');
  inFlight.mockReturnValue({ ...others, main: { state: 'PARSED', frag: Object({ stats: { loading: { end: 1 } } }) } });
  const { stops } = recorded;
  backend.setRole('stopped');
  expect(recorded.stops).toBe(stops);
  inFlight.mockReturnValue({ ...others, main: { ...main, state: 'IDLE' } });
  hls.emit(
    Hls.Events.FRAG_BUFFERED,
    Hls.Events.FRAG_BUFFERED,
    Object({ frag: { stats: { aborted: true } }, part: null }),
  );
  expect(recorded.stops).toBeGreaterThan(stops);
  backend.destroy();
});

test('loading stops at once for a segment that is still arriving while it is parsed', async () => {
  const { backend, hls, recorded, open } = bench({});
  await open();
  const frag = Object({ stats: { loading: { end: 0 } }, abortRequests: () => {} });
  const inFlight = { ...hls.inFlightFragments, main: { state: 'PARSING', frag } } as const;
  vi.spyOn(hls, 'inFlightFragments', 'get').mockReturnValue(inFlight);
  const { stops } = recorded;
  backend.setRole('stopped');
  expect(recorded.stops).toBeGreaterThan(stops);
  backend.destroy();
});

test('each position of a reel that cannot be decoded is recovered from once', async () => {
  const { hls, video, backend, failures, open } = bench({});
  await open();
  const recover = vi.spyOn(hls, 'recoverMediaError').mockReturnValue();
  const failAt = (seconds: number) => {
    video.currentTime = seconds;
    const { MEDIA_ERROR: type } = Hls.ErrorTypes;
    const { MEDIA_SOURCE_REQUIRES_RESET: details } = Hls.ErrorDetails;
    hls.emit(Hls.Events.ERROR, Hls.Events.ERROR, { type, details, fatal: true, error: new Error(details) });
    return [recover.mock.calls.length, failures.length];
  };
  expect(failAt(10)).toEqual([1, 0]);
  expect(failAt(60)).toEqual([2, 0]);
  // The element is at 0 while it is attached again.
  expect(failAt(0)).toEqual([2, 1]);
  expect(failAt(60.2)).toEqual([2, 2]);
  backend.destroy();
});

test('an unreadable segment is reported as a media failure, an unreadable playlist as a manifest failure', async () => {
  const { hls, backend, failures, open } = bench({});
  await open();
  const fail = (type: ErrorTypes, details: ErrorDetails) =>
    hls.emit(Hls.Events.ERROR, Hls.Events.ERROR, { type, details, fatal: true, error: new Error(details) });
  const { MEDIA_ERROR, NETWORK_ERROR } = Hls.ErrorTypes;
  const { FRAG_PARSING_ERROR, LEVEL_EMPTY_ERROR, LEVEL_PARSING_ERROR, MANIFEST_PARSING_ERROR } = Hls.ErrorDetails;
  vi.spyOn(hls, 'recoverMediaError').mockReturnValue();
  fail(MEDIA_ERROR, FRAG_PARSING_ERROR);
  expect(failures).toEqual([]);
  fail(MEDIA_ERROR, FRAG_PARSING_ERROR);
  for (const details of [LEVEL_EMPTY_ERROR, LEVEL_PARSING_ERROR, MANIFEST_PARSING_ERROR]) fail(NETWORK_ERROR, details);
  expect(failures.map(({ kind }) => kind)).toEqual(['media', 'manifest', 'manifest', 'manifest']);
  backend.destroy();
});

test('a reel that is paused at its first time update stays paused', async () => {
  const { backend, hls, video, attach } = bench({ bufferedSeconds: 2, loader: BarePlaylistLoader });
  const play = vi.fn(() => Promise.resolve());
  Object.assign(video, { play });
  vi.spyOn(hls, 'media', 'get').mockReturnValue(Object(video));
  hls.emit(Hls.Events.MEDIA_ATTACHING, Hls.Events.MEDIA_ATTACHING, Object({ media: video }));
  await vi.waitFor(() => expect(hls.latestLevelDetails).not.toBeNull(), patience);
  attach();
  // The element fires `pause` only after the `timeupdate` for what it has played until then.
  for (const type of ['play', 'timeupdate', 'pause']) video.dispatchEvent(new Event(type));
  expect(play).not.toHaveBeenCalled();
  backend.destroy();
});
