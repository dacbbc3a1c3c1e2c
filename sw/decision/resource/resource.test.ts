import { describe, expect, it } from 'vitest';
import { indistinct, keyOf } from './resource.ts';

const [here, there] = ['https://a.example/', 'https://b.example/'];
const origins = [here, there].map((url) => ({ id: url, url }));
const identity = { origins, volatileParameters: ['token', 'e', 'expires'] };

describe('reels whose addresses differ in a signature alone', () => {
  it('are told apart by it from then on, at every replica, and by no name that gives it away', () => {
    const exact = indistinct([`${here}play?token=1`, `${here}play?token=2`, `${here}other?token=3`], identity);
    expect(exact).toEqual([`${here}play`, `${there}play`]);
    const nameOf = (url: string) => keyOf(url, { ...identity, exact });
    expect(nameOf(`${here}play?token=1`)).toBe(nameOf(`${there}play?token=1`));
    expect(nameOf(`${here}play?token=1`)).not.toBe(nameOf(`${here}play?token=2`));
    expect(nameOf(`${here}play?token=1`)).not.toContain('token');
    expect(nameOf(`${here}other?token=3`)).toBe(nameOf(`${here}other?token=4`));
  });

  it('are one reel in two places of the feed where the signature runs out', () => {
    for (const query of ['token=1&expires=9', 'token=exp=9~hmac=1', 'e=9&token=1'])
      expect(indistinct([`${here}r?${query}`, `${here}r?${query.replaceAll('1', '2')}`], identity)).toEqual([]);
  });

  it('are none where the address is the same, or another replica has it', () => {
    expect(indistinct([`${here}r?token=1`, `${here}r?token=1`, `${there}r?token=1`], identity)).toEqual([]);
  });
});
