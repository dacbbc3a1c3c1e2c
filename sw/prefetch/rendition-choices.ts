import * as v from 'valibot';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import type { Memory } from '../memory.ts';

const keptChoices = 1000;
const keptFolders = 5000;
const keptPlayed = 20;
const savedSchema = v.array(v.tuple([v.string(), v.string()]));

/** A rendition, and the identity of its playlist. */
export type LocatedRendition = { readonly uri: string; readonly playlistKey: string };

type Folder = LocatedRendition & { readonly manifestKey: string };

/**
 * Which rendition each reel is prefetched in. The manifest then lists it first, so that the player starts with the bytes
 * that are already here. A choice once made stays, also for a worker that has just come to life: the beginning is here
 * in that rendition. What a player goes on with in another one is known apart.
 */
export class RenditionChoices {
  readonly #uriByManifest = new Map<string, string>();
  /** Null where renditions share a folder: their files do not tell which one is played. */
  readonly #folders = new Map<string, Folder | null>();
  readonly #playedUris = new Map<string, string>();
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
    const rendition = findListed(manifest, chosenUri) ?? pick(manifest.renditions);
    if (rendition === undefined) throw new RangeError(`The manifest ${manifestKey} lists no rendition`);
    if (rendition.uri !== chosenUri) this.#set(manifestKey, rendition.uri);
    return rendition;
  }

  /** Addresses may be signed for one viewer. */
  async forget(): Promise<void> {
    await this.restore();
    for (const map of [this.#uriByManifest, this.#folders, this.#playedUris]) map.clear();
    await this.memory.write([]);
  }

  /** Learns where the files of a manifest's renditions are. */
  locate(manifestKey: string, renditions: readonly LocatedRendition[]): void {
    for (const rendition of renditions) {
      const folder = folderOf(rendition.playlistKey);
      const known = this.#folders.get(folder);
      const isOther = known !== undefined && known?.playlistKey !== rendition.playlistKey;
      this.#folders.set(folder, isOther ? null : { ...rendition, manifestKey });
    }
    dropOldest(this.#folders, keptFolders);
  }

  /** A player has asked for this file. Says whether that is news of the rendition that it plays. */
  follow(key: string): boolean {
    const folder = this.#folders.get(folderOf(key)) ?? null;
    if (folder === null || folder.playlistKey === key) return false;
    const { manifestKey, uri } = folder;
    const before = this.#playedUris.get(manifestKey) ?? this.#uriByManifest.get(manifestKey);
    this.#playedUris.delete(manifestKey);
    this.#playedUris.set(manifestKey, uri);
    dropOldest(this.#playedUris, keptPlayed);
    return before !== undefined && before !== uri;
  }

  /** What a player of this manifest has asked for last, if anything. */
  played(manifestKey: string, manifest: Manifest): Rendition | undefined {
    return findListed(manifest, this.#playedUris.get(manifestKey));
  }

  #set(manifestKey: string, uri: string): void {
    this.#uriByManifest.set(manifestKey, uri);
    dropOldest(this.#uriByManifest, keptChoices);
    void this.memory.write([...this.#uriByManifest]).catch(() => undefined);
  }

  async #read(): Promise<void> {
    const saved = v.safeParse(savedSchema, await this.memory.read().catch(() => undefined));
    if (saved.success) for (const [key, uri] of saved.output) this.#uriByManifest.set(key, uri);
  }
}

/** Another replica, or another signature, is another address of the same rendition. */
function findListed({ renditions }: Manifest, known: string | undefined): Rendition | undefined {
  if (known === undefined) return undefined;
  const exact = renditions.find(({ uri }) => uri === known);
  const [alike, ...others] = renditions.filter(({ uri }) => pathOf(uri) === pathOf(known));
  return exact ?? (others.length === 0 ? alike : undefined);
}

function pathOf(uri: string): string {
  return uri.replace(/^[^:/]+:\/\/[^/]*/, '').replace(/[?#].*$/, '');
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
