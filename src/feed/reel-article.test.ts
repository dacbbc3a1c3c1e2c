import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReelArticle } from './reel-article.ts';

class FakeElement extends EventTarget {
  readonly dataset = {};
  readonly style = { setProperty: () => undefined };
  hidden = true;
  setAttribute(): void {}
  removeAttribute(): void {}
  toggleAttribute(): void {}
  hasAttribute(): boolean {
    return false;
  }
  getAnimations(): [] {
    return [];
  }
  append(): void {}
  remove(): void {}
  querySelector(): FakeElement {
    return new FakeElement();
  }
  contains(other: unknown): boolean {
    return other === this;
  }
  focus(): void {
    page.activeElement = this;
  }
}

const parts = new Map<string, FakeElement>();
const part = (selector: string) => {
  const known = parts.get(selector) ?? new FakeElement();
  parts.set(selector, known);
  return known;
};
const copy = { querySelector: part, querySelectorAll: () => [] };
const page = { activeElement: new FakeElement(), importNode: () => copy };
let article: ReelArticle;

beforeEach(() => {
  for (const type of ['HTMLElement', 'HTMLButtonElement', 'HTMLInputElement', 'HTMLImageElement'])
    vi.stubGlobal(type, FakeElement);
  vi.stubGlobal('document', page);
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
    },
  );
  parts.clear();
  const reel = { id: 'a', title: '', author: '', tags: [] };
  article = new ReelArticle(Object({}), Object({ reel, index: 0, place: 0, total: 1, posterUrl: null }));
});
afterEach(() => void vi.unstubAllGlobals());

it('the focus moves from a hidden error card to the picture', () => {
  article.showError('It does not play', 'Try again');
  part('.reel-error').focus();
  article.hideError();
  expect(part('.reel-error').hidden).toBe(true);
  expect(page.activeElement).toBe(part('.reel-tap'));
});

it('the focus moves from the notice of slow loading to the picture only once that is hidden', () => {
  article.setSlow(true);
  part('.reel-slow').focus();
  article.setSlow(true);
  expect(page.activeElement).toBe(part('.reel-slow'));
  article.setSlow(false);
  expect(page.activeElement).toBe(part('.reel-tap'));
});

it('the focus stays where it is outside of what is hidden', () => {
  article.showError('It does not play', 'Try again');
  part('.like-button').focus();
  article.hideError();
  article.setSlow(false);
  expect(page.activeElement).toBe(part('.like-button'));
});
