import { beforeEach, expect, it, vi } from 'vitest';
import { mediaHeaders } from '../shared/media-headers.ts';
import { attachHls } from './hls-adapter.ts';

type Listener = (event: string, data: object) => void;

/** The part of hls.js that the adapter uses. */
class FakeHls {
  static readonly Events = {
    MEDIA_ATTACHED: 'attached',
    MANIFEST_LOADED: 'manifest',
    MANIFEST_PARSED: 'listed',
    FRAG_LOADED: 'loaded',
    FRAG_PARSED: 'parsed',
    FRAG_BUFFERED: 'buffered',
  };
  readonly config = { loader: EventTarget };
  readonly media = null;
  readonly autoLevelEnabled = false;
  readonly #listeners = new Map<string, Listener>();

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, listener);
  }

  tell(event: string, data: object): void {
    this.#listeners.get(event)?.(event, data);
  }
}

/** Returns the parsing end that hls.js sees for a segment that arrived at 400 ms and was parsed at 550 ms. */
function parsedMs(headers: Readonly<Record<string, string>>): number {
  const hls = new FakeHls();
  Reflect.apply(attachHls, undefined, [hls]);
  const stats = { loading: { start: 0, first: 100, end: 400 }, parsing: { start: 400, end: 0 } };
  const frag = { stats, sn: 1, type: 'main' };
  const networkDetails = new Response(null, { headers });
  hls.tell(FakeHls.Events.FRAG_LOADED, { frag, part: null, networkDetails });
  stats.parsing.end = 550;
  hls.tell(FakeHls.Events.FRAG_PARSED, { frag, part: null });
  return stats.parsing.end;
}

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', EventTarget);
  return () => void vi.unstubAllGlobals();
});

it.each([
  ['came from the cache', { [mediaHeaders.source]: 'memory' }],
  ['shared the link', { [mediaHeaders.source]: 'network', [mediaHeaders.lineBps]: '2000000' }],
])('parsing time is not counted for a segment that %s', (_, headers) => {
  expect(parsedMs(headers)).toBe(400);
});

it.each([
  ['from the network', { [mediaHeaders.source]: 'network' }],
  ['without a worker', {}],
])('a segment that comes %s is measured up to the end of its parsing, as without Nextreel', (_, headers) => {
  expect(parsedMs(headers)).toBe(550);
});
