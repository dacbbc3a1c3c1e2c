import { expect, test } from 'vitest';
import { distinguish, placeFor, type Track } from './tracks.ts';

const inLanguages = (...languages: readonly string[]) =>
  languages.map((language): Track => ({ language, label: `in ${language}` }));

test.each([
  ['en', ['de', 'en-GB', 'en'], 2],
  ['en', ['de', 'en-GB', 'en-US'], 1],
  ['en-US', ['de', 'en-GB'], 1],
  ['PT-br', ['pt', 'fr'], 0],
  ['en', ['enm', 'de'], -1],
  [null, ['en'], -1],
])('a viewer who wants %s gets from the tracks %j the one at %s', (wanted, languages, place) => {
  expect(placeFor(inLanguages(...languages), wanted)).toBe(place);
});

test('only the first track of a language is named by it', () => {
  const [english, forDeaf, german] = [
    { language: 'en', label: 'English' },
    { language: 'en', label: 'English for the deaf' },
    { language: 'de', label: 'Deutsch' },
  ];
  expect(distinguish([english, forDeaf, german]).map(({ language }) => language)).toEqual([
    'en',
    'English for the deaf',
    'de',
  ]);
});
