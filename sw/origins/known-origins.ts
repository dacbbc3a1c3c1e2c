import * as v from 'valibot';
import type { Origin } from '../../src/shared/feed.ts';
import { originOf } from '../decision/resource/identity.ts';
import type { Memory } from '../memory.ts';

const originsSchema = v.array(v.object({ id: v.string(), url: v.string() }));

/** Which addresses are replicas of each other. It must be known before the first answer, also of a new worker. */
export class KnownOrigins {
  #origins: Promise<readonly Origin[]> | undefined;
  #latest: readonly Origin[];

  /** `configured` are replicas that no feed has to name. */
  constructor(
    readonly memory: Memory,
    readonly configured: () => readonly Origin[] = () => [],
  ) {
    this.#latest = configured();
  }

  /** As far as they are known without waiting. */
  get latest(): readonly Origin[] {
    return this.#latest;
  }

  get(): Promise<readonly Origin[]> {
    this.#origins ??= this.#restore();
    return this.#origins;
  }

  /** A page whose feed has not come yet names none: then the known ones stay. */
  async update(named: readonly Origin[]): Promise<void> {
    const known = await this.get();
    const origins = this.#withConfigured(named);
    if (named.length === 0 || JSON.stringify(known) === JSON.stringify(origins)) return;
    this.#latest = origins;
    this.#origins = Promise.resolve(origins);
    await this.memory.write(origins);
  }

  /** The name of the origin that serves this address; its host where nobody named it. */
  idOf(url: string): string {
    return originOf(url, this.#latest)?.id ?? new URL(url).host;
  }

  /** The base address of the origin that serves this address. */
  baseOf(url: string): string {
    return originOf(url, this.#latest)?.url ?? `${new URL(url).origin}/`;
  }

  #withConfigured(named: readonly Origin[]): readonly Origin[] {
    const namedUrls = new Set(named.map(({ url }) => url));
    return [...named, ...this.configured().filter(({ url }) => !namedUrls.has(url))];
  }

  async #restore(): Promise<readonly Origin[]> {
    const saved = v.safeParse(originsSchema, await this.memory.read().catch(() => undefined));
    this.#latest = this.#withConfigured(saved.success ? saved.output : []);
    return this.#latest;
  }
}

/** Origins that the configuration names by nothing but their address. */
export function configuredOrigins(baseUrls: readonly string[]): Origin[] {
  return baseUrls.map((baseUrl) => {
    const url = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
    return { id: new URL(url).host, url };
  });
}
