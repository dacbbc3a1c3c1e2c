import type { Cause } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';

export type BringerParts = {
  readonly cache: { has(key: string): Promise<boolean>; warm(keys: readonly string[]): Promise<void> };
  /** The whole body, from the transfer that is under way or a new one. */
  readonly fetchWhole: (resource: Resource, cause: Cause | null, signal: AbortSignal) => Promise<unknown>;
  readonly onFetched: (tookMs: number) => void;
  /** A transfer has begun or ended. */
  readonly onChange: () => void;
  readonly nowMs: () => number;
};

/** Brings a resource into the cache before anybody asks for it. What is here already is brought within reach. */
export class Bringer {
  constructor(readonly parts: BringerParts) {}

  async bring(resource: Resource, cause: Cause | null, signal: AbortSignal): Promise<void> {
    const { cache, fetchWhole, onFetched, onChange, nowMs } = this.parts;
    if (await cache.has(resource.key)) return cache.warm([resource.key]);
    const startedMs = nowMs();
    const whole = fetchWhole(resource, cause, signal);
    onChange();
    try {
      await whole;
      onFetched(nowMs() - startedMs);
    } finally {
      onChange();
    }
  }
}
