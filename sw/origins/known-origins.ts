import * as v from 'valibot';
import type { Origin } from '../../src/shared/feed.ts';
import { firstBase, originOf } from '../decision/resource/identity.ts';
import type { Memory } from '../memory.ts';

const namedSchema = v.array(v.object({ id: v.string(), url: v.string() }));
const savedSchema = v.object({ named: namedSchema, keyBase: v.string() });

/** Which addresses are replicas of each other. It must be known before the first answer, also of a new worker. */
export class KnownOrigins {
  #restored: Promise<void> | undefined;
  #named: readonly Origin[] = [];
  #keyBase: string | undefined;

  /** `configured` are replicas that no feed has to name. They may come to be known, or change, at any time. */
  constructor(
    readonly memory: Memory,
    readonly configured: () => readonly Origin[] = () => [],
  ) {}

  /** As far as they are known without waiting. */
  get latest(): readonly Origin[] {
    const namedUrls = new Set(this.#named.map(({ url }) => url));
    return [...this.#named, ...this.configured().filter(({ url }) => !namedUrls.has(url))];
  }

  /**
   * Stands for all replicas in the keys of what is kept. It stays when replicas come and go, as long as one of those that
   * were known is still among them: else everything that is kept would be lost.
   */
  get keyBase(): string | undefined {
    return this.#keyBase ?? firstBase(this.latest);
  }

  async get(): Promise<readonly Origin[]> {
    this.#restored ??= this.#restore();
    await this.#restored;
    return this.latest;
  }

  /** A page whose feed has not come yet names none: then the known ones stay. */
  async update(named: readonly Origin[]): Promise<void> {
    await this.get();
    if (named.length === 0 || JSON.stringify(this.#named) === JSON.stringify(named)) return;
    const isAnother = !this.latest.some(({ url }) => named.some((origin) => origin.url === url));
    const { keyBase } = this;
    this.#named = named;
    this.#keyBase = isAnother ? firstBase(this.latest) : keyBase;
    await this.memory.write({ named, keyBase: this.#keyBase });
  }

  /** The name of the origin that serves this address; its host where nobody named it. */
  idOf(url: string): string {
    return originOf(url, this.latest)?.id ?? new URL(url).host;
  }

  /** The base address of the origin that serves this address. */
  baseOf(url: string): string {
    return originOf(url, this.latest)?.url ?? `${new URL(url).origin}/`;
  }

  async #restore(): Promise<void> {
    const saved = v.safeParse(savedSchema, await this.memory.read().catch(() => undefined));
    if (saved.success) ({ named: this.#named, keyBase: this.#keyBase } = saved.output);
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
