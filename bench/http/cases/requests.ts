import { type RequestOptions, type Case, type Expectation, type Step, cacheControl } from '../case.ts';

const hour = { headers: cacheControl('max-age=3600') };
const expired = { headers: cacheControl('max-age=0') };

/** What the request itself demands: its cache mode, and its own Cache-Control. */
export const requestCases: readonly Case[] = [
  fresh(
    'mode-no-store',
    'must',
    'a request with mode no-store goes to the origin',
    { cache: 'no-store' },
    { pageGetsStep: 2 },
  ),
  fresh(
    'mode-reload',
    'must',
    'a request with mode reload goes to the origin',
    { cache: 'reload' },
    { pageGetsStep: 2 },
  ),
  fresh(
    'mode-no-cache',
    'must',
    'a request with mode no-cache has the origin asked',
    { cache: 'no-cache' },
    { pageGetsStep: 2 },
  ),
  fresh(
    'mode-force-cache',
    'should',
    'a request with mode force-cache takes what is kept',
    { cache: 'force-cache' },
    { pageGetsStep: 1, origin: 'unasked' },
  ),
  fresh('header-no-cache', 'must', 'Cache-Control: no-cache has the origin asked', header('no-cache'), {
    pageGetsStep: 2,
  }),
  fresh('header-max-age-0', 'must', 'Cache-Control: max-age=0 has the origin asked', header('max-age=0'), {
    pageGetsStep: 2,
  }),
  fresh(
    'header-no-cache-xhr',
    'must',
    'an XMLHttpRequest with Cache-Control: no-cache has the origin asked',
    { ...header('no-cache'), via: 'xhr' },
    { pageGetsStep: 2 },
  ),
  fresh(
    'header-pragma',
    'should',
    'Pragma: no-cache has the origin asked',
    { headers: { pragma: 'no-cache' } },
    { pageGetsStep: 2 },
  ),
  fresh('header-no-store', 'should', 'Cache-Control: no-store goes to the origin', header('no-store'), {
    pageGetsStep: 2,
  }),
  fresh('header-max-stale', 'should', 'Cache-Control: max-stale takes what is fresh', header('max-stale=60'), {
    pageGetsStep: 1,
    origin: 'unasked',
  }),
  fresh('header-unknown', 'should', 'a directive that nobody knows changes nothing', header('foo=1'), {
    pageGetsStep: 1,
    origin: 'unasked',
  }),
  ...(['poster', 'playlist'] as const).flatMap((media) => [
    {
      ...fresh(
        `mode-no-store-${media}`,
        'must',
        `mode no-store goes to the origin, for a ${media} too`,
        { cache: 'no-store' },
        { pageGetsStep: 2 },
      ),
      media,
    },
    {
      ...fresh(
        `mode-reload-${media}`,
        'must',
        `mode reload goes to the origin, for a ${media} too`,
        { cache: 'reload' },
        { pageGetsStep: 2 },
      ),
      media,
    },
    {
      ...fresh(
        `mode-no-cache-${media}`,
        'must',
        `mode no-cache has the origin asked, for a ${media} too`,
        { cache: 'no-cache' },
        { pageGetsStep: 2 },
      ),
      media,
    },
  ]),
  {
    id: 'mode-no-cache-unchanged',
    says: 'what is confirmed for a request with mode no-cache is not sent again',
    level: 'should',
    steps: [
      { answer: { headers: { ...cacheControl('max-age=3600'), etag: '"a"' } } },
      {
        ask: { cache: 'no-cache' },
        answer: { unchanged: { etag: '"a"' } },
        expect: { pageGetsStep: 1, origin: 'asked-conditionally' },
      },
    ],
  },
  {
    id: 'mode-force-cache-stale',
    says: 'a request with mode force-cache takes what is stale',
    level: 'should',
    steps: [
      { answer: expired },
      { ask: { cache: 'force-cache' }, answer: expired, expect: { pageGetsStep: 1, origin: 'unasked' } },
    ],
  },
  {
    id: 'mode-force-cache-nothing',
    says: 'a request with mode force-cache goes to the origin where nothing is kept',
    level: 'must',
    steps: [{ ask: { cache: 'force-cache' }, answer: expired, expect: { pageGetsStep: 1 } }],
  },
  {
    id: 'mode-only-if-cached',
    says: 'a request with mode only-if-cached takes what is kept',
    level: 'should',
    places: ['own'],
    steps: [
      { answer: hour },
      { ask: { cache: 'only-if-cached' }, answer: hour, expect: { pageGetsStep: 1, origin: 'unasked' } },
    ],
  },
  {
    id: 'mode-only-if-cached-nothing',
    says: 'a request with mode only-if-cached never goes to the origin',
    level: 'must',
    places: ['own'],
    steps: [
      {
        ask: { cache: 'only-if-cached' },
        answer: hour,
        expect: { pageGetsStep: ['failure', 'none'], origin: 'unasked' },
      },
    ],
  },
  {
    id: 'header-only-if-cached-nothing',
    says: 'Cache-Control: only-if-cached never goes to the origin',
    level: 'should',
    steps: [
      { ask: header('only-if-cached'), answer: hour, expect: { pageGetsStep: ['failure', 'none'], origin: 'unasked' } },
    ],
  },
  {
    id: 'header-max-age-older',
    says: 'a request that wants nothing older gets nothing older',
    level: 'must',
    steps: [
      { answer: { headers: { ...cacheControl('max-age=3600'), age: '100' } } },
      { ask: header('max-age=50'), answer: hour, expect: { pageGetsStep: 2 } },
    ],
  },
  {
    id: 'header-min-fresh',
    says: 'a request that wants what stays fresh for longer gets it',
    level: 'must',
    steps: [
      { answer: { headers: cacheControl('max-age=60') } },
      { ask: header('min-fresh=120'), answer: hour, expect: { pageGetsStep: 2 } },
    ],
  },
  storesNothing('mode-no-store-first', 'what came for a request with mode no-store is not kept', { cache: 'no-store' }),
  storesNothing(
    'header-no-store-first',
    'what came for a request with Cache-Control: no-store is not kept',
    header('no-store'),
  ),
  {
    id: 'mode-no-store-leaves',
    says: 'a request with mode no-store leaves what is kept as it is',
    level: 'must',
    steps: [
      { answer: hour },
      { ask: { cache: 'no-store' }, answer: hour, expect: { pageGetsStep: 2 } },
      { answer: hour, expect: { pageGetsStep: [1, 3] } },
    ],
  },
  {
    id: 'mode-reload-replaces',
    says: 'what came for a request with mode reload takes the place of what was kept',
    level: 'must',
    steps: [
      { answer: hour },
      { ask: { cache: 'reload' }, answer: hour, expect: { pageGetsStep: 2 } },
      { answer: hour, expect: { pageGetsStep: [2, 3] } },
    ],
  },
  {
    id: 'mode-no-cache-replaces',
    says: 'what came for a request with mode no-cache takes the place of what was kept',
    level: 'must',
    steps: [
      { answer: hour },
      { ask: { cache: 'no-cache' }, answer: hour, expect: { pageGetsStep: 2 } },
      { answer: hour, expect: { pageGetsStep: [2, 3] } },
    ],
  },
  {
    id: 'no-store-beside-default',
    says: 'a request with mode no-store does not share the transfer of another',
    level: 'should',
    steps: [
      {
        ask: [{ headers: { 'x-who': 'first' } }, { cache: 'no-store', headers: { 'x-who': 'second' } }],
        answer: { ...expired, echoes: 'x-who', delayMs: 400 },
        expect: { echoes: ['first', 'second'] },
      },
    ],
  },
  {
    id: 'head',
    says: 'HEAD is answered without a body',
    level: 'must',
    steps: [{ answer: hour }, { ask: { method: 'HEAD' }, answer: hour, expect: { pageGetsStep: 'none', status: 200 } }],
  },
  {
    id: 'post',
    says: 'POST goes to the origin each time',
    level: 'must',
    steps: [
      { ask: { method: 'POST' }, answer: hour, expect: { pageGetsStep: 1 } },
      { ask: { method: 'POST' }, answer: hour, expect: { pageGetsStep: 2 } },
    ],
  },
  reaches('accept', 'must', 'video/mp4'),
  reaches('accept-language', 'must', 'nl'),
  reaches('x-tier', 'must', 'gold'),
  reaches('authorization', 'must', 'Bearer ann'),
  reaches('cache-control', 'should', 'no-cache'),
  ...['POST', 'PUT', 'DELETE', 'PATCH'].map((method) => invalidated(method)),
];

function header(cacheControlValue: string): RequestOptions {
  return { headers: { 'cache-control': cacheControlValue } };
}

/** A case in which a fresh answer is cached before this request. */
function fresh(id: string, level: Case['level'], says: string, ask: RequestOptions, expect: Expectation): Case {
  return { id, says, level, steps: [{ answer: hour }, { ask, answer: hour, expect }] };
}

function storesNothing(id: string, says: string, ask: RequestOptions): Case {
  return {
    id,
    says,
    level: 'must',
    steps: [
      { ask, answer: hour },
      { answer: hour, expect: { pageGetsStep: 2 } },
    ],
  };
}

/** A case in which a header that the page sets must reach the origin. */
function reaches(name: string, level: Case['level'], value: string): Case {
  const headers = { [name]: value };
  const step = { ask: { headers }, answer: expired, expect: { originSees: headers } };
  return { id: `reaches-origin-${name}`, says: `the origin sees the ${name} of the page`, level, steps: [step] };
}

function invalidated(method: string): Case {
  const steps: Step[] = [
    { answer: hour },
    { ask: { method }, answer: hour, expect: { pageGetsStep: 2 } },
    { answer: hour, expect: { pageGetsStep: 3 } },
  ];
  return {
    id: `changed-by-${method.toLowerCase()}`,
    says: `after ${method} what was kept is not reused`,
    level: 'must',
    steps,
  };
}
