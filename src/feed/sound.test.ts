import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Sound } from './sound.ts';

class Key extends Event {
  constructor(readonly key: string) {
    super('keydown');
  }
}

let page: EventTarget;
let userActivation: { hasBeenActive: boolean } | undefined;
let sound: Sound;

beforeEach(() => {
  page = new EventTarget();
  userActivation = { hasBeenActive: false };
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('KeyboardEvent', Key);
  vi.stubGlobal('Element', Key);
  vi.stubGlobal('navigator', {
    get userActivation() {
      return userActivation;
    },
  });
  const kept = new Map([['nextreel:sound', 'on']]);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  sound = new Sound(Object({ toggleAttribute: () => undefined }), () => undefined);
  sound.muteUntilGesture();
});
afterEach(() => void vi.unstubAllGlobals());

it('sound turns back on with the first gesture that the browser counts as user activation', () => {
  expect(sound.isMuted).toBe(true);
  for (const key of ['Escape', 'Control', 'Shift']) page.dispatchEvent(new Key(key));
  expect(sound.isMuted).toBe(true);
  userActivation = { hasBeenActive: true };
  page.dispatchEvent(new Event('pointerup'));
  expect(sound.isMuted).toBe(false);
});

it('any gesture turns sound back on in a browser that does not report user activation', () => {
  userActivation = undefined;
  page.dispatchEvent(new Key('ArrowDown'));
  expect(sound.isMuted).toBe(false);
});

it('the sound key is left to its own command, whose choice later gestures do not change', () => {
  userActivation = { hasBeenActive: true };
  for (const isMuted of [false, true]) {
    page.dispatchEvent(new Key('m'));
    sound.toggle();
    expect(sound.isMuted).toBe(isMuted);
  }
  page.dispatchEvent(new Key('j'));
  expect(sound.isMuted).toBe(true);
});

it('a gesture on the sound button that becomes no click leaves it to the next gesture to turn sound back on', () => {
  userActivation = { hasBeenActive: true };
  page.dispatchEvent(new Key('m'));
  page.dispatchEvent(new Key('j'));
  expect(sound.isMuted).toBe(false);
});
