import { el } from './element.ts';

/** A cell is text, or a bar filled to `share` beside its text. */
export type Cell = string | { readonly text: string; readonly share: number };

export type Column = {
  readonly name: string;
  readonly isNumber?: boolean;
  /** Holds sentences, which may wrap. */
  readonly isProse?: boolean;
};

export type TableOptions = {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** Text shown when there are no rows. */
  readonly empty: string;
};

/** How many columns fit side by side on a phone. With more, each row becomes a block of named figures. */
const maxColumnsOnPhone = 5;

/** A table whose rows can be updated. The first cell of a row is its header. */
export class Table {
  readonly element: HTMLElement;
  readonly #table: HTMLTableElement;
  readonly #body = el('tbody');
  readonly #empty: HTMLElement;
  readonly #columns: readonly Column[];
  #shown = '';
  #rows: readonly (readonly Cell[])[] = [];

  constructor({ caption, columns, empty }: TableOptions) {
    this.#columns = columns;
    const heads = columns.map(({ name, isNumber = false }) =>
      el('th', { scope: 'col', class: isNumber ? 'number' : false }, name),
    );
    const shape = columns.length > maxColumnsOnPhone && 'many';
    this.#table = el(
      'table',
      { class: shape },
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, ...heads)),
      this.#body,
    );
    this.#empty = el('p', { class: 'dashboard-empty' }, empty);
    this.element = el(
      'div',
      { class: 'dashboard-table', role: 'group', 'aria-label': caption, tabindex: '0' },
      this.#table,
      this.#empty,
    );
    this.show([]);
  }

  /** Updates the rows. Keeps the elements of unchanged cells, which may be selected or being read aloud. */
  show(rows: readonly (readonly Cell[])[]): void {
    const key = JSON.stringify(rows);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#table.hidden = rows.length === 0;
    this.#empty.hidden = rows.length > 0;
    while (this.#body.rows.length > rows.length) this.#body.deleteRow(-1);
    for (const [place, row] of rows.entries()) {
      const line = this.#body.rows[place] ?? this.#body.appendChild(el('tr', {}, ...this.#columns.map(() => el('td'))));
      const before = this.#rows[place] ?? [];
      for (const [at, cell] of row.entries()) {
        if (JSON.stringify(before[at]) !== JSON.stringify(cell)) line.cells[at]?.replaceWith(this.#cell(cell, at));
      }
    }
    this.#rows = rows;
  }

  #cell(cell: Cell, at: number): HTMLElement {
    const { name = '', isNumber = false, isProse = false } = this.#columns[at] ?? {};
    const attributes = { class: (isNumber && 'number') || (isProse && 'prose'), 'data-name': name };
    const content = typeof cell === 'string' ? [cell] : [bar(cell.share), el('span', {}, cell.text)];
    return at === 0 ? el('th', { scope: 'row', ...attributes }, ...content) : el('td', attributes, ...content);
  }
}

/** Creates a bar that is hidden from screen readers; its figure is shown beside it as text. */
export function bar(share: number): HTMLElement {
  const fill = el('span');
  fill.style.setProperty('--share', String(Math.min(1, Math.max(0, share))));
  return el('span', { class: 'dashboard-bar', 'aria-hidden': 'true' }, fill);
}
