import { describe, expect, it } from 'vitest';
import { connectionKey, readConnection } from './connection.ts';

describe('the connection', () => {
  it('is unknown if the browser does not report it', () => {
    const nothing = { type: null, effectiveType: null, downlinkBps: null, saveData: false, isMetered: null };
    for (const source of [undefined, null, 'wifi', {}]) expect(readConnection(source)).toEqual(nothing);
  });

  it('is read as far as the browser reports it', () => {
    expect(readConnection({ effectiveType: '4g', downlink: 1.5, saveData: true, rtt: 50 })).toEqual({
      type: null,
      effectiveType: '4g',
      downlinkBps: 1_500_000,
      saveData: true,
      isMetered: null,
    });
  });

  it.each([
    ['cellular', true],
    ['bluetooth', true],
    ['wifi', false],
    ['ethernet', false],
    ['other', null],
    ['unknown', null],
  ])('of type %s is metered: %s', (type, isMetered) => {
    expect(readConnection({ type }).isMetered).toBe(isMetered);
  });

  it('never has an infinite or invalid speed', () => {
    expect(readConnection({ downlink: Infinity }).downlinkBps).toBeLessThan(Infinity);
    expect(readConnection({ downlink: Number.NaN }).downlinkBps).toBeNull();
  });

  it('is remembered by its type, else by its effective type', () => {
    expect(connectionKey({ type: 'wifi', effectiveType: '3g' })).toBe('wifi');
    expect(connectionKey({ type: null, effectiveType: '3g' })).toBe('3g');
    expect(connectionKey({ type: null, effectiveType: null })).toBe('unknown');
  });
});
