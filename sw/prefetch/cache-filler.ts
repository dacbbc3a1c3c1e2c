import type { Cause } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';

export type CacheFillerParts<Kept> = {
  readonly cache: {
    has(key: string): Promise<boolean>;
    warm(keys: readonly string[]): Promise<void>;
    peek(key: string): Promise<Kept | undefined>;
  };
  readonly network: {
    prefetch(resource: Resource, cause: Cause | null, signal: AbortSignal, renews?: Kept): Promise<void>;
  };
  readonly deliveries: { prefetched(tookMs: number): void };
  /** Called when a transfer begins or ends. */
  readonly onChange: () => void;
  readonly nowMs: () => number;
};

/** Prefetches a resource into the cache. One that is already cached is warmed up instead. */
export class CacheFiller<Kept = unknown> {
  constructor(readonly parts: CacheFillerParts<Kept>) {}

  /** Returns whether the resource had to be fetched. */
  async ensureCached(resource: Resource, cause: Cause | null, signal: AbortSignal): Promise<boolean> {
    const { cache, network, deliveries, onChange, nowMs } = this.parts;
    if (await cache.has(resource.key)) {
      await cache.warm([resource.key]);
      return false;
    }
    const startedMs = nowMs();
    const whole = network.prefetch(resource, cause, signal, await cache.peek(resource.key));
    onChange();
    try {
      await whole;
      deliveries.prefetched(nowMs() - startedMs);
      return true;
    } finally {
      onChange();
    }
  }
}
