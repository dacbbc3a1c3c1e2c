import { expect, it } from 'vitest';
import type { Provenance } from './provenance.ts';
import { respondPart } from './respond.ts';

const from: Provenance = {
  contentType: 'video/mp4',
  headers: {},
  source: 'memory',
  originId: 'a',
  firstByteMs: 1,
  transferMs: null,
  ageMs: null,
  spentMs: null,
  sharesLine: false,
  transferBytes: null,
};

it.each([
  ['inside the file', { firstByte: 100, lastByte: 199 }, 500, 'bytes 100-199/500', '100'],
  ['past its end', { firstByte: 400, lastByte: 1023 }, 500, 'bytes 400-499/500', '100'],
  ['of a file of unknown size', { firstByte: 0, lastByte: 99 }, null, 'bytes 0-99/*', '100'],
])('says which bytes a part has: %s', (_where, range, fileBytes, contentRange, length) => {
  const { headers } = respondPart(new Blob(), { range, fileBytes }, from);
  expect([headers.get('content-range'), headers.get('content-length')]).toEqual([contentRange, length]);
});
