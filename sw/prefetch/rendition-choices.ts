import * as v from 'valibot';
import { dropOldest } from '../decision/drop-oldest.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

const maxChoices = 1000;
const maxFolders = 5000;
const maxPlayed = 20;
const readPairs = readList(v.tuple([v.string(), v.string()]), maxChoices);

/** How many reels in a row show with which rendition the page's players start. */
const minUnexpectedStarts = 2;

/** A rendition with the key of its playlist. */
export type LocatedRendition = { readonly uri: string; readonly playlistKey: string; readonly bandwidthBps: number };

type Folder = LocatedRendition & { readonly manifestKey: string };

/**
 * Which rendition each reel is prefetched in. The manifest then lists it first, so that the player starts with the
 * bytes that are already cached. A choice stays unless it is reopened, also after a restart of the worker, since the
 * beginning is cached in that rendition. The rendition that a player switches to is tracked separately.
 */
export class RenditionChoices {
  /** The address of the chosen rendition by the manifest's key, oldest choice first. */
  readonly #kept: Kept<Map<string, string>>;
  /** The rendition in each folder; null if several share the folder, as its files do not show which one is played. */
  readonly #folders = new Map<string, Folder | null>();
  readonly #playedUris = new Map<string, string>();
  /** Manifests that a player has just received, with the choice listed first. */
  readonly #served = new Set<string>();
  /** Manifests whose choice has been reopened. */
  readonly #open = new Set<string>();
  #unexpectedStarts = 0;
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

  /** Returns the address of the rendition chosen for the manifest with this key, if any. */
  find(manifestKey: string): string | undefined {
    return this.#kept.value.get(manifestKey);
  }

  /**
   * The bitrate that the page's players start with if they follow a rule of their own instead of starting with the
   * rendition listed first: many take the lowest one, or one that suits a fixed rate. Null if no such rule is known.
   */
  get startBps(): number | null {
    return this.#unexpectedStarts < minUnexpectedStarts ? null : this.#startBps;
  }

  /**
   * Returns the choice for the manifest with this key, and makes one if there is none or it is no longer listed. A
   * rendition whose beginning is cached (`withCachedStart`) replaces it.
   */
  choose(
    manifestKey: string,
    manifest: Manifest,
    pick: (renditions: readonly Rendition[]) => Rendition | undefined,
    withCachedStart?: Rendition,
  ): Rendition {
    const chosenUri = this.find(manifestKey);
    const firmUri = this.#open.delete(manifestKey) ? undefined : chosenUri;
    const rendition =
      findListed(manifest, withCachedStart?.uri) ?? findListed(manifest, firmUri) ?? pick(manifest.renditions);
    if (rendition === undefined) throw new PlaylistError(manifestKey, 'lists no rendition');
    if (rendition.uri !== chosenUri) this.#set(manifestKey, rendition.uri);
    return rendition;
  }

  /** Forgets all choices, since their addresses may be signed for one viewer. */
  forget(): Promise<void> {
    this.#folders.clear();
    this.#playedUris.clear();
    this.#served.clear();
    this.#open.clear();
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

  /** Notes that a player has requested this file. Returns whether it has thereby switched renditions. */
  noteRequested(key: string): boolean {
    const folder = this.#folders.get(folderOf(key)) ?? null;
    if (folder === null || folder.playlistKey === key) return false;
    const { manifestKey, uri } = folder;
    if (this.#served.delete(manifestKey)) this.#noteStart(folder);
    const before = this.#playedUris.get(manifestKey) ?? this.find(manifestKey);
    this.#playedUris.delete(manifestKey);
    this.#playedUris.set(manifestKey, uri);
    dropOldest(this.#playedUris, maxPlayed);
    return before !== undefined && before !== uri;
  }

  /** Lets the next choice be a different one, unless a player has already received the last one. */
  reopen(manifestKey: string): void {
    const isServed = this.#served.has(manifestKey) || this.#playedUris.has(manifestKey);
    if (!isServed) this.#open.add(manifestKey);
    dropOldest(this.#open, maxPlayed);
  }

  /** Notes that a player receives this manifest with the choice listed first. */
  noteServed(manifestKey: string): void {
    this.#served.add(manifestKey);
    dropOldest(this.#served, maxPlayed);
  }

  /** Returns the rendition that a player of this manifest reports (`reportedUri`) or has last requested. */
  played(manifestKey: string, manifest: Manifest, reportedUri?: string): Rendition | undefined {
    return findListed(manifest, reportedUri) ?? findListed(manifest, this.#playedUris.get(manifestKey));
  }

  #noteStart({ manifestKey, uri, bandwidthBps }: Folder): void {
    const isOther = this.find(manifestKey) !== uri;
    if (isOther) {
      this.#startBps = bandwidthBps;
      this.#unexpectedStarts += 1;
      // Players will not request the beginnings that are cached so far.
      if (this.#unexpectedStarts === minUnexpectedStarts) this.#kept.value.clear();
    } else if (this.startBps === null) this.#unexpectedStarts = 0;
  }

  #set(manifestKey: string, uri: string): void {
    this.#kept.value.set(manifestKey, uri);
    dropOldest(this.#kept.value, maxChoices);
    this.#kept.touch();
    void this.#kept.save();
  }
}

/** Finds a rendition by its address or, since replicas and signatures change the rest, by a unique path. */
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
