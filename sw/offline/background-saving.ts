import { backgroundIdOf } from '../../src/shared/saved.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { type Identity, type Resource, resourceOf } from '../decision/resource/resource.ts';
import type { BackgroundFetch } from './background-fetch.ts';

export type BackgroundParts = {
  readonly registration: Pick<ServiceWorkerRegistration, 'backgroundFetch'>;
  readonly identity: () => Promise<Identity>;
  /** Keeps the body of a good answer. */
  readonly keep: (resource: Resource, response: Response) => Promise<void>;
  readonly onRefused: (url: string, cause: unknown) => void;
};

/**
 * The browser goes on with what is left of saved reels while no page is open. It asks one origin and does not try again:
 * whatever it does not bring is left to the saver.
 */
export class BackgroundSaving {
  constructor(readonly parts: BackgroundParts) {}

  get isPossible(): boolean {
    return this.parts.registration.backgroundFetch !== undefined;
  }

  async isAway(reelId: string): Promise<boolean> {
    const ids = await this.parts.registration.backgroundFetch?.getIds();
    return ids?.includes(backgroundIdOf(reelId)) ?? false;
  }

  /** Stops the browser. What it has whole is taken in by the event that follows. */
  async recall(reelIds: readonly string[]): Promise<void> {
    for (const reelId of reelIds) {
      const running = await this.parts.registration.backgroundFetch?.get(backgroundIdOf(reelId));
      await running?.abort();
    }
  }

  /** Keeps what the browser has brought, whether it brought everything or not. */
  async takeIn(ended: BackgroundFetch): Promise<void> {
    const identity = await this.parts.identity();
    for (const { request, responseReady } of await ended.matchAll()) {
      try {
        const resource = resourceOf(request.url, rangeOf(request), identity);
        await this.parts.keep(resource, await responseReady);
      } catch (cause) {
        this.parts.onRefused(request.url, cause);
      }
    }
  }
}

function rangeOf({ headers }: Request): ByteRange | null {
  const match = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '');
  return match === null ? null : { firstByte: Number(match[1]), lastByte: Number(match[2]) };
}
