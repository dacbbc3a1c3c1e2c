import { expect, test } from 'vitest';
import { clipRange, readRange } from './range-request.ts';

test.each([
  ['bytes=2-4', { firstByte: 2, lastByte: 4 }],
  ['bytes=7-', { firstByte: 7, lastByte: 9 }],
  ['bytes=7-99', { firstByte: 7, lastByte: 9 }],
  ['bytes=-3', { firstByte: 7, lastByte: 9 }],
  ['bytes=-99', { firstByte: 0, lastByte: 9 }],
  ['bytes=10-', null],
])('%s is clipped to a body of ten bytes', (header, part) => {
  const asked = readRange(header);
  expect(asked).not.toBeNull();
  expect(asked && clipRange(asked, 10)).toEqual(part);
});

test.each([null, 'bytes=4-2', 'bytes=-', 'bytes=-0', 'bytes=0-1,3-4', 'lines=1-2'])('%s is ignored', (header) => {
  expect(readRange(header)).toBeNull();
});
