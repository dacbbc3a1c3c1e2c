import { expect, test } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { ForbiddenCopies } from './forbidden-copies.ts';

const at = (url: string) => resourceOf(url, null, { origins: [], volatileParameters: [] });
const segment = at('https://a.test/one/0.m4s');

test('a refusal applies to all files of its kind at its origin until one of them is cached', () => {
  const forbidden = new ForbiddenCopies();
  forbidden.refuse(segment, { scope: 'origin' });
  const others = ['https://a.test/two/7.m4s', 'https://a.test/two/main.m3u8', 'https://b.test/two/7.m4s'].map(at);
  expect(others.map((other) => forbidden.has(other))).toEqual([true, false, false]);
  forbidden.allow(at('https://a.test/two/8.m4s'));
  expect(forbidden.has(segment)).toBe(false);
});

test('a refusal that holds for one file only does not forbid prefetching', () => {
  const forbidden = new ForbiddenCopies();
  forbidden.refuse(segment, { scope: 'file' });
  expect(forbidden.has(segment)).toBe(false);
});

test('a refusal of public files does not apply to files that are cached for one viewer', () => {
  const forbidden = new ForbiddenCopies();
  const own = { ...segment, viewer: { partition: 'p', credentials: 'include', headers: {} } } as const;
  forbidden.refuse(segment, { scope: 'origin' });
  expect(forbidden.has(own)).toBe(false);
});

test('a personal folder does not affect other folders until three in a row are personal', () => {
  const forbidden = new ForbiddenCopies();
  const isForbidden = (folder: string) => forbidden.has(at(`https://a.test/${folder}/1.m4s`));
  const refuse = (folder: string) => forbidden.refuse(at(`https://a.test/${folder}/0.m4s`), { scope: 'folder' });
  for (const folder of ['ann', 'ann', 'bob']) refuse(folder);
  expect(['ann', 'bob', 'all'].map(isForbidden)).toEqual([true, true, false]);
  forbidden.allow(at('https://a.test/all/0.m4s'));
  refuse('cid');
  expect(['ann', 'cid', 'new'].map(isForbidden)).toEqual([true, true, false]);
  for (const folder of ['dan', 'eve']) refuse(folder);
  expect(isForbidden('new')).toBe(true);
});

test('a playlist that may not be cached is still fetched while its segments may be cached', () => {
  const forbidden = new ForbiddenCopies();
  const text = at('https://a.test/one/main.m3u8');
  forbidden.refuse(text, { scope: 'origin' });
  expect(forbidden.has(text)).toBe(false);
  forbidden.refuse(segment, { scope: 'origin' });
  expect(forbidden.has(text)).toBe(true);
  forbidden.allow(segment);
  expect(forbidden.has(text)).toBe(false);
});

test('files that a page requests with its own credentials are not prefetched until it omits them', () => {
  const forbidden = new ForbiddenCopies();
  const own = { ...segment, viewer: { partition: 'p', credentials: 'include', headers: {} } } as const;
  const others = [segment, at('https://a.test/two/7.m4s'), at('https://b.test/one/0.m4s'), own];
  forbidden.noteRequest('https://a.test/one/1.m4s', true);
  forbidden.allow(segment);
  expect(others.map((other) => forbidden.has(other))).toEqual([true, true, false, false]);
  forbidden.noteRequest('https://a.test/one/2.m4s', false);
  expect(forbidden.has(segment)).toBe(false);
});
