import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalNumber, parseAttributes, wholeNumber } from './attribute-list.ts';

const asIs = (quoted: string): string => quoted;

test('quoted values keep their commas and equals signs', () => {
  const attributes = parseAttributes('BANDWIDTH=1,CODECS="avc1.4d401f,mp4a.40.2", X-A="b=c",LAST=YES', asIs);
  expect([...attributes]).toEqual([
    ['BANDWIDTH', '1'],
    ['CODECS', 'avc1.4d401f,mp4a.40.2'],
    ['X-A', 'b=c'],
    ['LAST', 'YES'],
  ]);
});

test('only quoted values are substituted', () => {
  const attributes = parseAttributes('A=x,B="x",C=0x1', (quoted) => `<${quoted}>`);
  expect([...attributes.values()]).toEqual(['x', '<x>', '0x1']);
});

test('a quote that is never closed ends at the next comma', () => {
  expect([...parseAttributes('A="x,B=1', asIs)]).toEqual([
    ['A', '"x'],
    ['B', '1'],
  ]);
});

test('a lone quote is an empty value', () => {
  expect([...parseAttributes('A=",B=1', asIs).values()]).toEqual(['', '1']);
  expect([...parseAttributes('A=1,B="', asIs).values()]).toEqual(['1', '']);
});

test('every well-formed list is read back', () => {
  const entry = fc.tuple(fc.stringMatching(/^[A-Z][A-Z0-9-]{0,9}$/), fc.stringMatching(/^[^"\r\n]{0,12}$/));
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ([name]) => name }), (entries) => {
      const list = entries.map(([name, value]) => `${name}="${value}"`).join(',');
      expect([...parseAttributes(list, asIs)]).toEqual(entries);
    }),
  );
});

test.each([
  ['unclosed quotes', 'A="x'.repeat(250_000)],
  ['no equals sign', '"'.repeat(1_000_000)],
  ['nothing but commas', ','.repeat(1_000_000)],
  ['empty quotes', '"=",'.repeat(250_000)],
])('a megabyte of %s is read in linear time', (_, list) => {
  const startMs = performance.now();
  parseAttributes(list, asIs);
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

test('a number is read from the beginning of a value, and is never negative or infinite', () => {
  expect([' 12x', '1.5', '-1', '', 'x', undefined].map(wholeNumber)).toEqual([12, 1, null, null, null, null]);
  expect(wholeNumber('9'.repeat(400))).toBe(Number.MAX_SAFE_INTEGER);
  expect(['29.97', '.5x', '-1', 'Infinity', '', undefined].map(decimalNumber)).toEqual([
    29.97,
    0.5,
    null,
    null,
    null,
    null,
  ]);
});
