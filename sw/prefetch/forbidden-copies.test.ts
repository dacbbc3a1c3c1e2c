import { expect, test } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { ForbiddenCopies } from './forbidden-copies.ts';

const identity = { origins: [], volatileParameters: [] };
const at = (url: string) => resourceOf(url, null, identity);
const segment = at('https://a.test/one/0.m4s');
const noStore = { 'cache-control': 'no-store' };

test('what an origin says of one file holds for all of that kind, until it says something else', () => {
  const forbidden = new ForbiddenCopies();
  forbidden.learn(segment, noStore);
  const others = ['https://a.test/two/7.m4s', 'https://a.test/two/main.m3u8', 'https://b.test/two/7.m4s'].map(at);
  expect(others.map((other) => forbidden.has(other))).toEqual([true, false, false]);
  forbidden.learn(at('https://a.test/two/8.m4s'), { 'cache-control': 'max-age=60' });
  expect(forbidden.has(segment)).toBe(false);
});

test("what is the viewer's own may be kept in the viewer's own partition", () => {
  const forbidden = new ForbiddenCopies();
  const own = { ...segment, viewer: { partition: 'p', credentials: 'include', headers: {} } } as const;
  forbidden.learn(own, { 'cache-control': 'private' });
  expect(forbidden.has(own)).toBe(false);
  forbidden.learn(segment, { 'cache-control': 'private' });
  expect(forbidden.has(segment)).toBe(true);
});
