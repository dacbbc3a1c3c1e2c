import { describe, expect, it } from 'vitest';
import { backendFor, supportNotice } from './support.ts';

const full = { hasMediaSource: true, hasNativeHls: true, hasH264: true };

describe('backendFor', () => {
  it('prefers hls.js to native HLS', () => {
    expect(backendFor('hls', full)).toBe('hls.js');
    expect(backendFor('hls', { ...full, hasMediaSource: false })).toBe('native');
    expect(backendFor('hls', { hasMediaSource: false, hasNativeHls: false, hasH264: true })).toBe('none');
  });

  it('plays plain MP4 everywhere', () => {
    expect(backendFor('mp4', { hasMediaSource: false, hasNativeHls: false, hasH264: false })).toBe('native');
  });
});

describe('supportNotice', () => {
  it('says what is missing and what plays all the same', () => {
    expect(supportNotice(full)).toBeNull();
    expect(supportNotice({ ...full, hasH264: false })).toContain('H.264');
    expect(supportNotice({ ...full, hasMediaSource: false, hasNativeHls: false })).toContain('MP4');
  });
});
