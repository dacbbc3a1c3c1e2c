import { maxUrlLength } from '../../../src/shared/reel-limits.ts';
import { folderOf } from './addresses-in.ts';
import { type Attributes, parseAttributes } from './attribute-list.ts';
import { textLimits } from './limits.ts';
import { isPlainPath } from './plain-path.ts';
import { PlaylistError, quote } from './playlist-error.ts';

/**
 * A trimmed line and its position in the text, including the line end. For a tag, `tag` is its name (`EXTINF`) and
 * `text` what follows the colon; for an address, `tag` is empty. Comments and empty lines are left out.
 */
export type Line = { readonly tag: string; readonly text: string; readonly start: number; readonly end: number };

const reference = /\{\$([\w-]+)\}/g;

export function isHls(text: string): boolean {
  return /^\uFEFF?\s*#EXTM3U(?=\s|$)/.test(text);
}

/** Reads a manifest or playlist: its lines, variables and addresses, within the limits. */
export class HlsText {
  readonly #variables = new Map<string, string>();
  #variableCharacters = 0;
  #expandedCharacters = 0;
  #parameters: URLSearchParams | undefined;
  #folder: string | undefined;

  /** `url` is the text's URL after redirects; `imported` are the variables of its manifest, if it has one. */
  constructor(
    readonly text: string,
    readonly url: string,
    readonly imported: ReadonlyMap<string, string> | null,
  ) {
    if (!isHls(text)) throw this.error(`does not begin with #EXTM3U but with ${quote(text)}`);
    this.#bound(text.length, textLimits.characters, 'characters');
    this.#bound(url.length, maxUrlLength, 'characters in its address');
  }

  get variables(): ReadonlyMap<string, string> {
    return this.#variables;
  }

  error(reason: string): PlaylistError {
    return new PlaylistError(this.url, reason);
  }

  *lines(): Generator<Line> {
    const { text } = this;
    // Not `matchAll`: a match object for each line costs as much as the rest of the reading.
    const lineEnd = /\r\n|\n|\r/g;
    let count = 0;
    for (let start = 0; start < text.length; start = lineEnd.lastIndex) {
      lineEnd.lastIndex = start;
      if (!lineEnd.test(text)) lineEnd.lastIndex = text.length;
      const end = lineEnd.lastIndex;
      const line = text.slice(start, end).trim();
      if (line === '') continue;
      this.#bound((count += 1), textLimits.lines, 'lines');
      if (line.startsWith('#EXT')) {
        const colon = line.indexOf(':');
        const nameEnd = colon === -1 ? line.length : colon;
        yield { tag: line.slice(1, nameEnd), text: line.slice(nameEnd + 1), start, end };
      } else if (!line.startsWith('#')) yield { tag: '', text: line, start, end };
    }
  }

  attributesOf({ tag, text }: Line): Attributes {
    this.#bound(text.length, textLimits.tagCharacters, `characters in its ${tag}`);
    return parseAttributes(text, (quoted) => this.substitute(quoted));
  }

  /** Reads an EXT-X-DEFINE. Ignores an incomplete one: any reference to its variable throws later. */
  define(line: Line): void {
    const [name, value] = this.#readDefinition(this.attributesOf(line));
    if (name === undefined || value === undefined || value === null) return;
    this.#variableCharacters += name.length + value.length;
    this.#bound(this.#variableCharacters, textLimits.variableCharacters, 'characters in its variables');
    this.#variables.set(name, value);
  }

  substitute(text: string): string {
    this.#bound(text.length, textLimits.tagCharacters, 'characters in an address or value');
    this.#expand(text.length);
    if (!text.includes('{$')) return text;
    return text.replace(reference, (_, name: string) => {
      const value = this.#variables.get(name);
      if (value === undefined) throw this.error(`uses the variable ${quote(name)}, which is not defined`);
      this.#expand(value.length);
      return value;
    });
  }

  /**
   * Returns the URL that the player will request; null if it is invalid or ambiguous. hls.js resolves by RFC 3986, but
   * URL makes exceptions for a leading backslash and `https:` without slashes, and invalid UTF-8 cannot be restored:
   * the player and the worker would request different URLs.
   */
  resolve(uri: string): string | null {
    if (isPlainPath(uri)) return this.#inFolder(uri);
    const isAmbiguous = /^(?:\/?\\|https?:(?!\/\/))|\uFFFD/i.test(uri);
    const base = /^[a-z0-9+.-]+:/i.test(uri) ? undefined : this.url;
    if (isAmbiguous || !URL.canParse(uri, base)) return null;
    const { href } = new URL(uri, base);
    this.#expand(href.length);
    return href;
  }

  #inFolder(name: string): string {
    this.#folder ??= folderOf(this.url);
    this.#expand(this.#folder.length + name.length);
    return `${this.#folder}${name}`;
  }

  /** Like `resolve`, but throws if the URI is not an address. */
  resolveNeeded(uri: string): string {
    const address = this.resolve(uri);
    if (address === null) throw this.error(`has the URI ${quote(uri)}, which is not a valid URL`);
    return address;
  }

  #readDefinition(attributes: Attributes): [name: string | undefined, value: string | null | undefined] {
    const imported = attributes.get('IMPORT');
    if (imported !== undefined && this.imported !== null) return [imported, this.imported.get(imported)];
    const parameter = attributes.get('QUERYPARAM');
    this.#parameters ??= new URL(this.url).searchParams;
    if (parameter !== undefined) return [parameter, this.#parameters.get(parameter)];
    return [attributes.get('NAME'), attributes.get('VALUE') ?? ''];
  }

  #expand(characters: number): void {
    this.#expandedCharacters += characters;
    this.#bound(this.#expandedCharacters, textLimits.expandedCharacters, 'characters in its addresses and variables');
  }

  #bound(count: number, most: number, what: string): void {
    if (count > most) throw this.error(`has more than ${most} ${what}`);
  }
}
