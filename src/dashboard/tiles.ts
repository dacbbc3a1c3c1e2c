import { el, setText } from './element.ts';

/** Named figures, each with an optional note in small print. */
export class Tiles {
  readonly element: HTMLElement;
  readonly #values = new Map<string, { readonly value: HTMLElement; readonly note: HTMLElement }>();

  constructor(names: readonly string[]) {
    const tiles = names.map((name) => {
      const value = el('dd', { class: 'value' });
      const note = el('dd', { class: 'note' });
      this.#values.set(name, { value, note });
      return el('div', {}, el('dt', {}, name), value, note);
    });
    this.element = el('dl', { class: 'dashboard-tiles' }, ...tiles);
  }

  set(name: string, value: string, note = ''): void {
    const tile = this.#values.get(name);
    if (tile === undefined) return;
    setText(tile.value, value);
    setText(tile.note, note);
  }
}
