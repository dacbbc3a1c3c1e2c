import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TrackWish } from './player/track-choice.ts';
import { ReelExtras } from './reel-extras.ts';
import type { Track } from './shared/tracks.ts';

beforeEach(() => void vi.stubGlobal('navigator', { language: 'de' }));
afterEach(() => void vi.unstubAllGlobals());

/** Creates the extras of a reel with captions in these languages, with `captionsLanguage` as the viewer's wish. */
function extrasOf(languages: readonly string[], captionsLanguage: string | null = null) {
  const captions = languages.map((language): Track => ({ language, label: `in ${language}` }));
  let trackWish: TrackWish = { audioLanguage: null, captionsLanguage };
  const controls = {
    tracks: { audio: [], captions },
    get trackWish() {
      return trackWish;
    },
    setTracks: (wish: TrackWish) => (trackWish = wish),
  };
  const status = { showBriefly: vi.fn() };
  const extras = new ReelExtras(Object({ feed: { reel: {}, controls }, status }));
  const toggled = () => {
    extras.run('toggle-captions');
    return trackWish.captionsLanguage;
  };
  return { status, toggled };
}

it('captions come back in the language in which they were switched off', () => {
  const { toggled, status } = extrasOf(['de', 'fr'], 'fr');
  expect([toggled(), toggled(), toggled()]).toEqual([null, 'fr', null]);
  expect(status.showBriefly.mock.calls).toEqual([['Captions off'], ['Captions: in fr'], ['Captions off']]);
});

it.each([
  [['en', 'de'], 'de'],
  [['en', 'de-AT'], 'de-AT'],
  [['en', 'fr'], 'en'],
  [['English', 'Deutsch'], 'English'],
])('from captions in %j, a viewer with a German browser gets %s', (languages, first) => {
  expect(extrasOf(languages).toggled()).toBe(first);
});

it('captions that are on in another region are switched off, and come back', () => {
  const { toggled } = extrasOf(['de', 'en-GB'], 'en');
  expect([toggled(), toggled()]).toEqual([null, 'en-GB']);
});

it('a reel without captions says so', () => {
  const { toggled, status } = extrasOf([], 'fr');
  expect(toggled()).toBe('fr');
  expect(status.showBriefly).toHaveBeenCalledWith('This reel has no captions');
});
