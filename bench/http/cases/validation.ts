import { type Answer, type Case, cacheControl, httpDate } from '../case.ts';

const longAgo = httpDate(Date.UTC(2024, 1, 1));
const expired = cacheControl('max-age=0');
const hour = cacheControl('max-age=3600');

/** Stale answers are revalidated at the origin. */
export const validationCases: readonly Case[] = [
  confirmed('etag', 'a stale answer is renewed by its tag', { etag: '"a"' }, { 'if-none-match': '"a"' }),
  confirmed('etag-weak', 'a weak tag renews as it is', { etag: 'W/"a"' }, { 'if-none-match': 'W/"a"' }),
  confirmed('etag-comma', 'a tag may hold a comma', { etag: '"a, b"' }, { 'if-none-match': '"a, b"' }),
  confirmed('etag-unquoted', 'a tag without quotes renews as it is', { etag: 'abc' }, { 'if-none-match': 'abc' }),
  confirmed(
    'modified',
    'a stale answer is renewed by its date',
    { 'last-modified': longAgo },
    { 'if-modified-since': longAgo },
  ),
  confirmed(
    'etag-and-modified',
    'a stale answer is renewed by its tag and its date',
    { etag: '"a"', 'last-modified': longAgo },
    { 'if-none-match': '"a"' },
  ),
  confirmed('etag-poster', 'pictures are renewed', { etag: '"a"' }, { 'if-none-match': '"a"' }, 'poster'),
  confirmed('etag-playlist', 'playlists are renewed', { etag: '"a"' }, { 'if-none-match': '"a"' }, 'playlist'),
  {
    id: 'no-cache-etag',
    says: 'with no-cache it is renewed each time',
    level: 'should',
    steps: [
      { answer: { headers: { ...cacheControl('no-cache'), etag: '"a"' } } },
      ...[1, 2].map(() => ({
        answer: { headers: { ...cacheControl('no-cache'), etag: '"b"' }, unchanged: { etag: '"a"' } },
        expect: { pageGetsStep: 1, origin: 'asked-conditionally' as const },
      })),
    ],
  },
  {
    id: 'renewed-is-fresh',
    says: 'what was confirmed is as fresh as the confirmation says',
    level: 'should',
    steps: [
      { answer: { headers: { ...expired, etag: '"a"' } } },
      { answer: { headers: hour, unchanged: { ...hour, etag: '"a"' } }, expect: { pageGetsStep: 1 } },
      { answer: { headers: hour }, expect: { pageGetsStep: 1, origin: 'unasked' } },
    ],
  },
  {
    id: 'renewed-is-stale',
    says: 'what was confirmed is no fresher than the confirmation says',
    level: 'must',
    steps: [
      { answer: { headers: { ...cacheControl('max-age=1'), etag: '"a"' } } },
      { afterMs: 2500, answer: changing('"a"', { ...expired, etag: '"a"' }), expect: { pageGetsStep: [1, 2] } },
      { answer: { headers: expired }, expect: { pageGetsStep: 3 } },
    ],
  },
  {
    id: 'renewed-ages-again',
    says: 'the age of what was confirmed counts from the confirmation on',
    level: 'should',
    steps: [
      { answer: { headers: { ...hour, etag: '"a"', age: '7200' } } },
      { answer: changing('"b"', { ...hour, etag: '"a"' }), expect: { pageGetsStep: 1 } },
      { answer: { headers: hour }, expect: { pageGetsStep: 1, origin: 'unasked' } },
    ],
  },
  {
    id: 'renewed-headers',
    says: 'a confirmation changes the headers that it names',
    level: 'must',
    steps: [
      { answer: { headers: { ...expired, etag: '"a"', 'x-edge': 'ams' } } },
      { answer: changing('"b"', { ...hour, etag: '"a"', 'x-edge': 'fra' }), expect: { pageGetsStep: [1, 2] } },
      { answer: { headers: { 'x-edge': 'fra' } }, expect: { pageGetsStep: [1, 2, 3], headers: { 'x-edge': 'fra' } } },
    ],
  },
  {
    id: 'replaced',
    says: 'a new answer takes the place of the one that was renewed',
    level: 'must',
    steps: [
      { answer: { headers: { ...expired, etag: '"a"' } } },
      { answer: { headers: { ...hour, etag: '"b"' } }, expect: { pageGetsStep: 2 } },
      { answer: { headers: hour }, expect: { pageGetsStep: [2, 3] } },
    ],
  },
  {
    id: 'replaced-is-reused',
    says: 'the new answer is reused',
    level: 'should',
    steps: [
      { answer: { headers: { ...expired, etag: '"a"' } } },
      { answer: { headers: { ...hour, etag: '"b"' } }, expect: { pageGetsStep: 2 } },
      { answer: { headers: hour }, expect: { pageGetsStep: 2, origin: 'unasked' } },
    ],
  },
  {
    id: 'confirms-another',
    says: 'a confirmation that names another tag confirms nothing',
    level: 'should',
    steps: [
      { answer: { headers: { ...expired, etag: '"a"' } } },
      { answer: { headers: expired, unchanged: { ...hour, etag: '"z"' } }, expect: { pageGetsStep: [2, 'failure'] } },
    ],
  },
  ...(['segment', 'playlist', 'poster'] as const).map(
    (media): Case => ({
      id: `preflight-refused-${media}`,
      says: 'a stale answer is renewed, however little an origin lets other pages ask',
      level: 'must',
      media,
      places: ['other'],
      steps: [1, 2].map((step) => ({
        answer: { headers: { ...expired, etag: `"${step}"`, 'last-modified': longAgo }, refusesPreflight: true },
        expect: { pageGetsStep: step },
      })),
    }),
  ),
  {
    id: 'etag-hidden',
    says: 'a stale answer is renewed, though its tag is not shown to the page',
    level: 'must',
    places: ['other'],
    steps: [1, 2].map((step) => ({
      answer: { headers: { ...expired, etag: `"${step}"` }, hidden: ['etag'] },
      expect: { pageGetsStep: step },
    })),
  },
  {
    id: 'etag-of-equal-bytes',
    says: 'a tag that changes with every answer is no reason to show an old one',
    level: 'must',
    steps: [
      { answer: { headers: { ...expired, etag: '"1"' } } },
      { answer: { headers: { ...expired, etag: '"2"' } }, expect: { pageGetsStep: 2 } },
      { answer: { headers: { ...expired, etag: '"3"' } }, expect: { pageGetsStep: 3 } },
    ],
  },
];

function confirmed(
  id: string,
  says: string,
  validators: Record<string, string>,
  sees: Record<string, string>,
  media: Case['media'] = 'segment',
): Case {
  const answer = { headers: { ...expired, ...validators }, unchanged: validators };
  return {
    id: `renewed-${id}`,
    says,
    level: 'should',
    media,
    steps: [{ answer }, { answer, expect: { pageGetsStep: 1, origin: 'asked-conditionally', originSees: sees } }],
  };
}

function changing(etag: string, unchanged: Record<string, string> & Answer['headers']): Answer {
  return { headers: { ...unchanged, etag }, unchanged };
}
