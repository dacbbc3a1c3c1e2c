import * as v from 'valibot';
import { dropOldest } from '../decision/drop-oldest.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const maxChoices = 1000;
const maxFolders = 5000;
const maxPlayed = 20;
const readPairs = readList(v.tuple([v.string(), v.string()]), maxChoices);

/** So many reels in a row tell how the page's players begin. */
const tellingStarts = 2;

/** A rendition, and the identity of its playlist. */
export type LocatedRendition = { readonly uri: string; readonly playlistKey: string; readonly bandwidthBps: number };

type Folder = LocatedRendition & { readonly manifestKey: string };

/**
 * Which rendition each reel is prefetched in. The manifest then lists it first, so that the player starts with the bytes
 * that are already here. A choice once made stays unless it is reopened, also for a worker that has just come to life: the
 * beginning is here in that rendition. What a player goes on with in another one is known apart.
 */
export class RenditionChoices {
  /** The address of the chosen rendition by the manifest's key, oldest choice first. */
  readonly #kept: Kept<Map<string, string>>;
  /** Null where renditions share a folder: their files do not tell which one is played. */
  readonly #folders = new Map<string, Folder | null>();
  readonly #playedUris = new Map<string, string>();
  /** Manifests that a player has just got, with the choice listed first. */
  readonly #listed = new Set<string>();
  /** Manifests whose next choice is made anew. */
  readonly #open = new Set<string>();
  #otherStarts = 0;
  #startBps = 0;

  constructor(memory: Memory) {
    this.#kept = new Kept(memory, {
      empty: () => new Map(),
      read: (json) => {
        const pairs = readPairs(json);
        return pairs && new Map(pairs);
      },
      write: (uris) => [...uris],
      merge: (kept, since) => new Map([...kept, ...since]),
    });
  }

  restore(): Promise<void> {
    return this.#kept.restore();
  }

  /** The address of the rendition that was chosen for the manifest with this key, if one was. */
  find(manifestKey: string): string | undefined {
    return this.#kept.value.get(manifestKey);
  }

  /**
   * What the page's players begin a reel with, where they keep to a rule of their own instead of beginning with what is
   * listed first: many take the lowest rendition, or one that suits a fixed rate.
   */
  get startBps(): number | null {
    return this.#otherStarts < tellingStarts ? null : this.#startBps;
  }

  /**
   * The choice for the manifest with this key. A rendition whose beginning is here takes its place; one that is no longer
   * listed is chosen anew.
   */
  choose(
    manifestKey: string,
    manifest: Manifest,
    pick: (renditions: readonly Rendition[]) => Rendition | undefined,
    begun?: Rendition,
  ): Rendition {
    const chosenUri = this.find(manifestKey);
    const firmUri = this.#open.delete(manifestKey) ? undefined : chosenUri;
    const rendition = findListed(manifest, begun?.uri) ?? findListed(manifest, firmUri) ?? pick(manifest.renditions);
    if (rendition === undefined) throw new RangeError(`The manifest ${manifestKey} lists no rendition`);
    if (rendition.uri !== chosenUri) this.#set(manifestKey, rendition.uri);
    return rendition;
  }

  /** Addresses may be signed for one viewer. */
  forget(): Promise<void> {
    this.#folders.clear();
    this.#playedUris.clear();
    return this.#kept.forget();
  }

  /** Learns where the files of a manifest's renditions are. */
  locate(manifestKey: string, renditions: readonly LocatedRendition[]): void {
    for (const rendition of renditions) {
      const folder = folderOf(rendition.playlistKey);
      const known = this.#folders.get(folder);
      const isOther = known !== undefined && known?.playlistKey !== rendition.playlistKey;
      this.#folders.set(folder, isOther ? null : { ...rendition, manifestKey });
    }
    dropOldest(this.#folders, maxFolders);
  }

  /** A player has asked for this file. Says whether that is news of the rendition that it plays. */
  follow(key: string): boolean {
    const folder = this.#folders.get(folderOf(key)) ?? null;
    if (folder === null || folder.playlistKey === key) return false;
    const { manifestKey, uri } = folder;
    if (this.#listed.delete(manifestKey)) this.#noteStart(folder);
    const before = this.#playedUris.get(manifestKey) ?? this.find(manifestKey);
    this.#playedUris.delete(manifestKey);
    this.#playedUris.set(manifestKey, uri);
    dropOldest(this.#playedUris, maxPlayed);
    return before !== undefined && before !== uri;
  }

  /** The next choice is made anew, unless a player has been told the last one. */
  reopen(manifestKey: string): void {
    const isTold = this.#listed.has(manifestKey) || this.#playedUris.has(manifestKey);
    if (!isTold) this.#open.add(manifestKey);
    dropOldest(this.#open, maxPlayed);
  }

  /** A player gets this manifest, with the choice listed first. */
  list(manifestKey: string): void {
    this.#listed.add(manifestKey);
    dropOldest(this.#listed, maxPlayed);
  }

  /** What a player of this manifest says that it goes on with, or has asked for last. */
  played(manifestKey: string, manifest: Manifest, toldUri?: string): Rendition | undefined {
    return findListed(manifest, toldUri) ?? findListed(manifest, this.#playedUris.get(manifestKey));
  }

  #noteStart({ manifestKey, uri, bandwidthBps }: Folder): void {
    const isOther = this.find(manifestKey) !== uri;
    if (isOther) {
      this.#startBps = bandwidthBps;
      this.#otherStarts += 1;
      // The beginnings that are here are none that a player will ask for.
      if (this.#otherStarts === tellingStarts) this.#kept.value.clear();
    } else if (this.startBps === null) this.#otherStarts = 0;
  }

  #set(manifestKey: string, uri: string): void {
    this.#kept.value.set(manifestKey, uri);
    dropOldest(this.#kept.value, maxChoices);
    this.#kept.touch();
    void this.#kept.save();
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
