import { type Case, cacheControl, notReused, reused } from '../case.ts';

const hour = cacheControl('max-age=3600');
const gold = { headers: { 'x-tier': 'gold' } };

/** Which requests a stored answer may serve: Vary, cookies and credentials. */
export const varyCases: readonly Case[] = [
  reused('vary-same', 'the same value of a header that is named', { ...hour, vary: 'X-Tier' }, { ask: gold }),
  reused('vary-absent', 'a header that is named and that no request has', { ...hour, vary: 'X-Tier' }),
  reused('vary-encoding', 'Accept-Encoding is the same for all', { ...hour, vary: 'Accept-Encoding' }),
  reused('vary-origin', 'Origin is the same for all of a page', { ...hour, vary: 'Origin' }),
  reused('vary-both', 'Origin and Accept-Encoding together', { ...hour, vary: 'Accept-Encoding, Origin' }),
  reused('vary-language', 'Accept-Language, which does not change', { ...hour, vary: 'Accept-Language' }),
  reused('vary-poster', 'pictures by Accept-Encoding', { ...hour, vary: 'Accept-Encoding' }, { media: 'poster' }),
  reused('vary-playlist', 'playlists by Accept-Encoding', { ...hour, vary: 'Accept-Encoding' }, { media: 'playlist' }),
  notReused('vary-any', 'Vary: * is for one request alone', { ...hour, vary: '*' }),
  notReused('vary-any-among', 'Vary: * among others too', { ...hour, vary: 'Accept-Encoding, *' }),
  notReused('vary-any-poster', 'Vary: * of pictures too', { ...hour, vary: '*' }, { media: 'poster' }),
  notReused('vary-any-playlist', 'Vary: * of playlists too', { ...hour, vary: '*' }, { media: 'playlist' }),
  differing('vary-other', 'another value', 'X-Tier', { 'x-tier': 'gold' }, { 'x-tier': 'silver' }),
  differing(
    'vary-case',
    'another value, whatever the case of the name',
    'x-TIER',
    { 'x-tier': 'gold' },
    { 'x-tier': 'silver' },
  ),
  differing('vary-removed', 'a value, and then none', 'X-Tier', { 'x-tier': 'gold' }, {}),
  differing('vary-added', 'none, and then a value', 'X-Tier', {}, { 'x-tier': 'gold' }),
  differing(
    'vary-second',
    'another value of the second header',
    'X-Tier, X-Edge',
    { 'x-tier': '1', 'x-edge': 'a' },
    { 'x-tier': '1', 'x-edge': 'b' },
  ),
  differing(
    'vary-lines',
    'another value of a header on the second line',
    ['Origin', 'X-Tier'],
    { 'x-tier': 'gold' },
    { 'x-tier': 'silver' },
  ),
  differing(
    'vary-language-other',
    'another language',
    'Accept-Language',
    { 'accept-language': 'nl' },
    { 'accept-language': 'de' },
  ),
  {
    ...differing(
      'vary-playlist-other',
      'another value, of playlists too',
      'X-Tier',
      { 'x-tier': 'gold' },
      { 'x-tier': 'silver' },
    ),
    media: 'playlist',
  },
  {
    ...differing(
      'vary-poster-other',
      'another value, of pictures too',
      'X-Tier',
      { 'x-tier': 'gold' },
      { 'x-tier': 'silver' },
    ),
    media: 'poster',
  },
  differing(
    'vary-authorization',
    'other credentials that are named',
    'Authorization',
    { authorization: 'Bearer ann' },
    { authorization: 'Bearer bob' },
  ),
  {
    id: 'vary-cookie',
    says: 'another cookie, where Vary names cookies',
    level: 'must',
    places: ['own'],
    steps: [
      { ask: { cookie: 'viewer=ann' }, answer: { headers: { ...hour, vary: 'Cookie' } } },
      { ask: { cookie: 'viewer=bob' }, answer: { headers: { ...hour, vary: 'Cookie' } }, expect: { pageGetsStep: 2 } },
    ],
  },
  {
    id: 'cookie-other',
    says: 'not reused for another cookie, which may be another account',
    level: 'should',
    places: ['own'],
    steps: [
      { ask: { cookie: 'viewer=ann' }, answer: { headers: hour } },
      { ask: { cookie: 'viewer=bob' }, answer: { headers: hour }, expect: { pageGetsStep: 2 } },
    ],
  },
  {
    id: 'equal-together',
    says: 'two equal requests at the same time are one to the origin',
    level: 'should',
    steps: [{ ask: [{}, {}], answer: { headers: hour, delayMs: 400 }, expect: { origin: 'asked-once' } }],
  },
  {
    id: 'vary-back',
    says: 'the first value once more never gets the answer to the second',
    level: 'must',
    steps: [
      { ask: gold, answer: { headers: { ...hour, vary: 'X-Tier' } } },
      {
        ask: { headers: { 'x-tier': 'silver' } },
        answer: { headers: { ...hour, vary: 'X-Tier' } },
        expect: { pageGetsStep: 2 },
      },
      { ask: gold, answer: { headers: { ...hour, vary: 'X-Tier' } }, expect: { pageGetsStep: [1, 3] } },
    ],
  },
  together('vary-together', 'two requests at the same time with unlike values', 'x-tier', 'must'),
  together('authorization-together', 'two requests at the same time with unlike credentials', 'authorization', 'must'),
  {
    ...differing(
      'authorization-other',
      'other credentials',
      [],
      { authorization: 'Bearer ann' },
      { authorization: 'Bearer bob' },
    ),
    level: 'should',
  },
  {
    ...differing('authorization-removed', 'credentials, and then none', [], { authorization: 'Bearer ann' }, {}),
    level: 'should',
  },
];

function differing(
  id: string,
  says: string,
  vary: string | readonly string[],
  first: Record<string, string>,
  second: Record<string, string>,
): Case {
  const answer = { headers: { ...hour, vary: vary.length === 0 ? null : vary } };
  return {
    id,
    says: `not reused for ${says}`,
    level: 'must',
    steps: [
      { ask: { headers: first }, answer },
      { ask: { headers: second }, answer, expect: { pageGetsStep: 2 } },
    ],
  };
}

function together(id: string, says: string, name: string, level: Case['level']): Case {
  return {
    id,
    says: `${says} get an answer each`,
    level,
    steps: [
      {
        ask: ['ann', 'bob'].map((value) => ({ headers: { [name]: value } })),
        answer: { headers: { ...cacheControl('max-age=0'), vary: name }, echoes: name, delayMs: 400 },
        expect: { echoes: ['ann', 'bob'] },
      },
    ],
  };
}
