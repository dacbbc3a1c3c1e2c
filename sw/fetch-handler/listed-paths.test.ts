import { expect, test } from 'vitest';
import { ListedPaths } from './listed-paths.ts';

const folder = 'https://a.test/r/';
const text = (...uris: string[]) => ['#EXTM3U', ...uris.map((uri) => `#EXTINF:2,\n${uri}`), ''].join('\n');

test('a file is found below the folder of its playlist, and nowhere else', () => {
  const paths = new ListedPaths();
  paths.learn(text('10.ts', 'low/1.ts?sig=1'), `${folder}main.m3u8?x=1`);
  const asked = [`${folder}10.ts`, `${folder}low/1.ts`, `${folder}0.ts`, `${folder}1.ts`, 'https://a.test/10.ts'];
  expect(asked.map((address) => paths.has(address))).toEqual([true, true, false, false, false]);
});

test('a new version of a playlist replaces the earlier one, which is returned', () => {
  const paths = new ListedPaths();
  const url = `${folder}main.m3u8`;
  expect(paths.learn(text('0.ts'), `${url}?x=1`)).toBeUndefined();
  expect(paths.learn(text('1.ts'), `${url}?x=2`)).toBe(text('0.ts'));
  expect(['0.ts', '1.ts'].map((path) => paths.has(`${folder}${path}`))).toEqual([false, true]);
});

test('the playlists that were read last are kept', () => {
  const paths = new ListedPaths();
  for (let reel = 0; reel < 1001; reel += 1) paths.learn(text('0.ts'), `${folder}${reel}/main.m3u8`);
  expect([0, 1, 1000].map((reel) => paths.has(`${folder}${reel}/0.ts`))).toEqual([false, true, true]);
});
