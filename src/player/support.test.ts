import { describe, expect, it } from 'vitest';
import { backendFor, supportNotice } from './support.ts';

const full = { hasMediaSource: true, hasNativeHls: true, hasH264: true };

describe('backendFor', () => {
  it('prefers hls.js to native HLS', () => {
    for (const hasWorker of [true, false]) {
      expect(backendFor('hls', full, hasWorker)).toBe('hls.js');
      expect(backendFor('hls', { ...full, hasMediaSource: false }, hasWorker)).toBe('native');
      expect(backendFor('hls', { ...full, hasMediaSource: false, hasNativeHls: false }, hasWorker)).toBe('none');
    }
  });

  it('plays plain MP4 everywhere, through hls.js if there are a worker and Media Source', () => {
    expect(backendFor('mp4', full, true)).toBe('hls.js');
    expect(backendFor('mp4', full, false)).toBe('native');
    expect(backendFor('mp4', { hasMediaSource: false, hasNativeHls: true, hasH264: false }, true)).toBe('native');
  });
});

describe('supportNotice', () => {
  it('names the missing feature and what still plays', () => {
    expect(supportNotice(full)).toBeNull();
    expect(supportNotice({ ...full, hasH264: false })).toContain('H.264');
    expect(supportNotice({ ...full, hasMediaSource: false, hasNativeHls: false })).toContain('MP4');
  });
});
