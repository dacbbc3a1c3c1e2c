import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectInput } from './input.ts';

/** Stands for both the picture of a reel and the document. */
class Picture extends EventTarget {
  closest(selector: string) {
    return selector === '[data-command]' ? { getAttribute: () => 'toggle-play' } : null;
  }
}

const options = { isDialogOpen: () => false, run: vi.fn(), tap: vi.fn(), hold: vi.fn() };
let picture: Picture;

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  vi.stubGlobal('Element', Picture);
  picture = new Picture();
  connectInput(Object(picture), options);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const first = { isPrimary: true, button: 0, ctrlKey: false, clientX: 9, clientY: 9 };
const happen = (type: string, facts: object = {}) =>
  picture.dispatchEvent(Object.assign(new Event(type), first, facts));

it('a pointer resting on the picture holds it until it is lifted, and does not tap it', () => {
  happen('pointerdown');
  vi.advanceTimersByTime(500);
  happen('pointerup');
  happen('click', { detail: 1 });
  expect(options.hold.mock.calls).toEqual([[true], [false]]);
  expect(options.tap).not.toHaveBeenCalled();
});

it('a Control-click, which opens the context menu, does not hold the picture', () => {
  happen('pointerdown', { ctrlKey: true });
  vi.advanceTimersByTime(500);
  expect(options.hold).not.toHaveBeenCalled();
});

it('two fingers that rest before they pinch do not hold the picture', () => {
  happen('pointerdown');
  happen('pointerdown', { isPrimary: false });
  vi.advanceTimersByTime(500);
  happen('pointercancel');
  expect(options.hold).not.toHaveBeenCalled();
});

it('a second finger ends the hold of the first one', () => {
  happen('pointerdown');
  vi.advanceTimersByTime(500);
  happen('pointerdown', { isPrimary: false });
  expect(options.hold.mock.calls).toEqual([[true], [false]]);
  vi.advanceTimersByTime(500);
  expect(options.hold).toHaveBeenCalledTimes(2);
});

it('a pointer click on the picture is a tap, and a key press runs its command', () => {
  happen('click', { detail: 1 });
  happen('click', { detail: 0 });
  expect([options.tap, options.run].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
});
