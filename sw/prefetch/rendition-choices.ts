import * as v from 'valibot';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';

export type Memory = {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
};

const keptChoices = 1000;
const savedSchema = v.array(v.tuple([v.string(), v.string()]));

/**
 * Which rendition each reel is prefetched in. The manifest then lists it first, so that the player starts with the bytes
 * that are already here. A choice once made stays, also for a worker that has just come to life.
 */
export class RenditionChoices {
  readonly #uriByManifest = new Map<string, string>();
  #restored: Promise<void> | undefined;

  constructor(readonly memory: Memory) {}

  restore(): Promise<void> {
    this.#restored ??= this.#read();
    return this.#restored;
  }

  /** The address of the rendition that was chosen for the manifest with this key, if one was. */
  find(manifestKey: string): string | undefined {
    return this.#uriByManifest.get(manifestKey);
  }

  /** The choice for the manifest with this key. A rendition that is no longer listed is chosen anew. */
  choose(
    manifestKey: string,
    manifest: Manifest,
    pick: (renditions: readonly Rendition[]) => Rendition | undefined,
  ): Rendition {
    const chosenUri = this.#uriByManifest.get(manifestKey);
    const chosen = manifest.renditions.find(({ uri }) => uri === chosenUri);
    if (chosen !== undefined) return chosen;
    const rendition = pick(manifest.renditions);
    if (rendition === undefined) throw new RangeError(`The manifest ${manifestKey} lists no rendition`);
    this.#uriByManifest.set(manifestKey, rendition.uri);
    for (const oldest of this.#uriByManifest.keys()) {
      if (this.#uriByManifest.size <= keptChoices) break;
      this.#uriByManifest.delete(oldest);
    }
    void this.memory.write([...this.#uriByManifest]).catch(() => undefined);
    return rendition;
  }

  async #read(): Promise<void> {
    const saved = v.safeParse(savedSchema, await this.memory.read().catch(() => undefined));
    if (saved.success) for (const [key, uri] of saved.output) this.#uriByManifest.set(key, uri);
  }
}
