import { absoluteUrl } from '../player/absolute-url.ts';
import { type KnownNetwork, networkTiming, recentMs } from '../player/network-timing.ts';
import { isNew, measured, noteGivenUp, noteMeasured } from './player-reports.ts';

/** video.js sets `requestTime` when it sends the request, and measures from it. */
type VhsRequest = XMLHttpRequest & { requestTime?: number };
type RequestOptions = {
  readonly uri?: string;
  readonly headers?: Readonly<Record<string, string>>;
  beforeSend?: (request: VhsRequest) => void;
};

/** The part of VHS, the HLS engine of video.js, that the adapter uses. */
export type Vhs = {
  readonly xhr: { onRequest?(hook: (options: RequestOptions) => RequestOptions): void };
  readonly bandwidth?: number;
};

/**
 * Makes video.js measure when bytes crossed the network, and reports requests that it aborts before they get a
 * response.
 */
export function attachVhs(vhs: Vhs): void {
  if (vhs.xhr.onRequest === undefined || !isNew(vhs)) return;
  let presetBps: number | undefined;
  const measuredBps = () => (vhs.bandwidth === undefined || vhs.bandwidth === presetBps ? null : vhs.bandwidth);
  vhs.xhr.onRequest((options) => {
    const { beforeSend, uri = '', headers = {} } = options;
    // Until video.js has loaded a segment, its bandwidth is the one that it was configured with.
    presetBps ??= vhs.bandwidth;
    options.beforeSend = (request) => {
      beforeSend?.(request);
      let firstMs: number | null = null;
      request.addEventListener('readystatechange', () => {
        if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED) firstMs = Date.now();
        // video.js handles the end of the request after this.
        if (request.readyState === XMLHttpRequest.DONE && firstMs !== null) correct(request, firstMs);
      });
      request.addEventListener('abort', () => {
        if (firstMs === null)
          noteGivenUp({
            url: absoluteUrl(uri),
            range: headers.Range ?? null,
            atMs: Date.now(),
          });
      });
      request.addEventListener('loadend', () => {
        const bps = measuredBps();
        if (bps !== null) noteMeasured(bps);
      });
    };
    return options;
  });

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
