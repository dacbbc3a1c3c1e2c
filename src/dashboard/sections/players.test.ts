import { expect, it } from 'vitest';
import { stateOf } from './players.ts';

const player = { failure: null, isCurrent: true, paused: false, hasFrame: true };

it('the current reel counts as playing once it has a frame', () => {
  expect(stateOf(player)).toBe('Playing');
  expect(stateOf({ ...player, hasFrame: false })).toBe('Waiting');
  expect(stateOf({ ...player, paused: true })).toBe('Paused');
  expect(stateOf({ ...player, paused: true, hasFrame: false })).toBe('Paused');
  expect(stateOf({ ...player, failure: 'network' })).toBe('Failed: network');
});

it('a neighbour is ready once it has a frame, even while it is paused', () => {
  const neighbour = { ...player, isCurrent: false, paused: true };
  expect(stateOf(neighbour)).toBe('Ready');
  expect(stateOf({ ...neighbour, hasFrame: false })).toBe('Waiting');
});
