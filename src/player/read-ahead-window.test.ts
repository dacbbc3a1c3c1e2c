import { describe, expect, it } from 'vitest';
import { type BufferSettings, defaultBuffer } from '../shared/buffer-settings.ts';
import { ReadAheadWindow } from './read-ahead-window.ts';

const windowOf = (settings: Partial<BufferSettings> = {}) =>
  new ReadAheadWindow(() => ({ ...defaultBuffer, ...settings }));

describe('the read-ahead window of the playing reel', () => {
  it('is the minimum as long as nothing is measured', () => {
    const window = windowOf();
    window.sample(null, 0);
    expect(window.seconds(1_000_000, 0, 0)).toBe(10);
  });

  it('is the length of the rendition that the network delivers in the target time', () => {
    const window = windowOf();
    window.sample(1_500_000, 0);
    expect(window.seconds(1_000_000, 0, 0)).toBe(45);
    expect(window.seconds(null, 0, 0)).toBe(10);
  });

  it('is never longer than hls.js may buffer, except for ten seconds after a seek', () => {
    const window = windowOf({ maxBufferSeconds: 20 });
    window.sample(9_000_000, 0);
    window.noteSeek(1_000);
    expect([
      window.seconds(1_000_000, 0, 1_000),
      window.seconds(1_000_000, 0, 10_999),
      window.seconds(1_000_000, 0, 11_000),
    ]).toEqual([40, 40, 20]);
  });

  it('stays within a buffer configured shorter than the minimum window', () => {
    expect(windowOf({ maxBufferSeconds: 5 }).seconds(1_000_000, 0, 0)).toBe(5);
  });

  it('is never below the start threshold, as far as the buffer allows', () => {
    const window = windowOf({ startThresholdSeconds: 14, maxSeconds: 12 });
    expect([window.minReadAheadSeconds, window.seconds(1_000_000, 0, 0)]).toEqual([14, 14]);
    expect(windowOf({ startThresholdSeconds: 14, maxBufferSeconds: 5 }).minReadAheadSeconds).toBe(5);
  });

  it('leaves a full buffer alone until it has run down to the refill level', () => {
    const window = windowOf();
    window.sample(1_500_000, 0);
    const wanted = [44, 45, 30, 15, 14.9, 20].map((aheadSeconds) => window.seconds(1_000_000, aheadSeconds, 0));
    expect(wanted).toEqual([45, 15, 15, 15, 45, 45]);
  });

  it('follows settings that change during use', () => {
    let settings = defaultBuffer;
    const window = new ReadAheadWindow(() => settings);
    window.sample(9_000_000, 0);
    expect(window.seconds(1_000_000, 0, 0)).toBe(60);
    settings = { ...defaultBuffer, maxSeconds: 12 };
    expect(window.seconds(1_000_000, 0, 0)).toBe(12);
    settings = { ...defaultBuffer, maxBufferSeconds: 4 };
    expect([window.seconds(1_000_000, 0, 0), window.minReadAheadSeconds]).toEqual([4, 4]);
  });
});
