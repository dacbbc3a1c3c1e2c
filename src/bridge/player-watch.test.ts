import { describe, expect, it } from 'vitest';
import { decodeStateOf } from './display-statistics.ts';
import { newWatch, type PlayerFacts, watchPlayer } from './player-watch.ts';

const frozen: PlayerFacts = { reelId: 'a', hasFailed: false, shouldMove: true, positionSeconds: 4 };

/** Checks the facts once a second and returns the seconds at which the player is restarted. */
function restartsOf(factsAt: (second: number) => PlayerFacts, seconds: number): number[] {
  let watch = newWatch;
  return Array.from({ length: seconds }, (_, second) => second).filter((second) => {
    const verdict = watchPlayer(watch, factsAt(second), second * 1000, true);
    watch = verdict.watch;
    return verdict.mustRestart;
  });
}

describe('watchPlayer', () => {
  it('leaves a player alone that advances, or that need not advance', () => {
    expect(restartsOf((second) => ({ ...frozen, positionSeconds: second }), 60)).toEqual([]);
    expect(restartsOf(() => ({ ...frozen, shouldMove: false }), 60)).toEqual([]);
  });

  it('restarts a frozen player at most three times, waiting longer each time', () => {
    expect(restartsOf(() => frozen, 60)).toEqual([4, 11, 21]);
  });

  it('restarts a failed player even if it need not advance', () => {
    expect(restartsOf(() => ({ ...frozen, hasFailed: true, shouldMove: false }), 5)).toEqual([3]);
  });

  it('reports a frozen player of the site as failed until it advances again, and never restarts it', () => {
    let watch = newWatch;
    const positions = [4, 4, 4, 4, 4, 4, 5, 6];
    const verdicts = positions.map((positionSeconds, second) => {
      const verdict = watchPlayer(watch, { ...frozen, positionSeconds }, second * 1000, false);
      watch = verdict.watch;
      return verdict;
    });
    expect(verdicts.map(({ health }) => health)).toEqual(['ok', 'ok', 'ok', 'ok', 'failed', 'failed', 'ok', 'ok']);
    expect(verdicts.some(({ mustRestart }) => mustRestart)).toBe(false);
  });

  it('counts restarts separately for each reel', () => {
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
  ])('returns %s (case %#)', (state, seen, hasSource) => {
    expect(decodeStateOf(seen, hasSource)).toBe(state);
  });
});
