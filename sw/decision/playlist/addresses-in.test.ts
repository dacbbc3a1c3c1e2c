import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { resourceKey } from '../resource/identity.ts';
import { addressesIn, addressesNotPlainIn, folderOf, listsPlainPath } from './addresses-in.ts';

const list = 'https://a.example/r/main.m3u8?x=1';
/** Plain and odd URIs: only some of them can be resolved without parsing a URL. */
const uris = fc
  .array(fc.constantFrom('a', 'Z', '9', '-', '_', '.', '/', '..', '%', ' ', 'ä', '\\', '?', '=', '&', '~', ':80'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join(''))
  .filter((uri) => uri.trim() === uri && URL.canParse(uri, list));

it('every address is the one that a browser would request', () => {
  fc.assert(
    fc.property(uris, (uri) => {
      const [address] = new URL(uri, list).href.split('?');
      expect(addressesIn(`#EXTM3U\n${uri}`, list)).toEqual([address]);
    }),
  );
});

it('each address is a plain path that the text lists, or one of the others', () => {
  const uri = fc.oneof(uris, fc.stringMatching(/^[ab]\.[ab](\?[ab])?$/));
  const line = fc.oneof(
    uri,
    uri.map((written) => `  #EXT-X-MAP:URI="${written}"`),
    fc.constantFrom('#a.a', '', '#EXTINF:2,a.b'),
  );
  const folder = folderOf(list);
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n', '\r', ' \n\n '), (lines, lineEnd) => {
      const text = ['#EXTM3U', ...lines].join(lineEnd);
      const all = addressesIn(text, list);
      const others = new Set(addressesNotPlainIn(text, list));
      for (const address of [...all, `${folder}a.a`, `${folder}a.b`, `${folder}b`, `${folder}a`]) {
        const isListed = address.startsWith(folder) && listsPlainPath(text, address.slice(folder.length));
        expect(isListed || others.has(address)).toBe(all.includes(address));
      }
    }),
    { numRuns: 1000 },
  );
});

it('a tag after white space is read as a tag, not as an address', () => {
  expect(addressesIn('#EXTM3U\n  #EXT-X-MAP:URI="init.mp4"\n  #EXTINF:2,\n  0.m4s', list)).toEqual([
    'https://a.example/r/init.mp4',
    'https://a.example/r/0.m4s',
  ]);
});

it('an address has the same key whether or not its site is already known', () => {
  resourceKey('https://a.example/first', []);
  fc.assert(
    fc.property(uris, (uri) => {
      const written = `https://a.example/r/${uri}`;
      if (!URL.canParse(written)) return;
      expect(resourceKey(written, [], [])).toBe(resourceKey(new URL(written).href, [], []));
    }),
  );
});
