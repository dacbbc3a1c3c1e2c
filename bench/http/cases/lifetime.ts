import { type Case, cacheControl, notReused, reused } from '../case.ts';

const hour = 'max-age=3600';

/** How long an answer stays fresh by its Cache-Control. */
export const lifetimeCases: readonly Case[] = [
  reused('max-age', 'a max-age that has not passed is enough', cacheControl(hour)),
  reused('max-age-case', 'directives have no case', cacheControl('MAX-AGE=3600')),
  reused('max-age-public', 'public adds nothing to a max-age', cacheControl(`public, ${hour}`)),
  reused('max-age-extension', 'unknown directives change nothing', cacheControl(`foo, bar=1, baz="a, b", ${hour}`)),
  reused('max-age-empty-members', 'empty members of the list change nothing', cacheControl(`, ,${hour},`)),
  reused('max-age-spaces', 'spaces around members change nothing', cacheControl(`  foo ,   ${hour}  , bar  `)),
  reused('max-age-zeros', 'leading zeros change nothing', cacheControl('max-age=003600')),
  reused('max-age-quoted', 'a quoted number is a number', cacheControl('max-age="3600"')),
  reused('max-age-largest', 'the largest number of seconds holds', cacheControl('max-age=2147483648')),
  reused('max-age-overflow', 'a number beyond all measure is a large one', cacheControl('max-age=99999999999')),
  reused('max-age-immutable', 'what is immutable is reused', cacheControl(`${hour}, immutable`)),
  reused(
    'max-age-must-revalidate',
    'must-revalidate asks for nothing while it is fresh',
    cacheControl(`${hour}, must-revalidate`),
  ),
  reused(
    'max-age-revalidate-while-stale',
    'stale-while-revalidate changes nothing while it is fresh',
    cacheControl(`${hour}, stale-while-revalidate=5`),
  ),
  reused('max-age-no-transform', 'no-transform changes nothing', cacheControl(`${hour}, no-transform`)),
  reused('max-age-young', 'an Age below max-age leaves it fresh', { ...cacheControl(hour), age: '100' }),
  reused('max-age-shared-zero', 's-maxage is not for the cache of a browser', cacheControl(`s-maxage=0, ${hour}`)),
  reused('max-age-cdn', 'CDN-Cache-Control is not for browsers', {
    ...cacheControl(hour),
    'cdn-cache-control': 'no-store',
  }),
  reused('max-age-surrogate', 'Surrogate-Control is not for browsers', {
    ...cacheControl(hour),
    'surrogate-control': 'no-store',
  }),
  reused(
    'max-age-in-quotes',
    'what stands in quotes is no directive',
    cacheControl(`ext="max-age=0, no-store", ${hour}`),
  ),
  reused('private', 'private forbids shared caches only', cacheControl(`private, ${hour}`)),
  reused('max-age-xhr', 'XMLHttpRequest reuses as fetch does', cacheControl(hour), { ask: { via: 'xhr' } }),
  reused('max-age-poster', 'pictures are reused', cacheControl(hour), { media: 'poster' }),
  reused('max-age-playlist', 'playlists are reused', cacheControl(hour), { media: 'playlist' }),

  notReused('no-store', 'no-store forbids to keep it', cacheControl('no-store')),
  notReused('no-store-max-age', 'no-store holds beside a max-age', cacheControl(`${hour}, no-store`)),
  notReused('no-store-case', 'No-Store has no case', cacheControl('No-Store, public')),
  notReused('no-store-lines', 'no-store holds on a line of its own', cacheControl([hour, 'no-store'])),
  notReused('no-store-immutable', 'no-store holds beside immutable', cacheControl('no-store, immutable')),
  notReused('no-cache', 'no-cache asks each time', cacheControl('no-cache')),
  notReused('no-cache-max-age', 'no-cache holds beside a max-age', cacheControl(`${hour}, no-cache`)),
  notReused('no-cache-case', 'No-CACHE has no case', cacheControl(`No-CACHE, ${hour}`)),
  notReused('no-cache-lines', 'no-cache holds on a line of its own', cacheControl([hour, 'no-cache'])),
  notReused('max-age-0', 'a max-age of 0 is over at once', cacheControl('max-age=0')),
  notReused('max-age-0-shared', 's-maxage does not stand in for max-age', cacheControl('max-age=0, s-maxage=3600')),
  notReused('max-age-0-in-quotes', 'a max-age in quotes does not count', cacheControl('max-age=0, ext="max-age=3600"')),
  notReused('max-age-0-immutable', 'immutable makes nothing fresh', cacheControl('max-age=0, immutable')),
  notReused('max-age-0-cdn', 'CDN-Cache-Control does not stand in for it', {
    ...cacheControl('max-age=0'),
    'cdn-cache-control': hour,
  }),
  notReused(
    'max-age-first-of-two',
    'of two max-ages the second does not prevail',
    cacheControl('max-age=0, max-age=3600'),
  ),
  notReused(
    'max-age-stale-allowed',
    'stale-if-error allows nothing where there is no error',
    cacheControl('max-age=0, stale-if-error=3600'),
  ),
  notReused('max-age-0-xhr', 'XMLHttpRequest does not reuse what is over', cacheControl('max-age=0'), {
    ask: { via: 'xhr' },
  }),
  notReused('max-age-0-poster', 'pictures are not reused once they are stale', cacheControl('max-age=0'), {
    media: 'poster',
  }),
  notReused('no-store-poster', 'pictures with no-store are not kept', cacheControl('no-store'), { media: 'poster' }),
  notReused('max-age-0-playlist', 'playlists are not reused once they are stale', cacheControl('max-age=0'), {
    media: 'playlist',
  }),
  notReused('no-cache-playlist', 'playlists with no-cache are asked for each time', cacheControl('no-cache'), {
    media: 'playlist',
  }),
  notReused('no-store-playlist', 'playlists with no-store are not kept', cacheControl('no-store'), {
    media: 'playlist',
  }),
  notReused('max-age-negative', 'a negative max-age is over', cacheControl('max-age=-3600'), { level: 'should' }),
  notReused('max-age-decimal', 'a max-age with a fraction is none', cacheControl('max-age=3600.5'), {
    level: 'should',
  }),
  notReused('max-age-letters', 'a max-age of letters is none', cacheControl('max-age=a3600'), { level: 'should' }),
  notReused(
    'max-age-second-of-two',
    'of two max-ages the larger is not believed',
    cacheControl('max-age=3600, max-age=0'),
    { level: 'should' },
  ),
  notReused('max-age-single-quotes', 'single quotes do not make a number', cacheControl("max-age='3600'"), {
    level: 'should',
  }),
  notReused('max-age-empty', 'a max-age without a number is over', cacheControl('max-age='), { level: 'should' }),
  notReused('max-age-space', 'a space before the sign of equality makes it none', cacheControl('max-age =3600'), {
    level: 'should',
  }),

  passes('max-age-passes', 'segment'),
  passes('max-age-passes-playlist', 'playlist'),
  passes('max-age-passes-poster', 'poster'),
  {
    id: 'max-age-not-passed',
    says: 'a max-age of seconds holds until it has passed',
    level: 'should',
    steps: [
      { answer: { headers: cacheControl('max-age=20') } },
      {
        afterMs: 1500,
        answer: { headers: cacheControl('max-age=20') },
        expect: { pageGetsStep: 1, origin: 'unasked' },
      },
    ],
  },
];

function passes(id: string, media: 'segment' | 'playlist' | 'poster'): Case {
  const answer = { headers: cacheControl('max-age=1') };
  return {
    id,
    says: 'once a max-age has passed the origin is asked',
    level: 'must',
    media,
    steps: [{ answer }, { afterMs: 2500, answer, expect: { pageGetsStep: 2 } }],
  };
}
