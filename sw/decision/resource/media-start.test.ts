import { expect, test } from 'vitest';
import { startsAsMedia } from './media-start.ts';

const bytes = (start: string, length = 400, more: Readonly<Record<number, number>> = {}) => {
  const body = new Uint8Array(length);
  body.set(Buffer.from(start, 'latin1'));
  for (const [at, byte] of Object.entries(more)) body[Number(at)] = byte;
  return body;
};

test.each([
  ['a transport stream', bytes('G', 400, { 188: 0x47 })],
  ['a fragment', bytes('\0\0\0\x18moof')],
  ['an initialisation section', bytes('\0\0\0\x18ftypiso6')],
  ['AAC', bytes('\xFF\xF1')],
  ['MP3', bytes('\xFF\xFB')],
  ['sound after an ID3 tag', bytes('ID3')],
  ['captions', bytes('WEBVTT\n')],
])('the beginning of %s is recognised as media', (_what, body) => {
  expect(startsAsMedia(body)).toBe(true);
});

test.each([
  ['a key that starts like sound', bytes('\xFF\xF1', 16)],
  ['a page', bytes('<!doctype html>')],
  ['a JSON response', bytes('{"VERSION":1}')],
  ['text that begins with a G', bytes('Good morning')],
])('the beginning of %s is not recognised as media', (_what, body) => {
  expect(startsAsMedia(body)).toBe(false);
});
