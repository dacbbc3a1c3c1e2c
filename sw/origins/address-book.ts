import { shapeOf, urisIn, withoutQuery } from '../decision/playlist/addresses-in.ts';

type Version = { readonly text: string; readonly url: string };

/** A manifest or playlist, with the versions of it that were read. */
export type List = {
  readonly name: string;
  readonly isNested: boolean;
  /** The newest is last. A player keeps using the version that it has read. */
  versions: readonly Version[];
  /** One of its addresses was refused, and refetching the list gave a different one. */
  isSigned: boolean;
};

/** An address within a list, as the newest version writes it. */
export type Place = { readonly list: List; readonly index: number; readonly link: string };

const mostVersions = 8;
const mostCharacters = 4 * 1024 * 1024;
/** Far more than players use. Bounded because each new list is looked up in all earlier ones. */
const mostLists = 1000;

/**
 * Remembers which manifest or playlist listed an address, and how its newest version writes it. A player keeps using
 * addresses whose signature has expired: this finds the list to refetch, and the new address that replaces the old one.
 * Most addresses are never looked up, so lists are stored as text and parsed only for a lookup.
 */
export class AddressBook {
  /** In the order of their latest read, the most recent last. */
  readonly #lists = new Map<string, List>();
  #characters = 0;

  /** Stores a version of a list. */
  learn(text: string, url: string, keyOf: (url: string) => string): void {
    const parent = this.#findInTopLists(url, keyOf);
    const name = parent === undefined ? keyOf(url) : `${parent.index} of ${parent.list.name}`;
    const list = this.#lists.get(name) ?? { name, isNested: parent !== undefined, versions: [], isSigned: false };
    const newest = list.versions.at(-1);
    if (newest?.text !== text || newest.url !== url) {
      // Keep the first version beside the newest ones: a long reel is played with its first one to the end.
      const [first, ...later] = list.versions;
      const before = first === undefined ? [] : [first, ...later.slice(2 - mostVersions)];
      this.#change(list, [...before, { text, url }]);
    }
    this.#lists.delete(name);
    this.#lists.set(name, list);
    for (const oldest of this.#lists.values()) {
      if (this.#characters <= mostCharacters && this.#lists.size <= mostLists) break;
      this.#drop(oldest);
    }
  }

  /** Finds the current form of an address, old or new. Manifests and playlists are looked up in manifests only. */
  find(url: string, isManifestOrPlaylist: boolean, keyOf: (url: string) => string): Place | undefined {
    return isManifestOrPlaylist ? this.#findInTopLists(url, keyOf) : this.#find(url, keyOf, [...this.#lists.values()]);
  }

  get hasSigned(): boolean {
    return [...this.#lists.values()].some(({ isSigned }) => isSigned);
  }

  forget(): void {
    this.#lists.clear();
    this.#characters = 0;
  }

  /** Searches only lists that no other list contains. Lists that list each other would wait for each other. */
  #findInTopLists(url: string, keyOf: (url: string) => string): Place | undefined {
    return this.#find(
      url,
      keyOf,
      [...this.#lists.values()].filter(({ isNested }) => !isNested),
    );
  }

  #find(url: string, keyOf: (url: string) => string, lists: readonly List[]): Place | undefined {
    const key = keyOf(url);
    for (const list of lists.toReversed()) {
      const newest = list.versions.at(-1);
      if (newest === undefined || list.name === key) continue;
      for (const version of list.versions.toReversed()) {
        const index = indexIn(version, url, keyOf);
        if (index === -1 || (version !== newest && shapeOf(version.text) !== shapeOf(newest.text))) continue;
        const link = resolve(urisIn(newest.text)[index], newest.url);
        if (link !== undefined) return { list, index, link };
      }
    }
    return undefined;
  }

  #change(list: List, versions: readonly Version[]): void {
    this.#characters += sizeOf(versions) - sizeOf(list.versions);
    list.versions = versions;
  }

  #drop(list: List): void {
    this.#change(list, []);
    this.#lists.delete(list.name);
  }
}

function sizeOf(versions: readonly Version[]): number {
  return versions.reduce((sum, { text }) => sum + text.length, 0);
}

/** Searching for a longer file name than usual could take long. */
const comparedCharacters = 200;

/** Resolves only URIs with the same file name: resolving is what takes time in a long playlist. */
function indexIn({ text, url: base }: Version, url: string, keyOf: (url: string) => string): number {
  const fileName = (/[^/]*$/.exec(withoutQuery(url))?.[0] ?? '').slice(-comparedCharacters);
  const mayMatch = (other: string) => fileName.includes('%') || other.includes(fileName);
  if (!mayMatch(text)) return -1;
  const key = keyOf(url);
  return urisIn(text).findIndex((uri) => {
    const link = mayMatch(uri) ? resolve(uri, base) : undefined;
    return link !== undefined && keyOf(link) === key;
  });
}

/** Returns undefined for a URI that contains an HLS variable or cannot be parsed. */
function resolve(uri: string | undefined, base: string): string | undefined {
  return uri !== undefined && !uri.includes('{$') && URL.canParse(uri, base) ? new URL(uri, base).href : undefined;
}
