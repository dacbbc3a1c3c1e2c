import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openSheet } from './sheet.ts';

class FakeElement extends EventTarget {
  readonly attributes = new Map<string, string>();
  readonly children: FakeElement[] = [];
  isOpen = false;
  id = '';
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: FakeElement[]): void {
    this.children.push(...children);
  }
  remove(): void {
    body.children.splice(body.children.indexOf(this), 1);
  }
  showModal(): void {
    this.isOpen = true;
  }
  close(): void {
    this.isOpen = false;
    // Browsers fire the event asynchronously.
    queueMicrotask(() => this.dispatchEvent(new Event('close')));
  }
}

let body: FakeElement;

beforeEach(() => {
  body = new FakeElement();
  vi.stubGlobal('document', { body, createElement: () => new FakeElement() });
});
afterEach(() => void vi.unstubAllGlobals());

/** Returns the accessible names of the sheets in the document. */
function names(): (string | undefined)[] {
  const parts = (element: FakeElement): FakeElement[] => [element, ...element.children.flatMap(parts)];
  return body.children.map(({ attributes }) => {
    const heading = parts(body).find(({ id }) => id !== '' && id === attributes.get('aria-labelledby'));
    return attributes.get('aria-label') ?? Reflect.get(Object(heading), 'textContent');
  });
}

it('a sheet opened from another one has its own accessible name', async () => {
  const menu = openSheet('Aurora');
  menu.close();
  openSheet('Keyboard shortcuts');
  expect(names()).toEqual(['Aurora', 'Keyboard shortcuts']);
  await Promise.resolve();
  expect(names()).toEqual(['Keyboard shortcuts']);
});
