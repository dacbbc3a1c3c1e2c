import type { Origin } from '../../../src/shared/feed.ts';
import { orderReplicas, type Replica } from '../origin/replica-order.ts';
import { chooseRendition, type RenditionFacts } from '../playlist/choose-rendition.ts';
import type { Playlist, Segment } from '../playlist/parse-playlist.ts';
import { segmentsCovering } from '../playlist/segments-covering.ts';
import { originOf, replicaUrls } from '../resource/identity.ts';

/** What is known about the client now; null means unknown. */
export type ClientState = {
  readonly throughputBps: number;
  readonly screenHeightPx: number | null;
  /** 0–1. */
  readonly cpuLoad: number | null;
  readonly saveData: boolean;
  readonly canDecode: (rendition: RenditionFacts) => boolean;
};

export type RenditionSelection<R> = {
  readonly rendition: R;
  /** Human-readable, one line. */
  readonly why: string;
};

export type FragmentSource<R> = {
  readonly renditions: readonly R[];
  /** The rendition in which the reel is begun; it is kept as long as the client can decode it. */
  readonly begun: R | undefined;
  readonly playlistOf: (rendition: R) => Playlist | undefined;
  readonly origins: readonly (Origin & Replica)[];
};

export type FragmentSelection<R> = {
  readonly url: string;
  readonly segment: Segment;
  readonly rendition: R;
  readonly originId: string | null;
  /** Human-readable, one line. */
  readonly reason: string;
};

const busyCpu = 0.85;

/**
 * Returns the fragment that plays at `timeSeconds`: in the rendition in which the reel is begun or else in the best one
 * for this client, and from the best origin. Returns undefined if the client can decode no rendition, or if there is
 * nothing to fetch for that time.
 */
export function selectFragment<R extends RenditionFacts>(
  client: ClientState,
  timeSeconds: number,
  { renditions, begun, playlistOf, origins }: FragmentSource<R>,
): FragmentSelection<R> | undefined {
  const selected = selectRendition(client, renditions, begun);
  const playlist = selected === undefined ? undefined : playlistOf(selected.rendition);
  if (selected === undefined || playlist === undefined) return undefined;
  const [segment] = segmentsCovering(playlist, timeSeconds, Infinity);
  if (segment === undefined || segment.gap) return undefined;
  const [origin] = orderReplicas(origins);
  const { url, originId } = placeAt(segment.uri, origin, origins);
  const { rendition, why } = selected;
  const reason = `${rendition.height ?? '?'} lines from ${originId ?? 'its only address'}: ${why}`;
  return { url, segment, rendition, originId, reason };
}

/** Chooses the rendition in which to fetch and play a reel. */
export function selectRendition<R extends RenditionFacts>(
  client: ClientState,
  renditions: readonly R[],
  begun?: R,
): RenditionSelection<R> | undefined {
  if (begun !== undefined && client.canDecode(begun)) return { rendition: begun, why: 'the reel started in it' };
  const { throughputBps, screenHeightPx, cpuLoad, saveData, canDecode } = client;
  const isBusy = cpuLoad !== null && cpuLoad > busyCpu;
  const maxHeight = screenHeightPx !== null && (isBusy || saveData) ? screenHeightPx / 2 : screenHeightPx;
  const rendition = renditions[chooseRendition(renditions, { throughputBps, maxHeight, canDecode })];
  if (rendition === undefined) return undefined;
  const reasons = [
    `${(throughputBps / 1e6).toFixed(1)} Mbps available`,
    ...(isBusy ? ['busy processor'] : []),
    ...(saveData ? ['data saver on'] : []),
  ];
  return { rendition, why: reasons.join(', ') };
}

/** Returns the URL at the given origin. A URL outside all known origins has no replicas and stays as it is. */
function placeAt(url: string, origin: Origin | undefined, origins: readonly Origin[]) {
  const replica = replicaUrls(url, origins).find((each) => originOf(each, origins)?.id === origin?.id);
  return origin === undefined || replica === undefined
    ? { url, originId: null }
    : { url: replica, originId: origin.id };
}
