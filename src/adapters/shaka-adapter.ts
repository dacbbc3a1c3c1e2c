import { honestTiming, tellingMs } from '../player/honest-timing.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import type { ShakaPlayer } from '../package/shaka-player.ts';
import { HeardLink } from './heard-link.ts';
import { isNew, noteMeasured } from './player-reports.ts';

type Headers = Readonly<Record<string, string>>;
/** Its fields are Shaka's. */
type HeadersReceived = Event & {
  readonly headers?: Headers;
  readonly request?: object & { readonly requestStartTime?: number | null };
};

/** What of a request's time is not in what Shaka measures. */
type Correction =
  /** They were here, or shared the line: so much time is to be counted for each byte. */
  | { readonly kind: 'kept'; readonly msPerByte: number }
  /** They were on their way already for so long. */
  | { readonly kind: 'arriving'; readonly spentMs: number };

/**
 * Makes a Shaka player know of the worker: what it measures of the network is when the bytes crossed it, and not when
 * the worker handed them over. To be called before `load()`.
 */
export function attachShaka(player: ShakaPlayer): void {
  if (!isNew(player)) return;
  const corrections = new WeakMap<object, Correction>();
  const link = new HeardLink();
  player.addEventListener('downloadheadersreceived', (event: HeadersReceived) => {
    const { headers, request } = event;
    if (headers === undefined || request === undefined) return;
    const correction = correctionFor(headers, request.requestStartTime ?? Date.now(), link);
    if (correction !== null) corrections.set(request, correction);
  });
  const { abrFactory } = player.getConfiguration();
  const honestAbr = () => {
    const abr = abrFactory();
    const measure = abr.segmentDownloaded.bind(abr);
    abr.segmentDownloaded = (deltaMs, bytes, allowSwitch, request, context) => {
      const correction = request === undefined ? undefined : corrections.get(request);
      if (request !== undefined && correction?.kind === 'arriving') corrections.delete(request);
      measure(correctedMs(deltaMs, bytes, correction), bytes, allowSwitch, request, context);
      noteMeasured(abr.getBandwidthEstimate());
    };
    return abr;
  };
  player.configure({ abrFactory: honestAbr });
}

function correctionFor(headers: Headers, startMs: number, link: HeardLink): Correction | null {
  const nowMs = Date.now();
  const read = (name: string) => Number(headers[name]);
  const bytes = read('content-length') || 0;
  const timing = { startMs, firstMs: nowMs, endMs: nowMs };
  const isTelling = (ageMs: number) => ageMs <= tellingMs;
  const { bps, firstByteMs } = link;
  const honest = honestTiming(timing, bytes, (name) => headers[name] ?? null, { bps, firstByteMs, isTelling });
  if (honest === timing) return null;
  const isShared = headers[mediaHeaders.sharedLine] !== undefined;
  const waitMs = read(mediaHeaders.firstByteMs);
  if (!isShared && isTelling(read(mediaHeaders.ageMs) || 0)) link.hear(bytes, waitMs, read(mediaHeaders.transferMs));
  if (headers[mediaHeaders.spentMs] !== undefined && !(isShared && bps !== null))
    return { kind: 'arriving', spentMs: startMs - honest.startMs };
  // Shaka counts the wait too, and would have had a connection already.
  const needlessMs = Math.max(0, honest.firstMs - honest.startMs - link.firstByteMs);
  return { kind: 'kept', msPerByte: (nowMs - honest.startMs - needlessMs) / Math.max(1, bytes) };
}

function correctedMs(deltaMs: number, bytes: number, correction: Correction | undefined): number {
  if (correction === undefined) return deltaMs;
  return correction.kind === 'kept' ? correction.msPerByte * bytes : correction.spentMs + deltaMs;
}
