import { type Answer, type Case, type Expectation, cacheControl } from '../case.ts';

/** By this time an answer has been stored. */
const writtenMs = 1500;

/** Caching decisions still hold after the worker has been stopped. */
export const stopCases: readonly Case[] = [
  stopped(
    'stop-fresh',
    'should',
    'what is fresh is reused',
    { headers: cacheControl('max-age=3600') },
    { pageGetsStep: 1, origin: 'unasked' },
  ),
  stopped(
    'stop-stale',
    'must',
    'what is stale is asked for',
    { headers: cacheControl('max-age=0') },
    { pageGetsStep: 2 },
  ),
  stopped(
    'stop-aged',
    'must',
    'what came with an Age is as old as before',
    { headers: { ...cacheControl('max-age=3600'), age: '3599' } },
    { pageGetsStep: 2 },
  ),
  stopped(
    'stop-no-cache',
    'must',
    'what is no-cache is asked for',
    { headers: cacheControl('no-cache') },
    { pageGetsStep: 2 },
  ),
  stopped(
    'stop-no-store',
    'must',
    'what is no-store is not there',
    { headers: cacheControl('no-store') },
    { pageGetsStep: 2 },
  ),
  stopped(
    'stop-vary-any',
    'must',
    'what varies by anything is asked for',
    { headers: { ...cacheControl('max-age=3600'), vary: '*' } },
    { pageGetsStep: 2 },
  ),
  stopped(
    'stop-headers',
    'must',
    'its headers are there',
    { headers: { ...cacheControl('max-age=3600'), etag: '"a"', 'x-edge': 'ams' } },
    { pageGetsStep: [1, 2], headers: { etag: '"a"', 'x-edge': 'ams' } },
  ),
  stopped(
    'stop-compressed',
    'must',
    'what came compressed is whole',
    { headers: cacheControl('max-age=3600'), isCompressed: true },
    { pageGetsStep: [1, 2] },
  ),
  {
    id: 'stop-vary',
    says: 'after a stop, another value of a header that is named gets another answer',
    level: 'must',
    isAlone: true,
    steps: [
      {
        ask: { headers: { 'x-tier': 'gold' } },
        answer: { headers: { ...cacheControl('max-age=3600'), vary: 'X-Tier' } },
      },
      {
        afterMs: writtenMs,
        stopsWorker: true,
        ask: { headers: { 'x-tier': 'silver' } },
        answer: { headers: { ...cacheControl('max-age=3600'), vary: 'X-Tier' } },
        expect: { pageGetsStep: 2 },
      },
    ],
  },
  {
    id: 'stop-renewed',
    says: 'after a stop, what is stale is renewed by its tag',
    level: 'should',
    isAlone: true,
    steps: [
      { answer: { headers: { ...cacheControl('max-age=0'), etag: '"a"' } } },
      {
        afterMs: writtenMs,
        stopsWorker: true,
        answer: { headers: cacheControl('max-age=0'), unchanged: { etag: '"a"' } },
        expect: { pageGetsStep: 1, origin: 'asked-conditionally' },
      },
    ],
  },
  {
    id: 'stop-after-confirmation',
    says: 'after a stop, what was confirmed is as fresh as the confirmation said',
    level: 'should',
    isAlone: true,
    steps: [
      { answer: { headers: { ...cacheControl('max-age=0'), etag: '"a"' } } },
      { answer: { unchanged: { ...cacheControl('max-age=3600'), etag: '"a"' } }, expect: { pageGetsStep: 1 } },
      {
        afterMs: writtenMs,
        stopsWorker: true,
        answer: { headers: cacheControl('max-age=0') },
        expect: { pageGetsStep: 1, origin: 'unasked' },
      },
    ],
  },
  {
    id: 'stop-unreachable',
    says: 'after a stop, what must be renewed is not shown when the origin is gone',
    level: 'must',
    isAlone: true,
    steps: [
      { answer: { headers: cacheControl('max-age=0, must-revalidate') } },
      {
        afterMs: writtenMs,
        stopsWorker: true,
        answer: { cutAfterBytes: 0 },
        expect: { pageGetsStep: ['failure', 'none'] },
      },
    ],
  },
];

function stopped(id: string, level: Case['level'], says: string, answer: Answer, expect: Expectation): Case {
  const second = { afterMs: writtenMs, stopsWorker: true, answer, expect };
  return { id, says: `after a stop, ${says}`, level, isAlone: true, steps: [{ answer }, second] };
}
