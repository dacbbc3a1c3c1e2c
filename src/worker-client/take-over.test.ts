import { describe, expect, it } from 'vitest';
import { mayTakeOver } from './take-over.ts';

const playing = { visible: true, paused: false, bufferAheadSeconds: 1, bufferedToEnd: false };

describe('mayTakeOver', () => {
  it('waits while the playing reel lives from hand to mouth', () => {
    expect(mayTakeOver(playing)).toBe(false);
  });

  it.each([
    { ...playing, visible: false },
    { ...playing, paused: true },
    { ...playing, bufferedToEnd: true },
    { ...playing, bufferAheadSeconds: 8 },
  ])('goes ahead when nothing can be lost', (facts) => {
    expect(mayTakeOver(facts)).toBe(true);
  });
});
