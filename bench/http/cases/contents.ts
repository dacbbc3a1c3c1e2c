import { bodyBytes } from '../body.ts';
import { type Answer, type Case, type Expectation, cacheControl, httpDate } from '../case.ts';

const hour = cacheControl('max-age=3600');
const longAgo = httpDate(Date.UTC(2024, 1, 1));
const kept: Answer = { headers: { ...hour, etag: '"a"', 'last-modified': longAgo } };

/** Headers, statuses and parts of what comes from a cache are those of what came from the origin. */
export const contentCases: readonly Case[] = [
  ...Object.entries({
    etag: '"a"',
    'last-modified': longAgo,
    'cache-control': 'max-age=3600',
    'content-language': 'nl',
    'cmsd-static': 'ot=v',
    'x-edge': 'ams',
    expires: 'Sun, 01 Jan 2040 00:00:00 GMT',
    vary: 'Accept-Encoding',
  }).map(([name, value]): Case => {
    const answer = { headers: { ...hour, [name]: value } };
    const expect = (gets: Expectation['gets']) => ({ gets: gets ?? 1, headers: { [name]: value } });
    return {
      id: `keeps-${name}`,
      says: `${name} is there with the first answer and when it is reused`,
      level: 'must',
      steps: [
        { answer, expect: expect(1) },
        { answer, expect: expect([1, 2]) },
      ],
    };
  }),
  ...(['segment', 'playlist', 'poster'] as const).map((media): Case => {
    const headers = { 'content-type': /^(video\/mp4|application\/vnd\.apple\.mpegurl|image\/webp)$/, etag: '"a"' };
    return {
      id: `keeps-type-${media}`,
      says: 'its type and its tag are there when it is reused',
      level: 'must',
      media,
      steps: [
        { answer: kept, expect: { headers } },
        { answer: kept, expect: { gets: [1, 2], headers } },
      ],
    };
  }),
  {
    id: 'keeps-length',
    says: 'its length is told when it is reused',
    level: 'must',
    steps: [
      { answer: kept },
      { answer: kept, expect: { gets: [1, 2], headers: { 'content-length': String(bodyBytes) } } },
    ],
  },
  {
    id: 'keeps-date',
    says: 'the Date of the origin is there when it is reused',
    level: 'must',
    steps: [{ answer: kept }, { answer: kept, expect: { gets: [1, 2], headers: { date: / GMT$/ } } }],
  },
  {
    id: 'tells-age',
    says: 'what is reused tells its Age',
    level: 'must',
    steps: [
      { answer: { headers: { ...hour, age: '100' } } },
      {
        afterMs: 1200,
        answer: { headers: { ...hour, age: '101' } },
        expect: { gets: [1, 2], headers: { age: /^10[1-9]$/ } },
      },
    ],
  },
  {
    id: 'hides-what-is-not-exposed',
    says: 'a header that the origin does not show stays hidden',
    level: 'must',
    places: ['other'],
    steps: [1, 2].map(() => ({
      answer: { headers: { ...hour, 'x-secret': '1' }, hidden: ['x-secret'] },
      expect: { gets: [1, 2], headers: { 'x-secret': null } },
    })),
  },
  ...[404, 410, 403, 401].map((status): Case => {
    return {
      id: `status-${status}`,
      says: `a page sees that an answer has status ${status}`,
      level: 'must',
      isAlone: true,
      steps: [{ answer: { status, headers: cacheControl('no-store') }, expect: { gets: [1, 'none'], status } }],
    };
  }),
  {
    id: 'status-404-then-200',
    says: 'what was not there is there once it is',
    level: 'must',
    isAlone: true,
    steps: [
      { answer: { status: 404, headers: cacheControl('no-cache') }, expect: { gets: [1, 'none'], status: 404 } },
      { answer: { headers: hour }, expect: { gets: 2, status: 200 } },
    ],
  },
  {
    id: 'redirected',
    says: 'a redirect leads to the other file',
    level: 'must',
    steps: [
      {
        answer: { status: 302, headers: { location: 'moved.m4s' }, beside: { 'moved.m4s': { headers: hour } } },
        expect: { gets: 1, status: 200 },
      },
    ],
  },
  {
    id: 'redirected-for-now',
    says: 'a redirect that may not be kept is asked for each time',
    level: 'must',
    steps: [1, 2].map((step) => ({
      answer: {
        status: 302,
        headers: { ...cacheControl('no-store'), location: `moved-${step}.m4s` },
        beside: { [`moved-${step}.m4s`]: { headers: hour } },
      },
      expect: { gets: step, status: 200 },
    })),
  },
  part('range-of-kept', 'a range of what is kept has the right bytes', 'bytes=100-299', [100, 299]),
  part('range-open', 'a range with an open end has the right bytes', 'bytes=1000-', [1000, bodyBytes - 1]),
  part('range-suffix', 'a range of the last bytes has the right bytes', 'bytes=-200', [bodyBytes - 200, bodyBytes - 1]),
  part('range-beyond', 'a range beyond the end is cut there', 'bytes=1050-9999', [1050, bodyBytes - 1]),
  {
    id: 'range-outside',
    says: 'a range outside of it is refused, or has no effect',
    level: 'must',
    steps: [
      { answer: kept },
      { ask: { headers: { range: 'bytes=5000-5999' } }, answer: kept, expect: { gets: 'none', status: 416 } },
    ],
  },
  {
    id: 'range-of-kept-unasked',
    says: 'a range of what is fresh comes from the cache',
    level: 'should',
    steps: [
      { answer: kept },
      {
        ask: { headers: { range: 'bytes=100-299' } },
        answer: kept,
        expect: { gets: 1, part: [100, 299], status: 206, origin: 'unasked' },
      },
    ],
  },
  {
    id: 'range-of-stale',
    says: 'a range of what is stale is asked for',
    level: 'must',
    steps: [
      { answer: { headers: cacheControl('max-age=0') } },
      {
        ask: { headers: { range: 'bytes=100-299' } },
        answer: kept,
        expect: { gets: 2, part: [100, 299], status: 206 },
      },
    ],
  },
  {
    id: 'range-then-whole',
    says: 'after a range the whole is the whole',
    level: 'must',
    steps: [
      { ask: { headers: { range: 'bytes=0-99' } }, answer: kept, expect: { part: [0, 99], status: 206 } },
      { answer: kept, expect: { gets: 2, status: 200, headers: { 'content-length': String(bodyBytes) } } },
    ],
  },
  {
    id: 'range-then-range',
    says: 'after a range another one is another one',
    level: 'must',
    steps: [
      { ask: { headers: { range: 'bytes=0-99' } }, answer: kept, expect: { part: [0, 99], status: 206 } },
      {
        ask: { headers: { range: 'bytes=100-199' } },
        answer: kept,
        expect: { gets: 2, part: [100, 199], status: 206 },
      },
    ],
  },
  {
    id: 'range-again-unasked',
    says: 'the same range comes from the cache',
    level: 'should',
    steps: [
      { ask: { headers: { range: 'bytes=0-99' } }, answer: kept, expect: { part: [0, 99], status: 206 } },
      {
        ask: { headers: { range: 'bytes=0-99' } },
        answer: kept,
        expect: { gets: 1, part: [0, 99], status: 206, origin: 'unasked' },
      },
    ],
  },
  {
    id: 'range-again-stale',
    says: 'the same range is asked for once it is stale',
    level: 'must',
    steps: [1, 2].map((gets) => ({
      ask: { headers: { range: 'bytes=0-99' } },
      answer: { headers: { ...cacheControl('max-age=0'), etag: `"${gets}"` } },
      expect: { gets, part: [0, 99] as const, status: 206 },
    })),
  },
  {
    id: 'range-no-store',
    says: 'a range with no-store is not kept',
    level: 'must',
    steps: [1, 2].map((gets) => ({
      ask: { headers: { range: 'bytes=0-99' } },
      answer: { headers: cacheControl('no-store') },
      expect: { gets, part: [0, 99] as const, status: 206 },
    })),
  },
  {
    id: 'if-range-same',
    says: 'a range of the version that is kept is a part',
    level: 'must',
    steps: [
      { answer: kept },
      {
        ask: { headers: { range: 'bytes=100-299', 'if-range': '"a"' } },
        answer: kept,
        expect: { gets: [1, 2], part: [100, 299], status: 206 },
      },
    ],
  },
  {
    id: 'if-range-other',
    says: 'a range of another version is the whole',
    level: 'must',
    steps: [
      { answer: kept },
      {
        ask: { headers: { range: 'bytes=100-299', 'if-range': '"x"' } },
        answer: kept,
        expect: { gets: [1, 2], status: 200 },
      },
    ],
  },
  {
    id: 'live-playlist',
    says: 'a playlist of now is the newest',
    level: 'must',
    media: 'playlist',
    steps: [1, 2, 3].map(() => ({ answer: { headers: cacheControl('max-age=0, must-revalidate') } })),
  },
];

function part(id: string, says: string, range: string, bytes: readonly [number, number]): Case {
  const expect = { gets: [1, 2], part: bytes, status: 206 };
  return { id, says, level: 'must', steps: [{ answer: kept }, { ask: { headers: { range } }, answer: kept, expect }] };
}
