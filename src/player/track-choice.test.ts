import { expect, test } from 'vitest';
import { applyTrackWish, type TrackHost, tracksOf } from './track-choice.ts';

const inPictures = (label: string, language: string) => {
  return { kind: 'captions' as const, label, language, mode: 'hidden' as TextTrackMode };
};

function hostOf(host: Partial<TrackHost> = {}): TrackHost {
  return { audioTracks: [], audioTrack: 0, subtitleTracks: [], subtitleTrack: -1, media: null, ...host };
}

const wish = (captionsLanguage: string | null) => ({ audioLanguage: null, captionsLanguage });

test('in-band captions are offered beside the others, each language once', () => {
  const textTracks = [inPictures('English', 'en'), inPictures('Français', 'fr'), inPictures('CC3', '')];
  const host = hostOf({ subtitleTracks: [{ name: 'English (UK)', lang: 'en' }], media: { textTracks } });
  expect(tracksOf(host).captions).toEqual([
    { language: 'en', label: 'English (UK)' },
    { language: 'fr', label: 'Français' },
    { language: 'CC3', label: 'CC3' },
  ]);
});

test('in-band captions are enabled only for viewers who want their language', () => {
  const [english, french] = [inPictures('English', 'en'), inPictures('Français', 'fr')];
  const host = hostOf({ media: { textTracks: [english, french] } });
  const modesFor = (language: string | null) => {
    applyTrackWish(host, wish(language));
    return [english.mode, french.mode];
  };
  expect(modesFor(null)).toEqual(['disabled', 'disabled']);
  expect(modesFor('fr')).toEqual(['disabled', 'hidden']);
  expect(modesFor('en')).toEqual(['hidden', 'disabled']);
});

test('captions with a playlist take precedence over in-band ones', () => {
  const listed = inPictures('English for the deaf', 'en');
  const other = inPictures('CC1', 'en');
  const subtitleTracks = [{ name: 'English for the deaf', lang: 'en' }];
  const host = hostOf({ subtitleTracks, media: { textTracks: [listed, other] } });
  applyTrackWish(host, wish('en'));
  expect(host.subtitleTrack).toBe(0);
  // hls.js manages its own tracks.
  expect([listed.mode, other.mode]).toEqual(['hidden', 'disabled']);
});

test('tracks of one language with different names can each be chosen', () => {
  const tracks = [
    { name: 'English', lang: 'en' },
    { name: 'English for the deaf', lang: 'en' },
  ];
  const host = hostOf({ subtitleTracks: tracks, audioTracks: tracks });
  const [first, second] = tracksOf(host).captions.map(({ language }) => language);
  expect(first).toBe('en');
  for (const [place, language = null] of [first, second].entries()) {
    applyTrackWish(host, { audioLanguage: language, captionsLanguage: language });
    expect([host.subtitleTrack, host.audioTrack]).toEqual([place, place]);
  }
});

test('a reel that has the wanted language of another region plays that', () => {
  const tracks = [
    { name: 'Deutsch', lang: 'de' },
    { name: 'British English', lang: 'en-GB' },
  ];
  const host = hostOf({ subtitleTracks: tracks, audioTracks: tracks });
  applyTrackWish(host, { audioLanguage: 'en', captionsLanguage: 'en-US' });
  expect([host.audioTrack, host.subtitleTrack]).toEqual([1, 1]);
});

test('in-band captions of another region are enabled if no others suit', () => {
  const [british, french] = [inPictures('English', 'en-GB'), inPictures('Français', 'fr')];
  const subtitleTracks = [{ name: 'Deutsch', lang: 'de' }];
  const host = hostOf({ subtitleTracks, subtitleTrack: 0, media: { textTracks: [british, french] } });
  applyTrackWish(host, wish('en'));
  expect([host.subtitleTrack, british.mode, french.mode]).toEqual([-1, 'hidden', 'disabled']);
});

test('the audio that plays is the one that hls.js has selected, whatever its place in the list', () => {
  const audioTracks = [
    { name: 'Commentary', lang: 'en' },
    { name: 'English', lang: 'en' },
  ];
  expect(tracksOf(hostOf({ audioTracks, audioTrack: 1 })).playingAudio).toEqual({
    language: 'English',
    label: 'English',
  });
  expect(tracksOf(hostOf({ audioTracks, audioTrack: -1 })).playingAudio).toBeNull();
});
