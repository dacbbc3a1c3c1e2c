import { expect, it } from 'vitest';
import { mediaHeaders } from '../../src/shared/media-headers.ts';
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
  sharedLinkBps: null,
  transferBytes: null,
};

it.each([
  [500, 'bytes 100-199/500'],
  [null, 'bytes 100-199/*'],
])('states the byte range and length of a part of a file of %s bytes', (fileBytes, contentRange) => {
  const { headers } = respondPart(new Blob(), { firstByte: 100, sizeBytes: 100, fileBytes }, from);
  expect([headers.get('content-range'), headers.get('content-length')]).toEqual([contentRange, '100']);
});

it.each(['eu', '欧洲', 'north\neast', '100 %', '\ud800'])('encodes any origin id as a header: %j', (originId) => {
  const { headers } = respondPart(new Blob(), { firstByte: 0, sizeBytes: 1, fileBytes: 1 }, { ...from, originId });
  expect(decodeURI(headers.get(mediaHeaders.origin) ?? '')).toBe(originId === '\ud800' ? '' : originId);
});
