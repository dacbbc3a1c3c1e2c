import { el, setText } from './element.ts';
import { sharesOf } from './statistics.ts';

export type Part = { readonly name: string; readonly tone: string };

/** A bar that shows the parts of a whole, with their figures in a legend. */
export class StackedBar {
  readonly element: HTMLElement;
  readonly #parts: readonly { readonly piece: HTMLElement; readonly figure: HTMLElement }[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts.map(({ tone }) => ({ piece: el('span', { 'data-tone': tone }), figure: el('b') }));
    const pieces = this.#parts.map(({ piece }) => piece);
    const legend = parts.map(({ name, tone }, at) =>
      el('li', {}, el('i', { 'data-tone': tone, 'aria-hidden': 'true' }), `${name} `, this.#parts[at]?.figure ?? ''),
    );
    this.element = el(
      'div',
      { class: 'dashboard-stack' },
      el('div', { class: 'pieces', 'aria-hidden': 'true' }, ...pieces),
      el('ul', { class: 'dashboard-legend' }, ...legend),
    );
  }

  show(values: readonly number[], format: (value: number) => string): void {
    const shares = sharesOf(values);
    for (const [at, { piece, figure }] of this.#parts.entries()) {
      piece.style.flexGrow = String(shares[at] ?? 0);
      setText(figure, format(values[at] ?? 0));
    }
  }
}
