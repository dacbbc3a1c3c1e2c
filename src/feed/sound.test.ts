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
  sound.refused();
});
afterEach(() => void vi.unstubAllGlobals());

it('sound that was on comes back with the first gesture that the browser takes for one', () => {
  expect(sound.isMuted).toBe(true);
  for (const key of ['Escape', 'Control', 'Shift']) page.dispatchEvent(new Key(key));
  expect(sound.isMuted).toBe(true);
  userActivation = { hasBeenActive: true };
  page.dispatchEvent(new Event('pointerup'));
  expect(sound.isMuted).toBe(false);
});

it('it comes back with any gesture in a browser that does not tell which ones count', () => {
  userActivation = undefined;
  page.dispatchEvent(new Key('ArrowDown'));
  expect(sound.isMuted).toBe(false);
});

it('the key for the sound says itself what the viewer wants', () => {
  userActivation = { hasBeenActive: true };
  page.dispatchEvent(new Key('m'));
  expect(sound.isMuted).toBe(true);
  // Nothing is listened to any more.
  page.dispatchEvent(new Key('j'));
  expect(sound.isMuted).toBe(true);
});
