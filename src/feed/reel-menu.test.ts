import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ReelTracks } from '../player/track-choice.ts';
import { openReelMenu } from './reel-menu.ts';

class FakeElement extends EventTarget {
  readonly children: FakeElement[] = [];
  readonly dataset = {};
  type = '';
  name = '';
  value = '';
  checked = false;
  setAttribute(): void {}
  append(...children: FakeElement[]): void {
    this.children.push(...children);
  }
  get descendants(): FakeElement[] {
    return this.children.flatMap((child) => [child, ...child.descendants]);
  }
  querySelector(): null {
    return null;
  }
  showModal(): void {}
}

let body: FakeElement;

beforeEach(() => {
  body = new FakeElement();
  vi.stubGlobal('document', { body, createElement: () => new FakeElement() });
});
afterEach(() => void vi.unstubAllGlobals());

const [commentary, english, british] = [
  { language: 'Commentary', label: 'Commentary' },
  { language: 'en', label: 'English' },
  { language: 'en-GB', label: 'British English' },
];

/** Opens the menu for a viewer with this wish for both sound and captions. */
function openWith(tracks: Partial<ReelTracks>, wished: string | null = null) {
  const setWish = vi.fn();
  openReelMenu(
    {
      title: 'Aurora',
      speed: 1,
      tracks: { audio: [], playingAudio: null, captions: [], ...tracks },
      wish: { audioLanguage: wished, captionsLanguage: wished },
      advances: false,
      pictureInPicture: null,
      saveCounts: [],
    },
    Object({ setWish }),
  );
  const options = (name: string) => body.descendants.filter((one) => one.name === `menu-${name}`);
  const checked = (name: string) => options(name).flatMap((one) => (one.checked ? [one.value] : []));
  return { setWish, options, checked };
}

it('the sound that plays is marked, and another one can be chosen', () => {
  const { checked, options, setWish } = openWith({ audio: [commentary, english], playingAudio: english });
  expect(checked('Sound')).toEqual(['en']);
  options('Sound')[0]?.dispatchEvent(new Event('change'));
  expect(setWish).toHaveBeenCalledWith({ audioLanguage: 'Commentary', captionsLanguage: null });
});

it('the sound that plays is marked even if the viewer wants one that the reel does not have', () => {
  const { checked } = openWith({ audio: [commentary, english], playingAudio: english }, 'fr');
  expect(checked('Sound')).toEqual(['en']);
});

it('no sound is marked while it is not known which one plays', () => {
  expect(openWith({ audio: [commentary, english] }).checked('Sound')).toEqual([]);
});

it('captions in another region of the wanted language are marked as on', () => {
  expect(openWith({ captions: [british] }, 'en').checked('Captions')).toEqual(['en-GB']);
  body.children.length = 0;
  expect(openWith({ captions: [british] }, 'de').checked('Captions')).toEqual(['']);
});
