import { shapeOf, urisIn, withoutQuery } from '../decision/playlist/addresses-in.ts';

type Version = { readonly text: string; readonly url: string };

/** A manifest or playlist, as it was read now and before. */
export type List = {
  readonly name: string;
  readonly isBelowAnother: boolean;
  /** The newest last. Players hold on to the one that they have read. */
  versions: readonly Version[];
  /** One of its addresses was refused, and was another when it was asked for anew. */
  isSigned: boolean;
};

/** An address of a list, as the newest version has it. */
export type Place = { readonly list: List; readonly index: number; readonly link: string };

const mostVersions = 8;
const mostCharacters = 4 * 1024 * 1024;
/** Far more than players hold on to: each new list is looked for in those before it. */
const mostLists = 1000;

/**
 * Which manifest or playlist has led to an address, and how it writes that address now. A player holds on to addresses
 * whose signature has run out: this tells where to ask for new ones, and which of them is meant. Most are never looked
 * for, so texts are kept as they are and read when one is.
 */
export class AddressBook {
  /** The one that was read last stands last. */
  readonly #lists = new Map<string, List>();
  #characters = 0;

  /** Whether it was not known before. */
  learn(text: string, url: string, keyOf: (url: string) => string): boolean {
    const above = this.#findAbove(url, keyOf);
    const name = above === undefined ? keyOf(url) : `${above.index} of ${above.list.name}`;
    const list = this.#lists.get(name) ?? { name, isBelowAnother: above !== undefined, versions: [], isSigned: false };
    const newest = list.versions.at(-1);
    const isNew = newest?.text !== text || newest.url !== url;
    if (isNew) {
      // The first and the newest: a long reel is played with its first one to the end.
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
    return isNew;
  }

  /** Where this address, or the one that it was, stands now. A text is looked for in manifests alone. */
  find(url: string, isText: boolean, keyOf: (url: string) => string): Place | undefined {
    return isText ? this.#findAbove(url, keyOf) : this.#find(url, keyOf, [...this.#lists.values()]);
  }

  get hasSigned(): boolean {
    return [...this.#lists.values()].some(({ isSigned }) => isSigned);
  }

  forget(): void {
    this.#lists.clear();
    this.#characters = 0;
  }

  /** There are two storeys: what leads to each other in a circle would wait for each other. */
  #findAbove(url: string, keyOf: (url: string) => string): Place | undefined {
    return this.#find(
      url,
      keyOf,
      [...this.#lists.values()].filter(({ isBelowAnother }) => !isBelowAnother),
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

/** Only what has the same file name is read as an address: that is what takes time in a long text. */
function indexIn({ text, url: base }: Version, url: string, keyOf: (url: string) => string): number {
  const [fileName = ''] = /[^/]*$/.exec(withoutQuery(url)) ?? [];
  const mayBe = (other: string) => fileName.includes('%') || other.includes(fileName);
  if (!mayBe(text)) return -1;
  const key = keyOf(url);
  return urisIn(text).findIndex((uri) => {
    const link = mayBe(uri) ? resolve(uri, base) : undefined;
    return link !== undefined && keyOf(link) === key;
  });
}

/** What is written with variables is left as it is. */
function resolve(uri: string | undefined, base: string): string | undefined {
  return uri !== undefined && !uri.includes('{$') && URL.canParse(uri, base) ? new URL(uri, base).href : undefined;
}
