import { describe, expect, it } from 'vitest';
import { decodeStateOf } from './display-statistics.ts';
import { newWatch, type PlayerFacts, watchPlayer } from './player-watch.ts';

const frozen: PlayerFacts = { reelId: 'a', hasFailed: false, shouldMove: true, positionSeconds: 4 };

/** Looks once a second at what `factsAt` says; the seconds at which it restarts. */
function restartsOf(factsAt: (second: number) => PlayerFacts, seconds: number): number[] {
  let watch = newWatch;
  return Array.from({ length: seconds }, (_, second) => second).filter((second) => {
    const verdict = watchPlayer(watch, factsAt(second), second * 1000);
    watch = verdict.watch;
    return verdict.mustRestart;
  });
}

describe('watchPlayer', () => {
  it('leaves a player alone that moves, or that need not move', () => {
    expect(restartsOf((second) => ({ ...frozen, positionSeconds: second }), 60)).toEqual([]);
    expect(restartsOf(() => ({ ...frozen, shouldMove: false }), 60)).toEqual([]);
  });

  it('starts a frozen player again, later each time, and three times at most', () => {
    expect(restartsOf(() => frozen, 60)).toEqual([4, 11, 21]);
  });

  it('starts a failed player again though nothing should move', () => {
    expect(restartsOf(() => ({ ...frozen, hasFailed: true, shouldMove: false }), 5)).toEqual([3]);
  });

  it('begins to count anew with another reel', () => {
    const factsAt = (second: number) => ({ ...frozen, reelId: second < 30 ? 'a' : 'b', hasFailed: true });
    expect(restartsOf(factsAt, 35)).toEqual([3, 10, 20, 33]);
  });
});

describe('decodeStateOf', () => {
  const facts = { readyState: 4, paused: false, seeking: false, hasError: false };

  it.each([
    ['decoding', facts, true],
    ['ready', { ...facts, paused: true }, true],
    ['waiting', { ...facts, readyState: 2 }, true],
    ['waiting', { ...facts, seeking: true }, true],
    ['loading', { ...facts, readyState: 0 }, true],
    ['empty', { ...facts, readyState: 0, paused: true }, false],
    ['failed', { ...facts, hasError: true }, true],
  ])('says %s', (state, seen, hasSource) => {
    expect(decodeStateOf(seen, hasSource)).toBe(state);
  });
});
