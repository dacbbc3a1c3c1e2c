import type { Cause } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';

export type BringerParts<Kept> = {
  readonly cache: {
    has(key: string): Promise<boolean>;
    warm(keys: readonly string[]): Promise<void>;
    peek(key: string): Promise<Kept | undefined>;
  };
  readonly network: {
    fetchAhead(resource: Resource, cause: Cause | null, signal: AbortSignal, renews?: Kept): Promise<void>;
  };
  readonly deliveries: { prefetched(tookMs: number): void };
  /** A transfer has begun or ended. */
  readonly onChange: () => void;
  readonly nowMs: () => number;
};

/** Brings a resource into the cache before anybody asks for it. What is here already is brought within reach. */
export class Bringer<Kept = unknown> {
  constructor(readonly parts: BringerParts<Kept>) {}

  /** Says whether it had to be fetched. */
  async bring(resource: Resource, cause: Cause | null, signal: AbortSignal): Promise<boolean> {
    const { cache, network, deliveries, onChange, nowMs } = this.parts;
    if (await cache.has(resource.key)) {
      await cache.warm([resource.key]);
      return false;
    }
    const startedMs = nowMs();
    const whole = network.fetchAhead(resource, cause, signal, await cache.peek(resource.key));
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
