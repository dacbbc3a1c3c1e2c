import type { KeepOutcome } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Lives } from '../lives.ts';
import { type ArrivedBody, entryFor } from './keep-body.ts';
import type { MediaCache } from './media-cache.ts';

export type BodyKeeperParts = {
  readonly cache: Pick<MediaCache, 'put'>;
  readonly lives: Pick<Lives, 'find' | 'tell'>;
  readonly nowMs: () => number;
  readonly onRefused: (key: string, reason: string) => void;
  readonly onFailed: (key: string, cause: unknown) => void;
};

/** Decides whether an arrived body may be kept, and keeps it. Never rejects. */
export class BodyKeeper {
  constructor(readonly parts: BodyKeeperParts) {}

  async keep(resource: Resource, arrived: ArrivedBody): Promise<KeepOutcome> {
    const { key } = resource;
    const { cache, lives, nowMs, onRefused, onFailed } = this.parts;
    try {
      const entry = await entryFor(resource, arrived, nowMs());
      if (!('refused' in entry)) {
        return await cache.put({ ...entry, prefetchedBy: lives.find(key)?.cause ?? null }, arrived.body);
      }
      onRefused(key, entry.refused);
      lives.tell(key, { type: 'keep', outcome: 'refused', isInMemory: false });
      return 'refused';
    } catch (cause) {
      onFailed(key, cause);
      lives.tell(key, { type: 'keep', outcome: 'unavailable', isInMemory: false });
      return 'unavailable';
    }
  }
}
