import { expect, it } from 'vitest';
import { stateOf } from './players.ts';

const player = { failure: null, isCurrent: true, paused: false, hasFrame: true };

it('the current reel plays once there is something to see', () => {
  expect(stateOf(player)).toBe('Playing');
  expect(stateOf({ ...player, hasFrame: false })).toBe('Waiting');
  expect(stateOf({ ...player, paused: true })).toBe('Paused');
  expect(stateOf({ ...player, paused: true, hasFrame: false })).toBe('Paused');
  expect(stateOf({ ...player, failure: 'network' })).toBe('Failed: network');
});

it('a neighbour is ready once it could be shown, also when it loads no more for now', () => {
  const neighbour = { ...player, isCurrent: false, paused: true };
  expect(stateOf(neighbour)).toBe('Ready');
  expect(stateOf({ ...neighbour, hasFrame: false })).toBe('Waiting');
});
