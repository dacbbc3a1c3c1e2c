import { describe, expect, it } from 'vitest';
import { mayTakeOver } from './take-over.ts';

const playing = { visible: true, paused: false, bufferAheadSeconds: 1, bufferedToEnd: false };

describe('mayTakeOver', () => {
  it('is false while the playing reel has little buffer', () => {
    expect(mayTakeOver(playing)).toBe(false);
  });

  it.each([
    { ...playing, visible: false },
    { ...playing, paused: true },
    { ...playing, bufferedToEnd: true },
    { ...playing, bufferAheadSeconds: 8 },
  ])('is true when playback cannot suffer: %j', (facts) => {
    expect(mayTakeOver(facts)).toBe(true);
  });
});
