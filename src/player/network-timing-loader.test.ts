import {
  type HlsConfig,
  type Loader,
  type LoaderCallbacks,
  type LoaderConfiguration,
  type LoaderContext,
  LoaderContextType,
  type LoaderStats,
} from 'hls.js';
import { beforeEach, expect, it, vi } from 'vitest';
import type { GivenUpRequest } from '../shared/messages.ts';
import { networkTimingLoader } from './network-timing-loader.ts';

beforeEach(() => {
  vi.stubGlobal('location', { href: 'https://site.example/feed' });
  vi.stubGlobal('XMLHttpRequest', EventTarget);
});

const times = () => ({ start: 0, first: 0, end: 0 });

let lastCallbacks: LoaderCallbacks<LoaderContext> | undefined;

/** A loader whose server does not answer. */
class SilentLoader implements Loader<LoaderContext> {
  context: LoaderContext | null = null;
  readonly stats: LoaderStats = {
    aborted: false,
    loaded: 0,
    retry: 0,
    total: 0,
    chunkCount: 0,
    bwEstimate: 0,
    loading: times(),
    parsing: times(),
    buffering: times(),
  };

  constructor(readonly config: HlsConfig) {}

  load(context: LoaderContext, _config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    this.context = context;
    lastCallbacks = callbacks;
  }

  abort(): void {
    this.context = null;
  }

  destroy(): void {
    this.context = null;
  }
}

function load(part: Pick<LoaderContext, 'rangeStart' | 'rangeEnd'> = {}) {
  const givenUp: GivenUpRequest[] = [];
  const TimingLoader = networkTimingLoader(
    SilentLoader,
    () => ({ bps: null, firstByteMs: 100, isRecent: () => true }),
    {
      onGiveUp: (request) => void givenUp.push(request),
    },
  );
  const config: HlsConfig = Object.create(null);
  const policy: LoaderConfiguration = Object.create(null);
  const type = LoaderContextType.MEDIA_FRAGMENT;
  const context: LoaderContext = { url: 'reel/0.m4s', type, responseType: 'arraybuffer', ...part };
  const callbacks: LoaderCallbacks<LoaderContext> = { onSuccess: vi.fn(), onError: vi.fn(), onTimeout: vi.fn() };
  const another = () => {
    const loader = new TimingLoader(config);
    loader.load(context, policy, callbacks);
    return loader;
  };
  return { loader: another(), another, givenUp, context, callbacks };
}

it.each(['abort', 'destroy'] as const)('reports a request once if %s() ends it before its response', (end) => {
  const { loader, givenUp } = load();
  loader[end]();
  loader.destroy();
  expect(givenUp).toEqual([{ url: 'https://site.example/reel/0.m4s', range: null, atMs: expect.any(Number) }]);
});

it('reports a byte range as the Range header writes it', () => {
  const { loader, givenUp } = load({ rangeStart: 100, rangeEnd: 300 });
  loader.abort();
  expect(givenUp).toMatchObject([{ url: 'https://site.example/reel/0.m4s', range: 'bytes=100-299' }]);
});

it('does not report a request whose response has begun', () => {
  const { loader, givenUp } = load();
  loader.stats.loading.first = 12;
  loader.abort();
  expect(givenUp).toEqual([]);
});

it('reports each attempt, since the worker holds a request for every one', () => {
  const { loader, givenUp } = load();
  loader.stats.retry = 2;
  loader.abort();
  expect(givenUp).toHaveLength(3);
});

it('also reports earlier attempts of other loaders that timed out', () => {
  const { loader, givenUp, context, another } = load();
  lastCallbacks?.onTimeout(loader.stats, context, null);
  loader.destroy();
  expect(givenUp).toEqual([]);
  another().abort();
  expect(givenUp).toHaveLength(2);
});

it('aborts and reports as usual if a custom loader keeps no stats', () => {
  const { loader, givenUp } = load();
  Reflect.deleteProperty(loader, 'stats');
  loader.abort();
  expect(givenUp).toHaveLength(1);
});

it.each<[string, (loader: Loader<LoaderContext>, context: LoaderContext) => void]>([
  ['timed out and is retried', ({ stats }, context) => lastCallbacks?.onTimeout(stats, context, null)],
  ['failed', ({ stats }, context) => lastCallbacks?.onError({ code: 0, text: '' }, context, null, stats)],
  [
    'succeeded',
    ({ stats }, context) => lastCallbacks?.onSuccess({ url: '', data: '' }, stats, context, new Response()),
  ],
])('does not report a request that %s before it is aborted', (_what, end) => {
  const { loader, givenUp, context } = load();
  end(loader, context);
  loader.abort();
  expect(givenUp).toEqual([]);
});

it('passes on what a custom loader with stats of its own has loaded', () => {
  const { context, callbacks } = load();
  const stats: LoaderStats = Object({ trequest: 1, tfirst: 2, tload: 3 });
  lastCallbacks?.onSuccess({ url: '', data: 'bytes' }, stats, context, new Response());
  expect(callbacks.onSuccess).toHaveBeenCalledOnce();
});
