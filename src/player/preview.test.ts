import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HlsLibrary } from './hls-library.ts';
import { Preview } from './preview.ts';

let video: EventTarget & { currentTime: number };
let options: object;
let onError: (event: string, data: { readonly fatal: boolean }) => void;

class FakeHls {
  static readonly Events = { MANIFEST_PARSED: 'parsed', ERROR: 'error' };
  constructor(given: object) {
    options = given;
  }
  on(event: string, listener: typeof onError): void {
    if (event === 'error') onError = listener;
  }
  attachMedia(_media: HTMLVideoElement): void {}
  loadSource(_url: string): void {}
  destroy(): void {}
}

beforeEach(() => {
  video = Object.assign(new EventTarget(), { currentTime: 0, style: {} });
  const attributes = new Set<string>();
  const frame = {
    style: {},
    attachShadow: () => ({ append: () => undefined }),
    toggleAttribute: (name: string, isOn: boolean) => void (isOn ? attributes.add(name) : attributes.delete(name)),
    hasAttribute: (name: string) => attributes.has(name),
    remove: () => undefined,
  };
  vi.stubGlobal('document', { createElement: (name: string) => (name === 'video' ? video : frame) });
});
afterEach(() => void vi.unstubAllGlobals());

const open = () => {
  const library: HlsLibrary = Object(FakeHls);
  return new Preview(library, { url: 'https://a.example/main.m3u8', level: 0, audioLanguage: 'de' }, 3);
};
const isSeen = ({ element }: Preview) => element.hasAttribute('data-ready');

it('a preview is hidden until its first picture has loaded', () => {
  const preview = open();
  expect(isSeen(preview)).toBe(false);
  video.dispatchEvent(new Event('loadeddata'));
  expect(isSeen(preview)).toBe(true);
});

it('a preview is hidden again after a fatal error, but not after one that hls.js handles', () => {
  const preview = open();
  video.dispatchEvent(new Event('loadeddata'));
  onError('error', { fatal: false });
  expect(isSeen(preview)).toBe(true);
  onError('error', { fatal: true });
  expect(isSeen(preview)).toBe(false);
});

it('a preview starts to load at the requested time, in the audio language of the playing video', () => {
  open();
  expect(options).toMatchObject({ startPosition: 3, audioPreference: { lang: 'de' } });
});
