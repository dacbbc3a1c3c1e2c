import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { attachHls } from './hls-adapter.ts';
import { EarlierFiles } from './earlier-files.ts';

type Listener = (event: string, data: object) => void;
type Requested = {
  readonly url: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly bytes?: [number, number];
};

const base = 'https://media.example/reel/';
let asked: string[];
let cacheControl: string;
let life: AbortController;

beforeEach(() => {
  asked = [];
  cacheControl = 'max-age=600';
  life = new AbortController();
  vi.stubGlobal('fetch', (url: string, { headers }: { readonly headers: Readonly<Record<string, string>> }) => {
    asked.push([url.replace(base, ''), headers['range']].filter((part) => part !== undefined).join(' '));
    return Promise.resolve(new Response('bytes', { headers: { 'cache-control': cacheControl } }));
  });
  vi.spyOn(performance, 'now').mockReturnValue(1000);
});

afterEach(() => {
  life.abort();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const fragmentOf = ({ url, startMs, endMs, bytes }: Requested, init: object | null = null) => ({
  url: `${base}${url}`,
  initSegment: init,
  byteRangeStartOffset: bytes?.[0],
  byteRangeEndOffset: bytes?.[1],
  hasStats: startMs > 0,
  stats: { loading: { start: startMs, first: startMs, end: endMs } },
});

/** An hls.js that plays a reel in one rendition. */
class FakeHls {
  static readonly Events = { FRAG_LOADED: 'loaded' };
  static readonly DefaultConfig = { loader: EventTarget };
  readonly config: { readonly loader: typeof EventTarget; readonly xhrSetup?: () => void };
  readonly media: HTMLVideoElement = Object(new EventTarget());
  readonly url = `${base}main.m3u8`;
  readonly loadLevel = 0;
  readonly audioTrack = -1;
  readonly audioTracks = [];
  readonly levels: readonly object[];
  #onLoaded: Listener = () => undefined;

  constructor(
    fragments: readonly object[],
    { live = false, xhrSetup }: { live?: boolean; xhrSetup?: () => void } = {},
  ) {
    this.config = { loader: EventTarget, ...(xhrSetup && { xhrSetup }) };
    this.levels = [{ url: [`${base}540/index.m3u8`], details: { live, fragments } }];
  }

  on(event: string, listener: Listener): void {
    if (event === FakeHls.Events.FRAG_LOADED) this.#onLoaded = listener;
  }

  /** A segment arrives that no worker has answered. */
  loaded(): void {
    const frag = { stats: {}, sn: 1, type: 'main' };
    this.#onLoaded('loaded', { frag, part: null, networkDetails: new Response(null) });
  }
}

const loaded = (url: string): Requested => ({ url, startMs: 100, endMs: 200 });
const init = fragmentOf(loaded('540/init.mp4'));

/** Attaches to the player on a page that a worker has served since the first second. */
function serve(hls: FakeHls): EarlierFiles {
  const earlier = new EarlierFiles(1000, life.signal);
  Reflect.apply(attachHls, undefined, [hls]);
  return earlier;
}

/** Returns what is loaded again. */
async function handedOver(hls: FakeHls): Promise<string[]> {
  await serve(hls).handOver(hls.media);
  return asked;
}

it('what hls.js loaded before the worker came is loaded again once, playlists first', async () => {
  const hls = new FakeHls([
    fragmentOf(loaded('540/0.m4s'), init),
    fragmentOf({ url: '540/all.mp4', startMs: 300, endMs: 400, bytes: [500, 900] }, init),
    fragmentOf({ url: '540/later.m4s', startMs: 9000, endMs: 9100 }, init),
    fragmentOf({ url: '540/never.m4s', startMs: 0, endMs: 0 }, init),
  ]);
  expect(await handedOver(hls)).toEqual([
    'main.m3u8',
    '540/index.m3u8',
    '540/init.mp4',
    '540/0.m4s',
    '540/all.mp4 bytes=500-899',
  ]);
});

it('a segment that was in flight when the worker came is loaded again once it has arrived', async () => {
  const late = { url: '540/1.m4s', startMs: 900, endMs: 0 };
  const fragments = [fragmentOf(loaded('540/0.m4s'), init), fragmentOf(late, init)];
  const hls = new FakeHls(fragments);
  serve(hls);
  await vi.waitFor(() => expect(asked.at(-1)).toBe('540/0.m4s'));
  fragments[1] = fragmentOf({ ...late, endMs: 1500 }, init);
  hls.loaded();
  await vi.waitFor(() => expect(asked.at(-1)).toBe('540/1.m4s'));
  expect(asked).toHaveLength(5);
});

it('nothing more is loaded again once a server has forbidden to store its files', async () => {
  cacheControl = 'no-store';
  expect(await handedOver(new FakeHls([fragmentOf(loaded('540/0.m4s'), init)]))).toEqual(['main.m3u8']);
});

it.each([
  ['sends cookies or headers of its own', { xhrSetup: () => undefined }],
  ['plays a live stream', { live: true }],
])('nothing is loaded again for a player that %s', async (_what, player) => {
  expect(await handedOver(new FakeHls([fragmentOf(loaded('540/0.m4s'), init)], player))).toEqual([]);
});
