import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHttpDate } from './http-date.ts';

const example = Date.UTC(1994, 10, 6, 8, 49, 37);

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', example],
  ['Sunday, 06-Nov-94 08:49:37 GMT', example],
  ['Sun Nov  6 08:49:37 1994', example],
  ['Fri, 31 Dec 2027 23:59:60 GMT', Date.UTC(2028, 0, 1)],
  ['Tue, 19 Jan 2038 03:14:08 GMT', 2 ** 31 * 1000],
  ['Thursday, 01-Jan-70 00:00:00 GMT', 0],
])('%s is parsed as a date', (text, timeMs) => {
  expect(parseHttpDate(text)).toBe(timeMs);
});

test.each([
  null,
  '',
  '0',
  '-1',
  '2030',
  'never',
  '2030-01-01T00:00:00Z',
  'Sun, 06 Nov 1994 08:49:37 CET',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun 06 Nov 1994 08:49:37 GMT',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06 nov 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 8:49:37 GMT',
  'Sun, 06 Nov 1994 25:00:00 GMT',
  'Fri, 31 Feb 2031 00:00:00 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 2094 08:49:37 GMT',
])('%j is not a valid date', (text) => {
  expect(parseHttpDate(text)).toBeNull();
});

test('a date that Date.toUTCString writes is parsed back to the same second', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
      expect(parseHttpDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});
