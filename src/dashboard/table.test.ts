import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Column, Table } from './table.ts';

/** The parts of an element that a table uses. */
class FakeElement {
  readonly attributes = new Map<string, string>();
  children: FakeElement[] = [];
  textContent = '';
  hidden = false;
  parent: FakeElement | null = null;

  constructor(readonly tag: string) {}

  get rows(): FakeElement[] {
    return this.children;
  }
  get cells(): FakeElement[] {
    return this.children;
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: (FakeElement | string)[]): void {
    for (const child of children) {
      if (typeof child === 'string') this.textContent += child;
      else {
        child.parent = this;
        this.children.push(child);
      }
    }
  }
  appendChild(child: FakeElement): FakeElement {
    this.append(child);
    return child;
  }
  deleteRow(): void {
    this.children.pop();
  }
  replaceWith(other: FakeElement): void {
    const { parent } = this;
    if (parent === null) return;
    other.parent = parent;
    parent.children = parent.children.map((child) => (child === this ? other : child));
  }
  find(tag: string): FakeElement[] {
    return this.children.flatMap((child) => [...(child.tag === tag ? [child] : []), ...child.find(tag)]);
  }
}

beforeEach(() => void vi.stubGlobal('document', { createElement: (tag: string) => new FakeElement(tag) }));
afterEach(() => void vi.unstubAllGlobals());

function shown(columns: readonly Column[], ...rows: readonly string[][]) {
  const table = new Table({ caption: 'Now', columns, empty: 'Nothing.' });
  const root: FakeElement = Object(table.element);
  table.show(rows);
  return { table, root };
}

const named = (...names: string[]) => names.map((name): Column => ({ name }));

it('a table with many columns names each figure in its cell, as a phone has no room for the header', () => {
  const names = ['Origin', 'Score', 'Latency', 'Bandwidth', 'Success', 'Standing'];
  const { root } = shown(named(...names), ['one', '1', '2', '3', '4', 'Good']);
  expect(root.find('table')[0]?.attributes.get('class')).toBe('many');
  expect(root.find('td').map((cell) => cell.attributes.get('data-name'))).toEqual(names.slice(1));
  const [narrow] = shown(named('Reel', 'First frame')).root.find('table');
  expect(narrow?.attributes.has('class')).toBe(false);
});

it('unchanged cells keep their elements', () => {
  const { table, root } = shown(named('File', 'When'), ['a', '1 s'], ['b', '2 s']);
  const [first] = root.find('tr').slice(1);
  const before = [...(first?.cells ?? [])];
  table.show([['a', '3 s']]);
  expect(first?.cells[0]).toBe(before[0]);
  expect([first?.cells[1]?.textContent, root.find('tr').length]).toEqual(['3 s', 2]);
});
