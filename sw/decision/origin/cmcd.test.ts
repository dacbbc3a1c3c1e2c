import { type Cmcd as OracleCmcd, encodeCmcd, toCmcdHeaders, toCmcdQuery } from '@svta/cml-cmcd';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCmcdQuery, type Cmcd, cmcdHeaders, cmcdQueryValue, relativePath } from './cmcd.ts';

const full: Cmcd = {
  br: 3200.4,
  bs: true,
  bl: 21_333,
  d: 4004,
  mtp: 25_433,
  nor: '../x y/segment-2.m4s?a=1&b="2"',
  nrr: '1000-1999',
  ot: 'v',
  rtp: 15_049,
  sf: 'h',
  sid: '6e2fb550-c457-11e9-bb97-0800200c9a66',
  st: 'v',
  su: true,
  tb: 6000,
  cid: 'reel "seven" \\ 1',
};

const v1 = { version: 1 } as const;
const words = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
const anyCmcd: fc.Arbitrary<Cmcd> = fc.record(
  {
    br: fc.integer({ min: 0, max: 100_000 }),
    tb: fc.integer({ min: 0, max: 100_000 }),
    d: fc.integer({ min: 1, max: 60_000 }),
    bl: fc.integer({ min: 0, max: 100_000 }),
    mtp: fc.integer({ min: 0, max: 1_000_000 }),
    rtp: fc.integer({ min: 0, max: 1_000_000 }),
    ot: fc.constantFrom('m', 'a', 'v', 'av', 'i', 'c', 'o'),
    nor: fc.webPath().filter((path) => path.length > 1 && !path.startsWith('//')),
    su: fc.boolean(),
    bs: fc.boolean(),
    cid: words,
    sid: fc.uuid(),
    st: fc.constantFrom('v', 'l'),
    sf: fc.constant('h'),
  },
  { requiredKeys: [] },
);

/** The reference's types follow a later version, in which numbers are lists; it still writes the earlier version. */
const asOracle = (cmcd: Cmcd): OracleCmcd => JSON.parse(JSON.stringify(cmcd));

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

test('headers and query equal those of the reference implementation', () => {
  const oracle = asOracle({ ...full, br: 3200 });
  expect(cmcdHeaders(full)).toEqual(lowerCased(toCmcdHeaders(oracle, v1)));
  expect(decodeURIComponent(cmcdQueryValue(full))).toBe(encodeCmcd(oracle, v1));
});

test('headers and query equal those of the reference implementation for any data', () => {
  fc.assert(
    fc.property(anyCmcd, (cmcd) => {
      const oracle = asOracle(cmcd);
      expect(cmcdHeaders(cmcd)).toEqual(lowerCased(toCmcdHeaders(oracle, v1)));
      const query = cmcdQueryValue(cmcd);
      expect(query === '' ? '' : `CMCD=${query}`).toBe(query === '' ? '' : toCmcdQuery(oracle, v1));
    }),
    { numRuns: 500 },
  );
});

test('text outside ASCII is encoded, so that a header can carry it', () => {
  const [value = ''] = Object.values(cmcdHeaders({ cid: 'Tromsø 🌌' }));
  expect(() => new Headers({ x: value })).not.toThrow();
  expect(decodeURIComponent(value)).toBe('cid="Tromsø 🌌"');
});

test('a lone surrogate is left out', () => {
  const cid = `${'x'.repeat(63)}🌌`.slice(0, 64);
  expect(cmcdHeaders({ cid })).toEqual({ 'cmcd-session': `cid="${'x'.repeat(63)}"` });
  expect(addCmcdQuery('https://a.test/s.m4s', { cid })).toContain('xxx');
});

test('false, NaN and negative values are left out', () => {
  expect(cmcdHeaders({ su: false, bs: false, bl: Number.NaN, br: -1 })).toEqual({});
});

test.each([
  ['https://a.test/s.m4s', 'https://a.test/s.m4s?CMCD=su'],
  ['https://a.test/s.m4s?t=1', 'https://a.test/s.m4s?t=1&CMCD=su'],
  ['https://a.test/s.m4s#x', 'https://a.test/s.m4s?CMCD=su#x'],
])('%s with the CMCD query is %s', (url, expected) => {
  expect(addCmcdQuery(url, { su: true })).toBe(expected);
  expect(addCmcdQuery(url, {})).toBe(url);
});

test.each([
  ['https://a.test/r/1/s1.m4s', 'https://a.test/r/1/s2.m4s', 's2.m4s'],
  ['https://a.test/r/1/s1.m4s', 'https://a.test/r/2/s1.m4s?t=1', '../2/s1.m4s?t=1'],
  ['https://a.test/r/main.m3u8', 'https://a.test/r/360/init.mp4', '360/init.mp4'],
  ['https://a.test/r/1/', 'https://a.test/', '../../'],
  ['https://a.test/s1.m4s', 'https://b.test/s2.m4s', null],
])('the relative path from %s to %s is %s', (from, to, path) => {
  expect(relativePath(from, to)).toBe(path);
});

test('the relative path resolves to its target', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webPath(), (from, to) => {
      const [fromUrl, toUrl] = [`https://a.test/x${from}`, `https://a.test/x${to}`];
      const path = relativePath(fromUrl, toUrl) ?? '';
      // An empty path, or a first segment with a colon, would not be resolved as a relative path.
      fc.pre(path !== '' && !path.startsWith('/') && !path.startsWith('?') && !/^[^/]*:/.test(path));
      expect(new URL(path, fromUrl).href).toBe(new URL(toUrl).href);
    }),
  );
});
