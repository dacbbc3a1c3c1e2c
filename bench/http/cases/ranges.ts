import { bodyBytes } from '../body.ts';
import { type Answer, type Case, cacheControl } from '../case.ts';

const kept: Answer = { headers: { ...cacheControl('max-age=3600'), etag: '"a"' } };

/** Range requests. */
export const rangeCases: readonly Case[] = [
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
      {
        ask: { headers: { range: 'bytes=5000-5999' } },
        answer: kept,
        expect: { pageGetsStep: ['none', 1, 2], status: [416, 200] },
      },
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
        expect: { pageGetsStep: 1, part: [100, 299], status: 206, origin: 'unasked' },
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
        expect: { pageGetsStep: 2, part: [100, 299], status: 206 },
      },
    ],
  },
  {
    id: 'range-then-whole',
    says: 'after a range the whole is the whole',
    level: 'must',
    steps: [
      { ask: { headers: { range: 'bytes=0-99' } }, answer: kept, expect: { part: [0, 99], status: 206 } },
      { answer: kept, expect: { pageGetsStep: 2, status: 200, headers: { 'content-length': String(bodyBytes) } } },
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
        expect: { pageGetsStep: 2, part: [100, 199], status: 206 },
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
        expect: { pageGetsStep: 1, part: [0, 99], status: 206, origin: 'unasked' },
      },
    ],
  },
  {
    id: 'range-again-stale',
    says: 'the same range is asked for once it is stale',
    level: 'must',
    steps: [1, 2].map((step) => ({
      ask: { headers: { range: 'bytes=0-99' } },
      answer: { headers: { ...cacheControl('max-age=0'), etag: `"${step}"` } },
      expect: { pageGetsStep: step, part: [0, 99] as const, status: 206 },
    })),
  },
  {
    id: 'range-no-store',
    says: 'a range with no-store is not kept',
    level: 'must',
    steps: [1, 2].map((step) => ({
      ask: { headers: { range: 'bytes=0-99' } },
      answer: { headers: cacheControl('no-store') },
      expect: { pageGetsStep: step, part: [0, 99] as const, status: 206 },
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
        expect: { pageGetsStep: [1, 2], part: [100, 299], status: 206 },
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
        expect: { pageGetsStep: [1, 2], status: 200 },
      },
    ],
  },
];

function part(id: string, says: string, range: string, bytes: readonly [number, number]): Case {
  const expect = { pageGetsStep: [1, 2], part: bytes, status: 206 };
  return { id, says, level: 'must', steps: [{ answer: kept }, { ask: { headers: { range } }, answer: kept, expect }] };
}
