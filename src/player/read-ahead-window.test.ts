import { describe, expect, it } from 'vitest';
import { ReadAheadWindow } from './read-ahead-window.ts';

describe('the window of the playing reel', () => {
  it('is the smallest as long as nothing is measured', () => {
    const window = new ReadAheadWindow(60);
    window.sample(null, 0);
    expect(window.seconds(1_000_000, 0)).toBe(10);
  });

  it('is what the network brings of this rendition in the target time', () => {
    const window = new ReadAheadWindow(60);
    window.sample(1_500_000, 0);
    expect(window.seconds(1_000_000, 0)).toBe(45);
    expect(window.seconds(null, 0)).toBe(10);
  });

  it('is never longer than hls.js may buffer, except for ten seconds after a seek', () => {
    const window = new ReadAheadWindow(20);
    window.sample(9_000_000, 0);
    window.noteSeek(1_000);
    expect([
      window.seconds(1_000_000, 1_000),
      window.seconds(1_000_000, 10_999),
      window.seconds(1_000_000, 11_000),
    ]).toEqual([40, 40, 20]);
  });

  it('stays within a buffer that is set shorter than the smallest window', () => {
    const window = new ReadAheadWindow(5);
    expect(window.seconds(1_000_000, 0)).toBe(5);
  });
});
