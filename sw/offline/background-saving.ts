import { backgroundPrefix } from '../../src/shared/saved.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { type Identity, type Resource, resourceOf } from '../decision/resource/resource.ts';
import type { BackgroundFetch, BackgroundRegistration } from './background-fetch.ts';

export type BackgroundParts<File> = {
  readonly registration: BackgroundRegistration;
  readonly network: { identity(): Promise<Identity> };
  /** Returns the file to save from a response. Rejects if it may not be saved. */
  readonly read: (resource: Resource, response: Response) => Promise<File>;
  readonly log: { warn(message: string, cause: unknown): void };
};

/**
 * Background fetches, by which the browser goes on saving a unit while no page is open. They use one origin and do not
 * retry: files that they do not deliver are left to the saver.
 */
export class BackgroundSaving<File> {
  constructor(readonly parts: BackgroundParts<File>) {}

  get isPossible(): boolean {
    return this.parts.registration.backgroundFetch !== undefined;
  }

  idOf(unit: string): string {
    return `${backgroundPrefix}${unit}`;
  }

  isForUnit({ id }: BackgroundFetch, unit: string): boolean {
    return id === this.idOf(unit);
  }

  async isInBackground(unit: string): Promise<boolean> {
    const ids = await this.parts.registration.backgroundFetch?.getIds();
    return ids?.includes(this.idOf(unit)) ?? false;
  }

  /** Aborts the background fetches of these units. The event that follows takes in the files that are complete. */
  async recall(units: readonly string[]): Promise<void> {
    for (const unit of units) await this.#abort(this.idOf(unit));
  }

  async recallAll(): Promise<void> {
    const ids = (await this.parts.registration.backgroundFetch?.getIds()) ?? [];
    for (const id of ids.filter((name) => name.startsWith(backgroundPrefix))) await this.#abort(id);
  }

  /** Takes the files that a background fetch has delivered, even if some are missing. */
  async takeIn(ended: BackgroundFetch, take: (file: File) => Promise<void>): Promise<void> {
    const identity = await this.parts.network.identity();
    for (const { request, responseReady } of await ended.matchAll()) {
      try {
        const resource = resourceOf(request.url, rangeOf(request), identity);
        await take(await this.parts.read(resource, await responseReady));
      } catch (cause) {
        this.parts.log.warn(`${request.url}, which the browser has fetched, is not saved`, cause);
      }
    }
  }

  async #abort(id: string): Promise<void> {
    const running = await this.parts.registration.backgroundFetch?.get(id);
    await running?.abort();
  }
}

function rangeOf({ headers }: Request): ByteRange | null {
  const match = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '');
  return match === null ? null : { firstByte: Number(match[1]), lastByte: Number(match[2]) };
}
