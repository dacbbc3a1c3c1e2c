import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ScrubBar } from './scrub-bar.ts';

let seeks: number[];

class FakeElement extends EventTarget {
  readonly attributes = new Map<string, string>();
  readonly style = { setProperty: () => undefined };
  textContent = '';
  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  toggleAttribute(): void {}
  setPointerCapture(): void {}
  getBoundingClientRect() {
    return { left: 0, width: 100 };
  }
}

let parts: Map<string, FakeElement>;
let bar: ScrubBar;

beforeEach(() => {
  vi.stubGlobal('HTMLElement', FakeElement);
  parts = new Map();
  const querySelector = (selector: string) => {
    const part = parts.get(selector) ?? new FakeElement();
    parts.set(selector, part);
    return part;
  };
  vi.stubGlobal('getComputedStyle', () => ({ direction: 'ltr' }));
  seeks = [];
  bar = new ScrubBar(Object({ querySelector }), {
    onSeek: (seconds) => seeks.push(seconds),
    onPoint: () => undefined,
  });
});
afterEach(() => void vi.unstubAllGlobals());

const announced = () =>
  ['aria-valuenow', 'aria-valuemax', 'aria-valuetext'].map((name) => parts.get('.reel-progress')?.getAttribute(name));

it('announces the duration as soon as it is known, even if the position is unchanged', () => {
  // The duration of a reloaded source is unknown for a moment.
  bar.show(0, 0);
  bar.show(0, 12.4);
  expect(announced()).toEqual(['0', '12', '0:00 of 0:12']);
  bar.show(0.4, 14);
  expect(announced()).toEqual(['0', '14', '0:00 of 0:14']);
});

it('announces nothing new within the same second', () => {
  bar.show(3.1, 12);
  const say = vi.spyOn(FakeElement.prototype, 'setAttribute');
  bar.show(3.9, 12);
  expect(say).not.toHaveBeenCalled();
  bar.show(4, 12);
  expect(announced()).toEqual(['4', '12', '0:04 of 0:12']);
  say.mockRestore();
});

it('a second finger neither takes over a drag nor ends it', () => {
  bar.show(0, 10);
  const touch = (type: string, pointerId: number, clientX: number) => {
    const event = Object.assign(new Event(type), { pointerId, clientX, pointerType: 'touch', button: 0 });
    parts.get('.reel-progress')?.dispatchEvent(event);
  };
  touch('pointerdown', 1, 20);
  touch('pointerdown', 2, 90);
  touch('pointerup', 2, 90);
  touch('pointermove', 1, 30);
  expect(seeks).toEqual([2, 3]);
  touch('pointerup', 1, 30);
  touch('pointermove', 1, 40);
  touch('pointerdown', 3, 50);
  expect(seeks).toEqual([2, 3, 5]);
});
