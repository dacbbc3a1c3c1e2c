import type { Access, Metadata, PredictionContext, PrefetchRequest, ResourceId, Strategy } from './strategy.ts';

/** Why one strategy wants a resource. */
export type Reason = { readonly strategy: string; readonly priority: number; readonly metadata: Metadata };

/** One resource, once, with the best priority, the earliest access and the reasons of all who want it. */
export type CombinedRequest = PrefetchRequest & { readonly reasons: readonly Reason[] };

/** Asks every strategy, and merges what several want. */
export function predictTogether(
  strategies: readonly Strategy[],
  current: ResourceId,
  history: readonly Access[],
  context: PredictionContext,
): CombinedRequest[] {
  const requests = strategies.flatMap((strategy) => strategy.predict(current, history, context));
  return combineRequests(requests.filter(({ resourceId }) => resourceId !== current));
}

/** Lowest priority first; among equals, the earlier access, then the order of asking. */
export function combineRequests(requests: readonly PrefetchRequest[]): CombinedRequest[] {
  const byResource = new Map<ResourceId, CombinedRequest>();
  for (const request of requests) {
    const known = byResource.get(request.resourceId);
    byResource.set(request.resourceId, known === undefined ? withReason(request) : merge(known, request));
  }
  return [...byResource.values()].toSorted(
    (a, b) => a.priority - b.priority || a.predictedAccessMs - b.predictedAccessMs,
  );
}

function merge(known: CombinedRequest, other: PrefetchRequest): CombinedRequest {
  const best = other.priority < known.priority ? other : known;
  return {
    ...best,
    createdAtMs: Math.min(known.createdAtMs, other.createdAtMs),
    predictedAccessMs: Math.min(known.predictedAccessMs, other.predictedAccessMs),
    reasons: [...known.reasons, reasonOf(other)],
  };
}

function withReason(request: PrefetchRequest): CombinedRequest {
  return { ...request, reasons: [reasonOf(request)] };
}

function reasonOf({ strategy, priority, metadata }: PrefetchRequest): Reason {
  return { strategy, priority, metadata };
}
