import { expect, test } from 'vitest';
import { redactedJson } from './export-file.ts';

const exported = (facts: object): unknown => JSON.parse(redactedJson(facts));

test.each([
  ['https://cdn.example/koi/0.m4s?sig=SECRET&x=1', 'https://cdn.example/koi/0.m4s'],
  ['https://site.example/reels#access_token=SECRET', 'https://site.example/reels'],
  ['https://cdn.example/hdntl=exp=1~hmac=SECRET/koi/0.m4s', 'https://cdn.example/koi/0.m4s'],
  ['hdntl=exp=1~hmac=SECRET/koi/0.m4s', '/koi/0.m4s'],
  ['https://a.example/0.ts?sig=SECRET: gone → wanted (want)', 'https://a.example/0.ts gone → wanted (want)'],
])('an export contains no secret part of %s', (address, shown) => {
  expect(exported({ deliveries: [{ path: address }] })).toEqual({ deliveries: [{ path: shown }] });
});

test('an export blanks the viewer id, and leaves everything else unchanged', () => {
  const facts = { user_id: 'ann', reels: ['koi'], share: 0.5, isHere: true, agent: 'Mozilla/5.0 (X11; Linux)' };
  expect(exported({ queue: [facts] })).toEqual({ queue: [{ ...facts, user_id: '' }] });
});
