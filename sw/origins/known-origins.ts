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

const maxExactPrefixes = 100;

/** Which addresses are replicas of each other. Persisted, since a new worker needs it before its first response. */
export class KnownOrigins {
  readonly #kept: Kept<NamedOrigins>;

  /** `configured` returns replicas that no feed has to name. They may change at any time. */
  constructor(
    memory: Memory,
    readonly configured: () => readonly Origin[] = () => [],
  ) {
    this.#kept = new Kept<NamedOrigins>(memory, {
      empty: () => ({ named: [], exact: [] }),
      read: readAs(keptSchema),
      merge: (kept, since) => ({
        ...(since.named.length === 0 ? kept : this.#rename(kept, since.named)),
        exact: [...new Set([...kept.exact, ...since.exact])].slice(-maxExactPrefixes),
      }),
    });
  }

  /** The origins known without waiting for the memory. */
  get latest(): readonly Origin[] {
    return this.#withConfigured(this.#kept.value.named);
  }

  /**
   * The base URL that stands for all replicas in cache keys. It stays the same while replicas come and go, as long as
   * one that was known before is among them: a change would lose every cache entry.
   */
  get keyBase(): string | undefined {
    return this.#kept.value.keyBase ?? firstBase(this.latest);
  }

  /** Addresses under which every query parameter is significant. */
  get exactPrefixes(): readonly string[] {
    return this.#kept.value.exact;
  }

  /** Makes every query parameter significant under these addresses, since their reels differ in nothing else. */
  distinguish(addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    const before = this.#kept.value;
    this.#kept.value = { ...before, exact: [...before.exact, ...addresses].slice(-maxExactPrefixes) };
    void this.#kept.save();
  }

  async get(): Promise<readonly Origin[]> {
    await this.#kept.restore();
    return this.latest;
  }

  /** Replaces the origins that the feed names. An empty list changes nothing: the feed has not arrived yet. */
  async update(named: readonly Origin[]): Promise<void> {
    await this.get();
    const before = this.#kept.value;
    if (named.length === 0 || JSON.stringify(before.named) === JSON.stringify(named)) return;
    this.#kept.value = this.#rename(before, named);
    await this.#kept.save();
  }

  /** Returns the id of the origin that serves this address, or the host if no origin is known for it. */
  idOf(url: string): string {
    return originOf(url, this.latest)?.id ?? new URL(url).host;
  }

  /** Returns the base URL of the origin that serves this address. */
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

/** Cached, since the origins are needed for every address and hardly ever change. */
const readBefore = new WeakMap<readonly string[], Origin[]>();

/** Returns the origins that the configuration lists by their base URL alone. */
export function configuredOrigins(baseUrls: readonly string[]): Origin[] {
  const origins = readBefore.get(baseUrls) ?? baseUrls.map(configuredOrigin);
  readBefore.set(baseUrls, origins);
  return origins;
}

function configuredOrigin(baseUrl: string): Origin {
  const url = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return { id: new URL(url).host, url };
}
