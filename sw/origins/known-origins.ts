import * as v from 'valibot';
import type { Origin } from '../../src/shared/feed.ts';
import { firstBase, originOf } from '../decision/resource/identity.ts';
import { Kept, readAs } from '../kept.ts';
import type { Memory } from '../memory.ts';

const keptSchema = v.object({
  named: v.array(v.object({ id: v.string(), url: v.string() })),
  keyBase: v.optional(v.string()),
  exact: v.optional(v.array(v.string()), []),
});
type NamedOrigins = {
  readonly named: readonly Origin[];
  readonly keyBase?: string | undefined;
  readonly exact: readonly string[];
};

const maxExact = 100;

/** Which addresses are replicas of each other. It must be known before the first answer, also of a new worker. */
export class KnownOrigins {
  readonly #kept: Kept<NamedOrigins>;

  /** `configured` are replicas that no feed has to name. They may come to be known, or change, at any time. */
  constructor(
    memory: Memory,
    readonly configured: () => readonly Origin[] = () => [],
  ) {
    this.#kept = new Kept<NamedOrigins>(memory, {
      empty: () => ({ named: [], exact: [] }),
      read: readAs(keptSchema),
      merge: (kept, since) => ({
        ...(since.named.length === 0 ? kept : this.#rename(kept, since.named)),
        exact: [...kept.exact, ...since.exact],
      }),
    });
  }

  /** As far as they are known without waiting. */
  get latest(): readonly Origin[] {
    return this.#withConfigured(this.#kept.value.named);
  }

  /**
   * Stands for all replicas in the keys of what is kept. It stays when replicas come and go, as long as one of those that
   * were known is still among them: else everything that is kept would be lost.
   */
  get keyBase(): string | undefined {
    return this.#kept.value.keyBase ?? firstBase(this.latest);
  }

  /** Addresses below which every parameter counts. */
  get exact(): readonly string[] {
    return this.#kept.value.exact;
  }

  /** Reels differ there in nothing else. */
  distinguish(addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    const before = this.#kept.value;
    this.#kept.value = { ...before, exact: [...before.exact, ...addresses].slice(-maxExact) };
    void this.#kept.save();
  }

  async get(): Promise<readonly Origin[]> {
    await this.#kept.restore();
    return this.latest;
  }

  /** A page whose feed has not come yet names none: then the known ones stay. */
  async update(named: readonly Origin[]): Promise<void> {
    await this.get();
    const before = this.#kept.value;
    if (named.length === 0 || JSON.stringify(before.named) === JSON.stringify(named)) return;
    this.#kept.value = this.#rename(before, named);
    await this.#kept.save();
  }

  /** The name of the origin that serves this address; its host where nobody named it. */
  idOf(url: string): string {
    return originOf(url, this.latest)?.id ?? new URL(url).host;
  }

  /** The base address of the origin that serves this address. */
  baseOf(url: string): string {
    return originOf(url, this.latest)?.url ?? `${new URL(url).origin}/`;
  }

  #rename(before: NamedOrigins, named: readonly Origin[]): NamedOrigins {
    const known = this.#withConfigured(before.named);
    const isAnother = !known.some(({ url }) => named.some((origin) => origin.url === url));
    const keyBase = isAnother ? firstBase(this.#withConfigured(named)) : (before.keyBase ?? firstBase(known));
    return { ...before, named, keyBase };
  }

  #withConfigured(named: readonly Origin[]): readonly Origin[] {
    const namedUrls = new Set(named.map(({ url }) => url));
    return [...named, ...this.configured().filter(({ url }) => !namedUrls.has(url))];
  }
}

/** They are asked for with every address, and change hardly ever. */
const readBefore = new WeakMap<readonly string[], Origin[]>();

/** Origins that the configuration names by nothing but their address. */
export function configuredOrigins(baseUrls: readonly string[]): Origin[] {
  const origins = readBefore.get(baseUrls) ?? baseUrls.map(configuredOrigin);
  readBefore.set(baseUrls, origins);
  return origins;
}

function configuredOrigin(baseUrl: string): Origin {
  const url = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return { id: new URL(url).host, url };
}
