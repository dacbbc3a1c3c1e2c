import { honestTiming } from '../player/honest-timing.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import type { ShakaPlayer } from '../package/shaka-player.ts';
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

/** For so long after Shaka has measured the link itself it is not told what kept bytes took. */
const freshMs = 30_000;
/** Shaka leaves smaller parts out of what it measures. */
const countedBytes = 16_000;

/**
 * Makes a Shaka player know of the worker: what it measures of the network is when the bytes crossed it, and not when
 * the worker handed them over. To be called before `load()`.
 */
export function attachShaka(player: ShakaPlayer): void {
  if (!isNew(player)) return;
  const corrections = new WeakMap<object, Correction>();
  let measuredAtMs = Number.NEGATIVE_INFINITY;
  player.addEventListener('downloadheadersreceived', (event: HeadersReceived) => {
    const { headers, request } = event;
    if (headers === undefined || request === undefined) return;
    const correction = correctionFor(headers, request.requestStartTime ?? Date.now(), measuredAtMs);
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
      if (correction?.kind !== 'kept' && bytes >= countedBytes) measuredAtMs = Date.now();
      noteMeasured(abr.getBandwidthEstimate());
    };
    return abr;
  };
  player.configure({ abrFactory: honestAbr });
}

function correctionFor(headers: Headers, startMs: number, measuredAtMs: number): Correction | null {
  const nowMs = Date.now();
  const bytes = Number(headers['content-length'] ?? 0);
  const timing = { startMs, firstMs: nowMs, endMs: nowMs };
  const hasMeasured = measuredAtMs > Number.NEGATIVE_INFINITY;
  // What comes in no time changes nothing: Shaka takes it for cached.
  const bps = hasMeasured ? Number.POSITIVE_INFINITY : null;
  const known = { bps, firstByteMs: 0, isTelling: () => nowMs - measuredAtMs >= freshMs };
  const honest = honestTiming(timing, bytes, (name) => headers[name] ?? null, known);
  if (honest === timing) return null;
  const isLeftOut = hasMeasured && headers[mediaHeaders.lineBps] !== undefined;
  return headers[mediaHeaders.spentMs] !== undefined && !isLeftOut
    ? { kind: 'arriving', spentMs: startMs - honest.startMs }
    : { kind: 'kept', msPerByte: (nowMs - honest.startMs) / Math.max(1, bytes) };
}

function correctedMs(deltaMs: number, bytes: number, correction: Correction | undefined): number {
  if (correction === undefined) return deltaMs;
  return correction.kind === 'kept' ? correction.msPerByte * bytes : correction.spentMs + deltaMs;
}
