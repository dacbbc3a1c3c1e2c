import { expect, test } from 'vitest';
import type { KeptPart } from './received-bytes.ts';
import { KeptParts } from './kept-parts.ts';

const head = {
  url: 'https://a.test/s1.m4s',
  contentType: 'video/mp4',
  lengthBytes: null,
  fileBytes: null,
  etag: null,
  lastModified: null,
  headers: {},
  receivedAtMs: 0,
  isConfirmed: false,
  isRedirected: false,
  mayBeCompressed: false,
  digest: null,
  firstByteMs: 1,
};
const part = (sizeBytes: number): KeptPart => ({ head, chunks: [new Uint8Array(sizeBytes)], sizeBytes, spentMs: 1 });

function setUp() {
  const clock = { nowMs: 0 };
  const parts = new KeptParts(() => clock.nowMs, undefined, { budgetBytes: 1000, timeToLiveMs: 60_000 });
  return { clock, parts };
}

test('a part is not kept forever if the clock is set back', () => {
  const { clock, parts } = setUp();
  clock.nowMs = 100_000;
  parts.keep('x', part(400));
  clock.nowMs = 0;
  parts.sweep();
  expect(parts.sizeBytes).toBe(0);
});

test('a part can be taken once', () => {
  const { parts } = setUp();
  parts.keep('x', part(400));
  expect(parts.take('x')?.sizeBytes).toBe(400);
  expect(parts.take('x')).toBeNull();
  expect(parts.sizeBytes).toBe(0);
});

test('the oldest parts are dropped to stay within the budget', () => {
  const { parts } = setUp();
  for (const key of ['x', 'y', 'z']) parts.keep(key, part(400));
  expect(parts.sizeBytes).toBe(800);
  expect(parts.take('x')).toBeNull();
  expect(parts.take('z')).not.toBeNull();
});

test('a part larger than the whole budget is not kept', () => {
  const { parts } = setUp();
  parts.keep('x', part(1001));
  expect(parts.sizeBytes).toBe(0);
});

test('a later part of the same resource replaces the earlier one', () => {
  const { parts } = setUp();
  parts.keep('x', part(400));
  parts.keep('x', part(500));
  expect(parts.sizeBytes).toBe(500);
});

test('an expired part is neither returned nor counted', () => {
  const { clock, parts } = setUp();
  parts.keep('x', part(400));
  parts.keep('y', part(400));
  clock.nowMs = 60_001;
  expect(parts.take('x')).toBeNull();
  parts.keep('z', part(10));
  expect(parts.sizeBytes).toBe(10);
});

test('every part that is not taken in time is reported as lost, once', () => {
  const clock = { nowMs: 0 };
  const lost: [string, number][] = [];
  const parts = new KeptParts(
    () => clock.nowMs,
    (key, sizeBytes) => lost.push([key, sizeBytes]),
    { budgetBytes: 1000, timeToLiveMs: 60_000 },
  );
  parts.keep('too large', part(2000));
  for (const key of ['first', 'taken', 'late']) parts.keep(key, part(400));
  parts.take('taken');
  clock.nowMs = 60_001;
  parts.sweep();
  parts.sweep();
  expect(lost).toEqual([
    ['too large', 2000],
    ['first', 400],
    ['late', 400],
  ]);
});
