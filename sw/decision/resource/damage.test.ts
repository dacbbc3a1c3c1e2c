import { expect, test } from 'vitest';
import { isDamagedStart } from './damage.ts';
import { type Identity, resourceOf } from './resource.ts';

const identity: Identity = { origins: [], volatileParameters: [] };
const resource = (path: string, range: { firstByte: number; lastByte: number } | null = null) =>
  resourceOf(`https://a.test/${path}`, range, identity);
const text = (content: string) => new TextEncoder().encode(content);
const box = Uint8Array.from([0, 0, 0, 24, 0x73, 0x74, 0x79, 0x70, 1, 2, 3, 4]);

test.each([
  ['a segment', resource('s.m4s'), box, 5003],
  ['a segment with a query', resource('s.m4s?token=1'), box, 5003],
  ['an init section', resource('init.mp4'), box, 707],
  ['a playlist', resource('p.m3u8'), text('#EXTM3U\n#EXT-X-VERSION:7'), Number.POSITIVE_INFINITY],
  [
    'a playlist with a byte order mark',
    resource('p.m3u8'),
    text('\uFEFF#EXTM3U\n#EXT-X-VERSION:7'),
    Number.POSITIVE_INFINITY,
  ],
  ['a box that reaches to the end', resource('s.m4s'), Uint8Array.from([0, 0, 0, 0, ...box.subarray(4)]), 5003],
  ['a box with a 64-bit size', resource('s.m4s'), Uint8Array.from([0, 0, 0, 1, ...box.subarray(4)]), 5003],
  ['a segment that is encrypted as a whole', resource('s.m4s'), text('any cipher at all'), 5008],
  [
    'a segment that starts with an unknown box',
    resource('s.m4s'),
    Uint8Array.from([0, 0, 0, 24, 0x7a, 0x7a, 0x7a, 0x7a, 1, 2, 3, 4]),
    5003,
  ],
  ['a segment of unknown length', resource('s.m4s'), text('any cipher at all'), Number.POSITIVE_INFINITY],
  ['a transport stream in a file named .m4s', resource('s.m4s'), Uint8Array.from([0x47, 0x40, ...box]), 5003],
  ['sound with an ID3 tag in a file named .m4a', resource('s.m4a'), text('ID3\u0004 any sound'), 5003],
  ['a segment in counter mode, which is as long as its plain text', resource('s.m4s'), text('any cipher!!'), 5003],
  ['a transport stream, whatever it starts with', resource('s.ts'), text('not looked at'), 5003],
  [
    'a playlist that begins with empty lines',
    resource('p.m3u8'),
    text('\r\n\r\n  #EXTM3U\n'),
    Number.POSITIVE_INFINITY,
  ],
  ['a part of a file', resource('all.mp4', { firstByte: 70, lastByte: 99 }), text('in the middle'), 30],
  ['a start that is too short to judge', resource('s.m4s'), text('<html>'), 6],
])('%s is not damaged', (_, one, start, mostBytes) => {
  expect(isDamagedStart(one, start, mostBytes)).toBe(false);
});

test.each([
  ['a segment that is a page', resource('s.m4s'), text('<!doctype html>'), 5003],
  ['a segment with a flipped first byte', resource('s.m4s'), Uint8Array.from([255, ...box.subarray(1)]), 5003],
  [
    'a flipped byte in a segment of whole cipher blocks',
    resource('s.m4s'),
    Uint8Array.from([255, ...box.subarray(1)]),
    5008,
  ],
  ['a transport stream that is a page', resource('s.ts'), text('\n<HTML><body>'), 5003],
  ['an init section that is a page', resource('init.mp4'), text('<html><head><title>'), 707],
  ['a playlist that is a page', resource('p.m3u8'), text('<!doctype html>'), Number.POSITIVE_INFINITY],
  ['a box that is longer than its file', resource('s.m4s'), Uint8Array.from([0, 1, ...box.subarray(2)]), 5003],
])('%s is damaged', (_, one, start, mostBytes) => {
  expect(isDamagedStart(one, start, mostBytes)).toBe(true);
});
