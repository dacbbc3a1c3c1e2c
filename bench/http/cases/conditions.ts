import { type Case, type Expectation, cacheControl, httpDate } from '../case.ts';

const monday = httpDate(Date.UTC(2024, 0, 1));
const tuesday = httpDate(Date.UTC(2024, 0, 2));
const kept = { ...cacheControl('max-age=3600'), etag: '"a"', 'last-modified': monday };
const unchanged = { etag: '"a"' };

/** The player holds bytes already and asks whether they are still valid. */
export const conditionCases: readonly Case[] = [
  conditional('if-none-match', 'the same tag: 304', { 'if-none-match': '"a"' }, { pageGetsStep: 'none', status: 304 }),
  conditional(
    'if-none-match-list',
    'the same tag among others: 304',
    { 'if-none-match': '"x", "a"' },
    { pageGetsStep: 'none', status: 304 },
  ),
  conditional(
    'if-none-match-weak',
    'a tag that is equal but for its weakness: 304',
    { 'if-none-match': 'W/"a"' },
    { pageGetsStep: 'none', status: 304 },
  ),
  conditional('if-none-match-any', 'any tag: 304', { 'if-none-match': '*' }, { pageGetsStep: 'none', status: 304 }),
  conditional(
    'if-modified-since',
    'the same date: 304',
    { 'if-modified-since': monday },
    { pageGetsStep: 'none', status: 304 },
  ),
  conditional(
    'if-modified-since-later',
    'a later date: 304',
    { 'if-modified-since': tuesday },
    { pageGetsStep: 'none', status: 304 },
  ),
  {
    id: 'if-none-match-other',
    says: 'another tag: the whole answer',
    level: 'must',
    steps: [
      { answer: { headers: kept } },
      {
        ask: { headers: { 'if-none-match': '"x"' } },
        answer: { headers: kept },
        expect: { pageGetsStep: [1, 2], status: 200 },
      },
    ],
  },
  {
    id: 'if-modified-since-earlier',
    says: 'an earlier date: the whole answer',
    level: 'must',
    steps: [
      { answer: { headers: kept } },
      {
        ask: { headers: { 'if-modified-since': httpDate(0) } },
        answer: { headers: kept },
        expect: { pageGetsStep: [1, 2], status: 200 },
      },
    ],
  },
  {
    id: 'if-none-match-before-date',
    says: 'the tag goes before the date',
    level: 'must',
    steps: [
      { answer: { headers: kept } },
      {
        ask: { headers: { 'if-none-match': '"x"', 'if-modified-since': tuesday } },
        answer: { headers: kept },
        expect: { pageGetsStep: [1, 2], status: 200 },
      },
    ],
  },
  {
    id: 'if-none-match-unknown',
    says: 'with nothing kept the origin is asked what the player asks',
    level: 'must',
    steps: [
      {
        ask: { headers: { 'if-none-match': '"a"' } },
        answer: { headers: kept, unchanged },
        expect: { pageGetsStep: 'none', status: 304, originSees: { 'if-none-match': '"a"' } },
      },
    ],
  },
  {
    id: 'if-none-match-unknown-then-plain',
    says: 'a 304 to a player is no answer to anybody else',
    level: 'must',
    steps: [
      {
        ask: { headers: { 'if-none-match': '"a"' } },
        answer: { headers: kept, unchanged },
        expect: { pageGetsStep: 'none', status: 304 },
      },
      { answer: { headers: kept }, expect: { pageGetsStep: 2, status: 200 } },
    ],
  },
  {
    id: 'if-none-match-stale',
    says: 'of what is stale the origin says whether it has changed',
    level: 'must',
    steps: [
      { answer: { headers: { ...cacheControl('max-age=0'), etag: '"a"' } } },
      {
        ask: { headers: { 'if-none-match': '"a"' } },
        answer: { headers: { ...cacheControl('max-age=0'), etag: '"b"' } },
        expect: { pageGetsStep: 2, status: 200 },
      },
    ],
  },
  {
    id: 'if-match-failed',
    says: 'If-Match is for the origin to judge',
    level: 'must',
    steps: [
      { answer: { headers: kept } },
      {
        ask: { headers: { 'if-match': '"x"' } },
        answer: { status: 412 },
        expect: { pageGetsStep: [2, 'none'], status: 412 },
      },
    ],
  },
  {
    id: 'if-unmodified-since-failed',
    says: 'If-Unmodified-Since is for the origin to judge',
    level: 'must',
    steps: [
      { answer: { headers: kept } },
      {
        ask: { headers: { 'if-unmodified-since': httpDate(0) } },
        answer: { status: 412 },
        expect: { pageGetsStep: [2, 'none'], status: 412 },
      },
    ],
  },
];

function conditional(id: string, says: string, headers: Record<string, string>, expect: Expectation): Case {
  const answer = { headers: kept, unchanged };
  return { id: `asked-${id}`, says, level: 'must', steps: [{ answer }, { ask: { headers }, answer, expect }] };
}
