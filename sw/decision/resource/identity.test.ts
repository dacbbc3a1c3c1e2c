import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Origin } from '../../../src/shared/feed.ts';
import { defaultVolatileParameters, originOf, replicaUrls, resourceKey } from './identity.ts';

const origins: readonly Origin[] = [
  { id: 'b', url: 'https://b.example/media/' },
  { id: 'a', url: 'https://a.example/' },
  { id: 'c', url: 'https://b.example/media/mirror/' },
];
const unrelated: readonly Origin[] = [{ id: 'z', url: 'https://z.example/' }];

const path = fc
  .array(fc.stringMatching(/^[a-z0-9_-]{1,8}$/), { minLength: 1, maxLength: 4 })
  .filter((parts) => parts[0] !== 'mirror')
  .map((parts) => parts.join('/'));
const stableName = fc.stringMatching(/^[a-z]{2,6}$/).filter((name) => !isListed(name));
const stablePairs = fc.uniqueArray(fc.tuple(stableName, fc.stringMatching(/^[A-Za-z0-9%20+]{0,6}$/)), {
  selector: ([name]) => name,
});
const volatileName = fc
  .constantFrom(...defaultVolatileParameters)
  .chain((pattern) => (pattern.endsWith('*') ? fc.constantFrom(pattern.replace('*', 'date')) : fc.constant(pattern)))
  .chain((name) => fc.constantFrom(name, name.toUpperCase()));
const volatilePairs = fc.array(fc.tuple(volatileName, fc.stringMatching(/^[A-Za-z0-9]{1,9}$/)), { maxLength: 3 });

function isListed(name: string): boolean {
  return defaultVolatileParameters.some((pattern) => pattern === name);
}

function queryOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

function sorted(pairs: readonly (readonly [string, string])[]): string {
  return queryOf(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe('resourceKey', () => {
  test('is the same for all replicas, in whatever order the origins are listed', () => {
    fc.assert(
      fc.property(path, fc.shuffledSubarray([...origins], { minLength: 3 }), (rest, shuffled) => {
        const keys = origins.map(({ url }) => resourceKey(`${url}${rest}`, shuffled));
        expect(new Set(keys).size).toBe(1);
      }),
    );
  });

  test('ignores volatile parameters, their case and place, and the order of the others', () => {
    fc.assert(
      fc.property(path, stablePairs, volatilePairs, fc.infiniteStream(fc.nat()), (rest, stable, signing, order) => {
        const signature: [string, string] = ['token', 'x'];
        const shuffled = [...stable, ...signing, signature]
          .map((pair) => ({ pair, place: order.next().value }))
          .toSorted((x, y) => x.place - y.place)
          .map(({ pair }) => pair);
        const signed = resourceKey(`https://a.example/${rest}${queryOf(shuffled)}`, origins);
        expect(signed).toBe(resourceKey(`https://a.example/${rest}${queryOf(stable)}`, origins));
      }),
    );
  });

  test('differs when the path, a stable parameter or the range differs', () => {
    const resource = fc.record({
      rest: path,
      pairs: stablePairs,
      range: fc.option(fc.record({ firstByte: fc.nat(99), lastByte: fc.nat(999) }), { nil: undefined }),
    });
    fc.assert(
      fc.property(resource, resource, (one, other) => {
        const [oneKey, otherKey] = [one, other].map(({ rest, pairs, range }) =>
          resourceKey(`https://a.example/${rest}${queryOf(pairs)}`, origins, undefined, range),
        );
        const same =
          one.rest === other.rest &&
          sorted(one.pairs) === sorted(other.pairs) &&
          JSON.stringify(one.range) === JSON.stringify(other.range);
        expect(oneKey === otherKey).toBe(same);
      }),
    );
  });

  test('differs for equal paths below unrelated origins', () => {
    fc.assert(
      fc.property(path, (rest) => {
        const here = resourceKey(`https://a.example/${rest}`, origins);
        expect(resourceKey(`https://z.example/${rest}`, unrelated)).not.toBe(here);
        expect(resourceKey(`https://unknown.example/${rest}`, origins)).not.toBe(here);
      }),
    );
  });

  test('maps a key to itself', () => {
    fc.assert(
      fc.property(path, stablePairs, (rest, pairs) => {
        const key = resourceKey(`https://b.example/media/${rest}${queryOf(pairs)}`, origins);
        expect(resourceKey(key, origins)).toBe(key);
      }),
    );
  });

  test('takes the longest of nested bases', () => {
    expect(resourceKey('https://b.example/media/mirror/x.ts', origins)).toBe('https://a.example/x.ts');
    expect(originOf('https://b.example/media/mirror/x.ts', origins)?.id).toBe('c');
    expect(originOf('https://b.example/other/x.ts', origins)).toBeUndefined();
  });

  test('is the full URL without signature and fragment if no known origin matches', () => {
    expect(resourceKey('https://x.example/v.ts?b=2&Signature=s&a=1&a=0#t', origins)).toBe(
      'https://x.example/v.ts?a=1&a=0&b=2',
    );
  });

  test('leaves out a path segment that signs a folder, but no other segment with an equals sign', () => {
    const keyOf = (part: string) => resourceKey(`https://a.example/v/${part}/1.ts`, origins);
    const plain = resourceKey('https://a.example/v/1.ts', origins);
    for (const signature of [
      'hdntl=exp=1700000000~acl=%2fv%2f*~data=hdntl~hmac=0a1b',
      'exp=1700000000~acl=*~hmac=0a1b',
      'bcdn_token=x&expires=1700000000&token_path=%2Fv%2F',
      'Edge-Cache-Token=Expires=1700000000&KeyName=k&Signature=s',
    ])
      expect(keyOf(signature)).toBe(plain);
    for (const other of ['q=720', 'e=3', 'lang=de~kind=dub', 'token']) expect(keyOf(other)).not.toBe(plain);
    expect(resourceKey('https://a.example/v/token=1.ts', origins)).not.toBe(
      resourceKey('https://a.example/v/', origins),
    );
  });

  test('does not match an origin whose host is only the beginning of another host', () => {
    const [key] = ['https://a.example.evil/x'].map((url) => resourceKey(url, [{ id: 'a', url: 'https://a.example' }]));
    expect(key).toBe('https://a.example.evil/x');
  });

  test('compares normalised URLs', () => {
    const key = resourceKey('https://A.example:443/./p/../x.ts', [{ id: 'a', url: 'HTTPS://a.EXAMPLE' }]);
    expect(key).toBe('https://a.example/x.ts');
  });

  test('keeps parameters that only look alike', () => {
    const keys = ['?a=%26', '?a=&', '?a=+', '?a=%20', '?a', '?tokens=1', '?x-am=1', '?%74oken=1&%'].map((query) =>
      resourceKey(`https://a.example/x${query}`, origins),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.at(-1)).toBe('https://a.example/x?%');
  });

  test('accepts another list of volatile parameters', () => {
    expect(resourceKey('https://a.example/x?Visit=1&visitor=2&token=3', origins, ['VISIT*'])).toBe(
      'https://a.example/x?token=3',
    );
  });

  test('marks a byte range so that no URL can be mistaken for it', () => {
    const range = { firstByte: 0, lastByte: 99 };
    const key = resourceKey('https://a.example/x.mp4', origins, undefined, range);
    expect(key).toBe('https://a.example/x.mp4#bytes=0-99');
    expect(resourceKey(key, origins)).toBe('https://a.example/x.mp4');
  });

  test('throws an error that quotes a URL that is not absolute', () => {
    expect(() => resourceKey('reel/x.ts', origins)).toThrow('url "reel/x.ts" is not an absolute URL');
  });
});

describe('replicaUrls', () => {
  test('lists each origin once, the given one first, with the whole query', () => {
    fc.assert(
      fc.property(path, fc.constantFrom(...origins), volatilePairs, (rest, asked, pairs) => {
        const url = `${asked.url}${rest}${queryOf(pairs)}`;
        const replicas = replicaUrls(url, origins);
        expect(replicas[0]).toBe(url);
        expect(replicas.toSorted()).toEqual(
          origins.map((origin) => `${origin.url}${rest}${queryOf(pairs)}`).toSorted(),
        );
      }),
    );
  });

  test('returns only the URL itself if no known origin matches', () => {
    expect(replicaUrls('https://x.example/v.ts?token=1', origins)).toEqual(['https://x.example/v.ts?token=1']);
  });
});

test('a key has the given base, even if no current replica has it', () => {
  const url = 'https://a.example/x/1.m4s';
  expect(resourceKey(url, origins, [], undefined, 'https://gone.example/')).toBe('https://gone.example/x/1.m4s');
  expect(resourceKey('https://else.example/1.m4s', origins, [], undefined, 'https://gone.example/')).toBe(
    'https://else.example/1.m4s',
  );
});

test('expiry parameters are ignored beside a signature, but identify a resource without one', () => {
  const keyOf = (query: string) => resourceKey(`https://z.example/v.ts?${query}`, []).split('?')[1];
  expect(keyOf('e=5&st=7&exp=1&policy=p&sig=x')).toBeUndefined();
  expect(keyOf('e=5&st=7')).toBe('e=5&st=7');
  expect(keyOf('e=6')).not.toBe(keyOf('e=5'));
});

test('a volatile parameter is matched by its whole name, whatever characters it contains', () => {
  const names = ['a.b', 'c+*', 'Ü'];
  const keyOf = (query: string) => resourceKey(`https://z.example/v.ts?${query}`, [], names).split('?')[1];
  expect(keyOf('a.b=1&axb=2&c%2B=3&c%2Bd%3De=4&%C3%BC=5&xa.b=6&a.bx=7')).toBe('a.bx=7&axb=2&xa.b=6');
});

test('a key does not change with a signature in the URL of its origin', () => {
  const keyOn = (day: string) => {
    const base = `https://a.example/hdntl=exp=${day}~acl=/*~hmac=secret/`;
    return resourceKey(`${base}r/v.ts`, [{ id: 'a', url: base }], undefined, undefined, base);
  };
  expect([keyOn('1'), keyOn('2')]).toEqual(['https://a.example/r/v.ts', 'https://a.example/r/v.ts']);
});
