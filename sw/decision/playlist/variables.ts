import type { Attributes } from './attribute-list.ts';
import { PlaylistError } from './playlist-error.ts';

const reference = /\{\$([\w-]+)\}/g;

/** What EXT-X-DEFINE has defined so far in one manifest or playlist. */
export class Variables {
  readonly #values = new Map<string, string>();
  readonly #url: string;
  readonly #imported: ReadonlyMap<string, string>;

  constructor(url: string, imported: ReadonlyMap<string, string>) {
    this.#url = url;
    this.#imported = imported;
  }

  get values(): ReadonlyMap<string, string> {
    return this.#values;
  }

  define(attributes: Attributes): void {
    const [name, value] = this.#read(attributes);
    if (this.#values.has(name)) throw new PlaylistError(this.#url, `defines the variable "${name}" twice`);
    this.#values.set(name, value);
  }

  readonly substitute = (text: string): string =>
    text.replace(reference, (_, name: string) => {
      const value = this.#values.get(name);
      if (value === undefined) throw new PlaylistError(this.#url, `uses the variable "${name}" before it is defined`);
      return value;
    });

  #read(attributes: Attributes): [name: string, value: string] {
    const parameter = attributes.get('QUERYPARAM');
    if (parameter !== undefined) {
      const value = new URL(this.#url).searchParams.get(parameter);
      if (value === null) throw new PlaylistError(this.#url, `asks for the query parameter "${parameter}" it has not`);
      return [parameter, value];
    }
    const imported = attributes.get('IMPORT');
    if (imported !== undefined) {
      const value = this.#imported.get(imported);
      if (value === undefined) throw new PlaylistError(this.#url, `imports "${imported}", which its manifest has not`);
      return [imported, value];
    }
    const name = attributes.get('NAME');
    if (name === undefined)
      throw new PlaylistError(this.#url, 'has an EXT-X-DEFINE without NAME, IMPORT or QUERYPARAM');
    return [name, attributes.get('VALUE') ?? ''];
  }
}
