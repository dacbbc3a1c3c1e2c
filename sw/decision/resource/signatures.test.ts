import { expect, it } from 'vitest';
import { unsignedText, withoutSignatures } from './signatures.ts';

it('data to be persisted has no signature in any of its addresses', () => {
  const facts = {
    list: [{ url: 'https://a.example/v.m3u8?v=2&token=secret' }],
    said: 'GET http://b.example/x?sig=secret failed',
  };
  expect(withoutSignatures(facts)).toEqual({
    list: [{ url: 'https://a.example/v.m3u8?v=2' }],
    said: 'GET http://b.example/x failed',
  });
  const signed = 'https://a.example/hdntl=exp=9~acl=/*~hmac=secret/r/v.m3u8';
  expect(withoutSignatures({ said: `GET ${signed} failed` })).toEqual({
    said: 'GET https://a.example/r/v.m3u8 failed',
  });
  expect(withoutSignatures({ said: 'https://a.example/r/v=2.m3u8' })).toEqual({ said: 'https://a.example/r/v=2.m3u8' });
  const part = 'https://a.example/v.mp4?v=2#bytes=0-9';
  expect(withoutSignatures([part, part.replace('v=2', 'v=2&sig=secret')])).toEqual([part, part]);
  expect(withoutSignatures({ said: 'https://[?token=secret' })).toEqual({ said: 'https://[' });
  const headers = { 'content-location': '/x?b=1&token=secret', link: '<next?sig=secret>; rel="next", </a?b=1&a=2>' };
  expect(withoutSignatures({ headers })).toEqual({
    headers: { 'content-location': '/x?b=1', link: '<next>; rel="next", </a?b=1&a=2>' },
  });
  expect(withoutSignatures(undefined)).toBeUndefined();
});

it('a playlist loses its signatures, and one without any is recognised', () => {
  const text = (query: string) => `#EXTM3U\n#EXTINF:2,\n0.m4s${query}\n#EXT-X-ENDLIST`;
  const url = 'https://a.example/r/v.m3u8?token=secret';
  expect(unsignedText(text('?token=secret&v=2'), url, ['token'])).toBe(
    '#EXTM3U\n#EXTINF:2,\nhttps://a.example/r/0.m4s?v=2\n#EXT-X-ENDLIST',
  );
  expect(unsignedText(text('?b=1&a=2'), url, ['token'])).toBeNull();
});
