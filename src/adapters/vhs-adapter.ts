import { absoluteUrl } from '../player/absolute-url.ts';
import { type KnownNetwork, networkTiming, recentMs } from '../player/network-timing.ts';
import { harmlessly } from './harmlessly.ts';
import { isNew, measured, noteGivenUp, noteMeasured } from './player-reports.ts';

/** A request of video.js, which notes on it what it asked for and when. It measures from `requestTime`. */
type VhsRequest = XMLHttpRequest & {
  requestTime?: number;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The part of VHS, the HLS engine of video.js, that the adapter uses. */
export type Vhs = {
  /** Sends a request and returns it. VHS reads this property anew for each request. */
  xhr: (...args: never[]) => unknown;
  readonly bandwidth?: number;
};

/**
 * Makes video.js measure when bytes crossed the network, and reports requests that it aborts before they get a
 * response. Requests are observed once sent, since a request hook of this player would replace those that the site has
 * set for all players.
 */
export function attachVhs(vhs: Vhs): void {
  if (!isNew(vhs)) return;
  let presetBps: number | undefined;
  const measuredBps = () => (vhs.bandwidth === undefined || vhs.bandwidth === presetBps ? null : vhs.bandwidth);
  vhs.xhr = new Proxy(vhs.xhr, {
    apply: (xhr, vhsItself, args: never[]): unknown => {
      const request = Reflect.apply(xhr, vhsItself, args);
      harmlessly(() => {
        if (request instanceof XMLHttpRequest) observe(request);
      });
      return request;
    },
  });

  function observe(request: VhsRequest): void {
    // Until video.js has loaded a segment, its bandwidth is the one that it was configured with.
    presetBps ??= vhs.bandwidth;
    let firstMs: number | null = null;
    request.addEventListener('readystatechange', () => {
      if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED) firstMs = Date.now();
      // video.js handles the end of the request after this.
      if (request.readyState === XMLHttpRequest.DONE && firstMs !== null) correct(request, firstMs);
    });
    request.addEventListener('abort', () => {
      const { url, headers = {} } = request;
      if (firstMs === null && url !== undefined)
        noteGivenUp({ url: absoluteUrl(url), range: headers.Range ?? null, atMs: Date.now() });
    });
    request.addEventListener('loadend', () => {
      const bps = measuredBps();
      if (bps !== null) noteMeasured(bps);
    });
  }

  function correct(request: VhsRequest, firstMs: number): void {
    const endMs = Date.now();
    const { requestTime: startMs = firstMs } = request;
    const headers = readHeaders(request);
    const known: KnownNetwork = {
      bps: measuredBps() ?? measured.bps,
      // video.js measures throughput from the start of the request.
      firstByteMs: 0,
      isRecent: (ageMs) => ageMs <= recentMs,
    };
    const bytes = Number(headers.get('content-length') ?? 0);
    const timing = { startMs, firstMs, endMs };
    request.requestTime = networkTiming(timing, bytes, (name) => headers.get(name) ?? null, known).startMs;
  }
}

/** Reading a header that a cross-origin response does not expose would log an error to the console. */
function readHeaders(request: XMLHttpRequest): ReadonlyMap<string, string> {
  const lines = request.getAllResponseHeaders().split('\r\n');
  return new Map(
    lines.map((line): [string, string] => {
      const [name = '', value = ''] = line.split(': ', 2);
      return [name.toLowerCase(), value];
    }),
  );
}
