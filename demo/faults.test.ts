import { expect, it } from 'vitest';
import { corrupt, Faults } from './faults';

it('applies a fault to as many requests as its count says, then lets them pass', () => {
  const faults = new Faults();
  faults.set([{ path: '.m4s', kind: 'reset', count: 2 }]);
  expect(['/a/0.m4s', '/a/1.m4s', '/a/2.m4s'].map((path) => faults.take(path))).toEqual(['reset', 'reset', null]);
});

it('applies a fault with a count of -1 until the faults are replaced', () => {
  const faults = new Faults();
  faults.set([{ path: 'tide', kind: 'slow', count: -1 }]);
  for (let request = 0; request < 100; request++) expect(faults.take('/tide/main.m3u8')).toBe('slow');
  faults.set([]);
  expect(faults.take('/tide/main.m3u8')).toBeNull();
});

it('applies the first matching fault that is not used up', () => {
  const faults = new Faults();
  faults.set([
    { path: '/a/', kind: 'status', count: 1 },
    { path: '.m3u8', kind: 'corrupt', count: -1 },
  ]);
  expect([faults.take('/a/x.m3u8'), faults.take('/a/x.m3u8'), faults.take('/a/0.m4s')]).toEqual([
    'status',
    'corrupt',
    null,
  ]);
});

it('matches a path with a star against the whole path, and takes other special characters literally', () => {
  const faults = new Faults();
  faults.set([{ path: 'copies/*/0.m4s', kind: 'reset', count: -1 }]);
  expect(faults.take('/copies/3/tide/540x960/0.m4s')).toBe('reset');
  expect(faults.take('/copies/3/tide/540x960/0xm4s')).toBeNull();
  expect(faults.take('/other/copies/3/0.m4s')).toBeNull();
});

it('corrupts a body without changing its length or the original', () => {
  const body = Buffer.alloc(1000, 7);
  const spoilt = corrupt(body);
  expect(spoilt).toHaveLength(1000);
  expect(spoilt.equals(body)).toBe(false);
  expect(body.every((byte) => byte === 7)).toBe(true);
});
