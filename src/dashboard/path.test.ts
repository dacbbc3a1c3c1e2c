import { expect, it } from 'vitest';
import { shortPath } from './path.ts';

it('shows the end of a path, without the query that signs it', () => {
  expect(shortPath('/cdn/media/aurora/540x960/004.m4s?token=secret')).toBe('aurora/540x960/004.m4s');
  expect(shortPath('film.mp4')).toBe('film.mp4');
  expect(shortPath('')).toBe('');
});
