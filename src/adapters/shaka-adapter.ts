import type { ShakaPlayer } from '../package/shaka-player.ts';
import { networkTiming } from '../player/network-timing.ts';
import { mediaHeaders } from '../shared/media-headers.ts';
import { isNew, noteMeasured } from './player-reports.ts';

type Headers = Readonly<Record<string, string>>;
/** Field names are Shaka's. */
type HeadersReceived = Event & {
  readonly headers?: Headers;
  readonly request?: object & { readonly requestStartTime?: number | null };
};

/** How to correct the time that Shaka measures for a request. */
type Correction =
  /** The bytes were cached, or shared the link: count this much time for each byte. */
  | { readonly kind: 'kept'; readonly msPerByte: number }
  /** The transfer was already in flight for this long. */
  | { readonly kind: 'arriving'; readonly spentMs: number };

/**
 * For this long after Shaka has measured the link itself, the original times of cached bytes are not reported to it.
 */
const freshMs = 30_000;
/** Shaka ignores smaller parts in its measurements. */
const countedBytes = 16_000;

/**
 * Connects a Shaka player to the worker: the player then measures when bytes crossed the network, not when the worker
 * handed them over. Call this before `load()`.
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
  const correctedAbr = () => {
    const abr = abrFactory();
    const measure = abr.segmentDownloaded.bind(abr);
    let presetBps: number | undefined;
    abr.segmentDownloaded = (deltaMs, bytes, allowSwitch, request, context) => {
      presetBps ??= abr.getBandwidthEstimate();
      const correction = request === undefined ? undefined : corrections.get(request);
      if (request !== undefined && correction?.kind === 'arriving') corrections.delete(request);
      measure(correctedMs(deltaMs, bytes, correction), bytes, allowSwitch, request, context);
      if (correction?.kind !== 'kept' && bytes >= countedBytes) measuredAtMs = Date.now();
      // Until Shaka has loaded enough, its estimate is the one that it was configured with.
      const bps = abr.getBandwidthEstimate();
      if (bps !== presetBps) noteMeasured(bps);
    };
    return abr;
  };
  player.configure({ abrFactory: correctedAbr });
}

function correctionFor(headers: Headers, startMs: number, measuredAtMs: number): Correction | null {
  const nowMs = Date.now();
  const bytes = Number(headers['content-length'] ?? 0);
  const timing = { startMs, firstMs: nowMs, endMs: nowMs };
  const hasMeasured = measuredAtMs > Number.NEGATIVE_INFINITY;
  // A load that takes no time changes nothing: Shaka treats it as cached.
  const bps = hasMeasured ? Number.POSITIVE_INFINITY : null;
  const known = { bps, firstByteMs: 0, isRecent: () => nowMs - measuredAtMs >= freshMs };
  const corrected = networkTiming(timing, bytes, (name) => headers[name] ?? null, known);
  if (corrected === timing) return null;
  const isLeftOut = hasMeasured && headers[mediaHeaders.lineBps] !== undefined;
  return headers[mediaHeaders.spentMs] !== undefined && !isLeftOut
    ? { kind: 'arriving', spentMs: startMs - corrected.startMs }
    : { kind: 'kept', msPerByte: (nowMs - corrected.startMs) / Math.max(1, bytes) };
}

function correctedMs(deltaMs: number, bytes: number, correction: Correction | undefined): number {
  if (correction === undefined) return deltaMs;
  return correction.kind === 'kept' ? correction.msPerByte * bytes : correction.spentMs + deltaMs;
}
