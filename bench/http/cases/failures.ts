import { type Answer, type Case, type Expectation, cacheControl } from '../case.ts';

const expired = { ...cacheControl('max-age=0'), etag: '"a"' };
const droppedConnection: Answer = { cutAfterBytes: 0 };
const failed: Expectation = { pageGetsStep: ['failure', 'none'] };

/** Origins that refuse or withdraw an answer, or cannot be reached. */
export const failureCases: readonly Case[] = [
  ...[401, 403, 404, 410].map((status): Case => {
    return {
      id: `withdrawn-${status}`,
      says: `what is withdrawn with ${status} is not shown again, whatever happens to the origin`,
      level: 'must',
      isAlone: true,
      steps: [
        { answer: { headers: expired } },
        { answer: { status, headers: cacheControl('no-cache') }, expect: { pageGetsStep: [2, 'none'], status } },
        { answer: droppedConnection, expect: failed },
      ],
    };
  }),
  {
    id: 'withdrawn-no-store',
    says: 'a renewal with no-store is not kept',
    level: 'must',
    steps: [
      { answer: { headers: expired } },
      { answer: { headers: cacheControl('no-store') }, expect: { pageGetsStep: 2 } },
      { answer: { headers: expired }, expect: { pageGetsStep: 3 } },
    ],
  },
  {
    id: 'withdrawn-no-store-cut',
    says: 'after a renewal with no-store nothing is shown when the origin is gone',
    level: 'must',
    isAlone: true,
    steps: [
      { answer: { headers: expired } },
      { answer: { headers: cacheControl('no-store') }, expect: { pageGetsStep: 2 } },
      { answer: droppedConnection, expect: failed },
    ],
  },
  {
    id: 'withdrawn-private',
    says: 'a renewal that has become private is asked for again',
    level: 'should',
    steps: [
      { answer: { headers: expired } },
      { answer: { headers: cacheControl('private, max-age=0') }, expect: { pageGetsStep: 2 } },
      { answer: { headers: expired }, expect: { pageGetsStep: 3 } },
    ],
  },
  {
    id: 'withdrawn-304-no-store',
    says: 'what is confirmed with no-store is not kept any longer',
    level: 'should',
    steps: [
      { answer: { headers: expired } },
      {
        answer: { headers: expired, unchanged: { ...cacheControl('no-store'), etag: '"a"' } },
        expect: { pageGetsStep: 1 },
      },
      { answer: { headers: expired, unchanged: { etag: '"a"' } }, expect: { pageGetsStep: 3 } },
    ],
  },
  {
    id: 'failed-renewal-keeps',
    says: 'a renewal that fails with 503 takes nothing away',
    level: 'should',
    isAlone: true,
    steps: [
      { answer: { headers: expired } },
      { answer: { status: 503, headers: cacheControl('no-store') }, expect: { pageGetsStep: [1, 2, 'none'] } },
      { answer: { headers: expired, unchanged: { etag: '"a"' } }, expect: { pageGetsStep: 1 } },
    ],
  },
  unreachable('unreachable-fresh', 'should', 'what is fresh is shown when the origin is gone', 'max-age=3600', {
    pageGetsStep: 1,
  }),
  unreachable('unreachable-stale', 'should', 'what is stale is shown when the origin is gone', 'max-age=0', {
    pageGetsStep: 1,
  }),
  {
    ...unreachable(
      'unreachable-stale-playlist',
      'should',
      'a stale playlist is shown when the origin is gone',
      'max-age=0',
      { pageGetsStep: 1 },
    ),
    media: 'playlist',
  },
  {
    ...unreachable(
      'unreachable-stale-poster',
      'should',
      'a stale picture is shown when the origin is gone',
      'max-age=0',
      { pageGetsStep: 1 },
    ),
    media: 'poster',
  },
  unreachable(
    'unreachable-must-revalidate',
    'must',
    'what must be renewed is not shown stale',
    'max-age=0, must-revalidate',
    failed,
  ),
  unreachable('unreachable-no-cache', 'must', 'what is no-cache is not shown unasked', 'no-cache', failed),
  unreachable(
    'unreachable-no-cache-fresh',
    'must',
    'what is no-cache is not shown unasked, whatever its max-age',
    'no-cache, max-age=3600',
    failed,
  ),
  unreachable('unreachable-no-store', 'must', 'what is no-store is not shown again', 'no-store', failed),
  {
    ...unreachable(
      'unreachable-no-cache-playlist',
      'must',
      'a playlist with no-cache is not shown unasked',
      'no-cache',
      failed,
    ),
    media: 'playlist',
  },
  {
    ...unreachable(
      'unreachable-must-revalidate-playlist',
      'must',
      'a playlist that must be renewed is not shown stale',
      'max-age=0, must-revalidate',
      failed,
    ),
    media: 'playlist',
  },
  {
    id: 'unavailable-stale',
    says: 'what is stale is shown when the origin answers 503',
    level: 'should',
    isAlone: true,
    steps: [
      { answer: { headers: expired } },
      { answer: { status: 503, headers: cacheControl('no-store') }, expect: { pageGetsStep: 1, status: 200 } },
    ],
  },
  {
    id: 'unavailable-must-revalidate',
    says: 'what must be renewed is not shown when the origin answers 503',
    level: 'must',
    isAlone: true,
    steps: [
      { answer: { headers: cacheControl('max-age=0, must-revalidate') } },
      { answer: { status: 503 }, expect: { pageGetsStep: [2, 'none', 'failure'] } },
    ],
  },
  {
    id: 'reload-fails',
    says: 'a request with mode reload is not answered with what is kept, even if the origin is gone',
    level: 'must',
    isAlone: true,
    steps: [
      { answer: { headers: cacheControl('max-age=3600') } },
      { ask: { cache: 'reload' }, answer: droppedConnection, expect: failed },
    ],
  },
  {
    id: 'no-cache-request-fails',
    says: 'a request with mode no-cache is not answered unasked, even if the origin is gone',
    level: 'must',
    isAlone: true,
    steps: [
      { answer: { headers: cacheControl('max-age=3600') } },
      { ask: { cache: 'no-cache' }, answer: droppedConnection, expect: failed },
    ],
  },
];

function unreachable(id: string, level: Case['level'], says: string, field: string, expect: Expectation): Case {
  const headers = { ...cacheControl(field), etag: '"a"' };
  return { id, says, level, isAlone: true, steps: [{ answer: { headers } }, { answer: droppedConnection, expect }] };
}
