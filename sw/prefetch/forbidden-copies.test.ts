import { expect, test } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { ForbiddenCopies } from './forbidden-copies.ts';

const at = (url: string) => resourceOf(url, null, { origins: [], volatileParameters: [] });
const segment = at('https://a.test/one/0.m4s');

test('what became of one file is expected of all of its kind at its origin, until one of them is kept', () => {
  const forbidden = new ForbiddenCopies();
  forbidden.refuse(segment, { isOfFile: false });
  const others = ['https://a.test/two/7.m4s', 'https://a.test/two/main.m3u8', 'https://b.test/two/7.m4s'].map(at);
  expect(others.map((other) => forbidden.has(other))).toEqual([true, false, false]);
  forbidden.allow(at('https://a.test/two/8.m4s'));
  expect(forbidden.has(segment)).toBe(false);
});

test('a file that is refused for what it holds says nothing of others', () => {
  const forbidden = new ForbiddenCopies();
  forbidden.refuse(segment, { isOfFile: true });
  expect(forbidden.has(segment)).toBe(false);
});

test('what is kept for each viewer apart says nothing of what is kept for everybody', () => {
  const forbidden = new ForbiddenCopies();
  const own = { ...segment, viewer: { partition: 'p', credentials: 'include', headers: {} } } as const;
  forbidden.refuse(segment, { isOfFile: false });
  expect(forbidden.has(own)).toBe(false);
});
