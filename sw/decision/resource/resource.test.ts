import { describe, expect, it } from 'vitest';
import { keyOf, sameKeyUrls } from './resource.ts';

const [here, there] = ['https://a.example/', 'https://b.example/'];
const origins = [here, there].map((url) => ({ id: url, url }));
const identity = { origins, volatileParameters: ['token', 'e', 'expires'] };

describe('reels whose URLs differ at most in a signature', () => {
  it('get different keys at every replica if nothing else differs, and no key reveals the signature', () => {
    const exactPrefixes = sameKeyUrls([`${here}play?token=1`, `${here}play?token=2`, `${here}other?token=3`], identity);
    expect(exactPrefixes).toEqual([`${here}play`, `${there}play`]);
    const nameOf = (url: string) => keyOf(url, { ...identity, exactPrefixes });
    expect(nameOf(`${here}play?token=1`)).toBe(nameOf(`${there}play?token=1`));
    expect(nameOf(`${here}play?token=1`)).not.toBe(nameOf(`${here}play?token=2`));
    expect(nameOf(`${here}play?token=1`)).not.toContain('token');
    expect(nameOf(`${here}other?token=3`)).toBe(nameOf(`${here}other?token=4`));
  });

  it('are the same reel at two places of the feed if the signature expires', () => {
    for (const query of ['token=1&expires=9', 'token=exp=9~hmac=1', 'e=9&token=1'])
      expect(sameKeyUrls([`${here}r?${query}`, `${here}r?${query.replaceAll('1', '2')}`], identity)).toEqual([]);
  });

  it('are the same reel if the URL is equal or belongs to another replica', () => {
    expect(sameKeyUrls([`${here}r?token=1`, `${here}r?token=1`, `${there}r?token=1`], identity)).toEqual([]);
  });
});
