import { bodyBytes } from '../body.ts';
import { type Answer, type Case, cacheControl, type Expectation, httpDate } from '../case.ts';

const hour = cacheControl('max-age=3600');
const longAgo = httpDate(Date.UTC(2024, 1, 1));
const kept: Answer = { headers: { ...hour, etag: '"a"', 'last-modified': longAgo } };

/** Answers from a cache have the headers, status and bytes of those from the origin. */
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
    const expect = (step: Expectation['pageGetsStep']) => ({ pageGetsStep: step ?? 1, headers: { [name]: value } });
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
        { answer: kept, expect: { pageGetsStep: [1, 2], headers } },
      ],
    };
  }),
  {
    id: 'keeps-length',
    says: 'its length is stated when it is reused',
    level: 'must',
    steps: [
      { answer: kept },
      { answer: kept, expect: { pageGetsStep: [1, 2], headers: { 'content-length': String(bodyBytes) } } },
    ],
  },
  {
    id: 'keeps-date',
    says: 'the Date of the origin is there when it is reused',
    level: 'must',
    steps: [{ answer: kept }, { answer: kept, expect: { pageGetsStep: [1, 2], headers: { date: / GMT$/ } } }],
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
        expect: { pageGetsStep: [1, 2], headers: { age: /^10[1-9]$/ } },
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
      expect: { pageGetsStep: [1, 2], headers: { 'x-secret': null } },
    })),
  },
  ...[404, 410, 403, 401].map((status): Case => {
    return {
      id: `status-${status}`,
      says: `a page sees that an answer has status ${status}`,
      level: 'must',
      isAlone: true,
      steps: [{ answer: { status, headers: cacheControl('no-store') }, expect: { pageGetsStep: [1, 'none'], status } }],
    };
  }),
  {
    id: 'status-404-then-200',
    says: 'what was not there is there once it is',
    level: 'must',
    isAlone: true,
    steps: [
      {
        answer: { status: 404, headers: cacheControl('no-cache') },
        expect: { pageGetsStep: [1, 'none'], status: 404 },
      },
      { answer: { headers: hour }, expect: { pageGetsStep: 2, status: 200 } },
    ],
  },
  ...(['segment', 'playlist', 'poster'] as const).map((media): Case => {
    const answer = { headers: hour, isCompressed: true };
    return {
      id: `compressed-${media}`,
      says: 'what came compressed is whole when it is reused',
      level: 'must',
      media,
      steps: [{ answer }, { answer, expect: { pageGetsStep: [1, 2] } }],
    };
  }),
  {
    id: 'compressed-range',
    says: 'a range of what came compressed is one of the file',
    level: 'must',
    steps: [
      { answer: { headers: hour, isCompressed: true } },
      {
        ask: { headers: { range: 'bytes=100-299' } },
        answer: { headers: hour, isCompressed: true },
        expect: { pageGetsStep: [1, 2], part: [100, 299], status: 206 },
      },
    ],
  },
  {
    id: 'compressed-chunked',
    says: 'what came compressed and without a length is whole when it is reused',
    level: 'must',
    steps: [1, 2].map(() => ({
      answer: { headers: hour, isCompressed: true, isChunked: true },
      expect: { pageGetsStep: [1, 2] },
    })),
  },
  {
    id: 'chunked',
    says: 'what came without a length is whole when it is reused',
    level: 'must',
    steps: [1, 2].map(() => ({ answer: { headers: hour, isChunked: true }, expect: { pageGetsStep: [1, 2] } })),
  },
  {
    id: 'truncated',
    says: 'what broke off is not reused as if it were whole',
    level: 'must',
    isAlone: true,
    steps: [
      // A cache may complete the answer by requesting the rest.
      { answer: { headers: hour, cutAfterBytes: 300 }, expect: { pageGetsStep: ['failure', 'none', 1] } },
      { answer: { headers: hour }, expect: { pageGetsStep: [1, 2] } },
    ],
  },
  {
    id: 'redirected',
    says: 'a redirect leads to the other file',
    level: 'must',
    steps: [
      {
        answer: { status: 302, headers: { location: 'moved.m4s' }, beside: { 'moved.m4s': { headers: hour } } },
        expect: { pageGetsStep: 1, status: 200 },
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
      expect: { pageGetsStep: step, status: 200 },
    })),
  },
  {
    id: 'live-playlist',
    says: 'a playlist of now is the newest',
    level: 'must',
    media: 'playlist',
    steps: [1, 2, 3].map(() => ({ answer: { headers: cacheControl('max-age=0, must-revalidate') } })),
  },
];
