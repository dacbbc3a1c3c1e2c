import { averageOrigin, type OriginAverages, type OriginCandidate, originHealth, scoreOrigin } from './origin-score.ts';

/** How far an origin is trusted: `shaky` after one failure, `open` (as in a circuit breaker) after several in a row. */
export type Standing = 'good' | 'shaky' | 'open';

export type Replica = OriginCandidate & {
  readonly standing: Standing;
  /** When the last request was sent to it. */
  readonly requestedAtMs: number;
};

/** Ratings are estimates, so origins within this share of the best one count as equal and share the load. */
const equalShare = 0.75;

const orderOfStanding: Readonly<Record<Standing, number>> = { good: 0, shaky: 1, open: 2 };

/**
 * Returns the origin to ask first, then those to fall back on. Trust counts before speed, and a free connection before
 * a busy one. Among origins as good as the best, the least busy goes first, then the one idle for longest.
 */
export function orderReplicas<R extends Replica>(replicas: readonly R[]): R[] {
  const known = assumedAverages(replicas);
  const rated = replicas.map((replica) => ({ replica, group: groupOf(replica), rating: rate(replica, known) }));
  const sorted = rated.toSorted((a, b) => a.group - b.group || b.rating - a.rating);
  const best = sorted[0];
  if (best === undefined) return [];
  const isEqual = ({ group, rating }: (typeof rated)[number]) =>
    group === best.group && rating >= best.rating * equalShare;
  const equals = sorted
    .filter(isEqual)
    .map(({ replica }) => replica)
    .toSorted((a, b) => a.load.activeTransfers - b.load.activeTransfers || a.requestedAtMs - b.requestedAtMs);
  return [...equals, ...sorted.filter((one) => !isEqual(one)).map(({ replica }) => replica)];
}

/**
 * What an origin is expected to deliver. Before it has been measured it is assumed to be like the others, so that it
 * gets its share of requests and is measured by them.
 */
export function expectedPerformance(replica: OriginCandidate, others: readonly OriginCandidate[]): OriginAverages {
  return fillIn(replica, assumedAverages(others));
}

type Known = { readonly latencyMs: number | null; readonly bandwidthMbps: number | null };

function assumedAverages(replicas: readonly OriginCandidate[]): Known {
  const averages = replicas.map(({ history }) => ({ history, ...averageOrigin(history) }));
  const meanOf = (key: 'latencyMs' | 'bandwidthMbps') => {
    const measured = averages.filter(({ history }) => history.some((one) => one[key] !== null));
    return measured.length === 0 ? null : measured.reduce((sum, one) => sum + one[key], 0) / measured.length;
  };
  return { latencyMs: meanOf('latencyMs'), bandwidthMbps: meanOf('bandwidthMbps') };
}

function fillIn({ history }: OriginCandidate, known: Known): OriginAverages {
  const averages = averageOrigin(history);
  const fill = (key: 'latencyMs' | 'bandwidthMbps') =>
    history.some((one) => one[key] !== null) ? averages[key] : (known[key] ?? averages[key]);
  return { ...averages, latencyMs: fill('latencyMs'), bandwidthMbps: fill('bandwidthMbps') };
}

function rate(replica: Replica, known: Known): number {
  const averages = fillIn(replica, known);
  return scoreOrigin(averages) * originHealth(averages, replica.load);
}

function groupOf({ standing, load }: Replica): number {
  return 2 * orderOfStanding[standing] + Number(load.activeTransfers >= load.maxTransfers);
}
