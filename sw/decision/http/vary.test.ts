import { expect, test } from 'vitest';
import { matches, selectionOf } from './vary.ts';

const reader = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;
const dutch = reader({ 'accept-language': 'nl, en;q=0.5', authorization: 'Bearer secret' });

test.each([null, '', ' , ', 'Origin', 'accept-encoding, Origin', 'User-Agent', 'Access-Control-Request-Headers'])(
  'a response with Vary %j matches every request',
  (vary) => {
    const selection = selectionOf(vary, dutch);
    expect(selection).toEqual({});
    expect(matches(selection ?? {}, reader({ origin: 'https://else.example' }))).toBe(true);
  },
);

test.each(['*', 'Accept-Language, *', 'Cookie', 'Sec-Fetch-Dest', 'DPR', 'Referer', 'x,'.repeat(600)])(
  'a response with a Vary that cannot be compared matches no request (case %#)',
  (vary) => {
    expect(selectionOf(vary, dutch)).toBeNull();
  },
);

test.each<[string, string, Record<string, string>, boolean]>([
  ['the same value', 'Accept-Language', { 'accept-language': 'nl, en;q=0.5' }, true],
  ['the same value with different spacing', 'accept-language', { 'accept-language': ' nl,en;q=0.5 ' }, true],
  ['another value', 'Accept-Language', { 'accept-language': 'en' }, false],
  ['no value', 'Accept-Language', {}, false],
  ['a header that neither request has', 'X-Tier', {}, true],
  ['a header that only the later request has', 'X-Tier', { 'x-tier': 'gold' }, false],
  ['an empty header, which is not a missing one', 'X-Tier', { 'x-tier': '' }, false],
  [
    'a different value for one of two headers',
    'Accept-Language, X-Tier',
    { 'accept-language': 'nl, en;q=0.5', 'x-tier': '1' },
    false,
  ],
  ['a different value for a header that Vary does not name', 'X-Tier', { 'accept-language': 'en' }, true],
])('a later request is compared by the headers in Vary: %s', (_, vary, headers, isMatch) => {
  const selection = selectionOf(vary, dutch);
  expect(matches(selection ?? { never: '' }, reader(headers))).toBe(isMatch);
});

test('cookies are not compared within the partition of one viewer', () => {
  expect(selectionOf('Cookie', dutch, true)).toEqual({});
});

test('a selection contains no token, is small, and survives JSON', () => {
  const selection = selectionOf('Authorization', dutch);
  expect(JSON.stringify(selection)).not.toContain('secret');
  expect(selectionOf('X-Long', reader({ 'x-long': 'x'.repeat(60_000) }))).toBeNull();
  expect(matches(JSON.parse(JSON.stringify(selection)), dutch)).toBe(true);
  expect(matches(selection ?? {}, reader({ authorization: 'Bearer other' }))).toBe(false);
});
