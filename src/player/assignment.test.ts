import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignPlayers, wantedPlaces } from './assignment.ts';

describe('assignPlayers', () => {
  it('gives a reel that comes into reach the player of a reel that falls out of reach', () => {
    expect(assignPlayers(['a', 'b', 'c'], ['c', 'd', 'b'])).toEqual(['d', 'b', 'c']);
  });

  it('serves the most important reels when there are more reels than players', () => {
    expect(assignPlayers(['x'], ['c', 'd'])).toEqual(['c']);
  });

  it('frees players that no reel needs', () => {
    expect(assignPlayers(['a', 'b', 'c'], ['a'])).toEqual(['a', null, null]);
  });

  it('serves each wanted reel once and moves no reel that already has a player', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 3 });
    fc.assert(
      fc.property(ids, ids, (heldIds, wanted) => {
        const held = [...heldIds, ...Array.from({ length: 3 - heldIds.length }, () => null)];
        const given = assignPlayers(held, wanted);
        expect(given.filter((reelId) => reelId !== null).toSorted()).toEqual(wanted.toSorted());
        for (const [place, reelId] of held.entries()) {
          if (reelId !== null && wanted.includes(reelId)) expect(given[place]).toBe(reelId);
        }
      }),
    );
  });
});

describe('wantedPlaces', () => {
  it('puts the reel in the direction of travel right after the current one', () => {
    expect(wantedPlaces(5, 10, 1)).toEqual([5, 6, 4]);
    expect(wantedPlaces(5, 10, -1)).toEqual([5, 4, 6]);
  });

  it('stays within the feed', () => {
    expect(wantedPlaces(0, 10, 1)).toEqual([0, 1]);
    expect(wantedPlaces(9, 10, 1)).toEqual([9, 8]);
    expect(wantedPlaces(0, 0, 1)).toEqual([]);
  });
});
