import type { Origin } from '../../src/shared/feed.ts';
import { type OriginCandidate, averageOrigin, rankOrigins } from './origin-score.ts';
import { chooseRendition, type RenditionFacts } from './playlist/choose-rendition.ts';
import type { Playlist, Segment } from './playlist/parse-playlist.ts';
import { segmentsCovering } from './playlist/segments-covering.ts';
import { originOf, replicaUrls } from './resource/identity.ts';

/** What is known of the client now; null where it is not known. */
export type ClientState = {
  readonly throughputBps: number | null;
  readonly screenHeightPx: number | null;
  /** 0–1. */
  readonly cpuLoad: number | null;
  readonly saveData: boolean;
  readonly bufferAheadSeconds: number;
  readonly canDecode: (rendition: RenditionFacts) => boolean;
};

export type FragmentSource<R extends RenditionFacts> = {
  readonly renditions: readonly { readonly rendition: R; readonly playlist: Playlist }[];
  readonly origins: readonly (Origin & OriginCandidate)[];
};

export type FragmentSelection<R extends RenditionFacts> = {
  readonly url: string;
  readonly segment: Segment;
  readonly rendition: R;
  readonly originId: string | null;
  /** One line for people. */
  readonly reason: string;
};

const busyCpu = 0.85;
/** With less than this ahead a rendition that may come late is a stall. */
const thinBufferSeconds = 2;

/**
 * The best rendition for this client from the best origin, for the fragment that is played at this time of the reel.
 * Undefined when the client can decode none, or when nothing is to be fetched for that time.
 */
export function selectFragment<R extends RenditionFacts>(
  client: ClientState,
  timeSeconds: number,
  source: FragmentSource<R>,
): FragmentSelection<R> | undefined {
  const [origin] = rankOrigins(source.origins);
  const { throughputBps, maxHeight, why } = limitsFor(client, origin);
  const renditions = source.renditions.map(({ rendition }) => rendition);
  const index = chooseRendition(renditions, { throughputBps, maxHeight, canDecode: client.canDecode });
  const chosen = source.renditions[index];
  if (chosen === undefined) return undefined;
  const [segment] = segmentsCovering(chosen.playlist, timeSeconds, Infinity);
  if (segment === undefined || segment.gap) return undefined;
  const { url, originId } = placeAt(segment.uri, origin, source.origins);
  const reason = `${chosen.rendition.height ?? '?'} lines from ${originId ?? 'its only address'}: ${why}`;
  return { url, segment, rendition: chosen.rendition, originId, reason };
}

/** What a rendition for this client must keep to, and why. */
export function limitsFor(client: ClientState, origin: OriginCandidate | undefined) {
  const isBusy = client.cpuLoad !== null && client.cpuLoad > busyCpu;
  const isThin = client.bufferAheadSeconds < thinBufferSeconds;
  const reachableBps = lowestKnown(client.throughputBps, bandwidthOf(origin));
  const throughputBps = reachableBps !== null && isThin ? reachableBps / 2 : reachableBps;
  const hasHalfHeight = isBusy || client.saveData;
  const height = client.screenHeightPx;
  const reasons = [
    throughputBps === null ? 'nothing measured yet' : `${(throughputBps / 1e6).toFixed(1)} Mbps may be used`,
    ...(isThin ? ['thin buffer'] : []),
    ...(isBusy ? ['busy processor'] : []),
    ...(client.saveData ? ['data saved'] : []),
  ];
  return { throughputBps, maxHeight: height !== null && hasHalfHeight ? height / 2 : height, why: reasons.join(', ') };
}

/** Only what was really measured limits the rendition. */
function bandwidthOf(origin: OriginCandidate | undefined): number | null {
  const isMeasured = origin?.history.some((one) => one.bandwidthMbps !== null) ?? false;
  return origin !== undefined && isMeasured ? averageOrigin(origin.history).bandwidthMbps * 1e6 : null;
}

function lowestKnown(...values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** A fragment at an address that is no known origin's has only that address. */
function placeAt(url: string, origin: Origin | undefined, origins: readonly Origin[]) {
  const replica = replicaUrls(url, origins).find((each) => originOf(each, origins)?.id === origin?.id);
  return origin === undefined || replica === undefined
    ? { url, originId: null }
    : { url: replica, originId: origin.id };
}
