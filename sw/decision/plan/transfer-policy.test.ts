import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circumstances, limitTransfers, withinReach } from './transfer-policy.ts';

const easy: Circumstances = {
  isVisible: true,
  isOnline: true,
  saveData: false,
  isMetered: false,
  battery: { level: 1, isCharging: false },
  storage: { usedBytes: 1, budgetBytes: 100 },
};
const configured = { lanes: 10, maxReelsAhead: 10 };
const limit = (change: Partial<Circumstances>) => limitTransfers({ ...easy, ...change }, configured);

describe('the transfer policy', () => {
  it('allows the configured maximum when no rule applies', () => {
    expect(limit({})).toEqual({ ...configured, reason: null });
  });

  it('ignores unknown circumstances', () => {
    expect(limit({ isMetered: null, battery: null, storage: null })).toEqual(limit({}));
  });

  it.each<[string, Partial<Circumstances>]>([
    ['the viewer saves data', { saveData: true }],
    ['the page is hidden', { isVisible: false }],
    ['no network', { isOnline: false }],
  ])('fetches nothing ahead when %s', (reason, change) => {
    expect(limit(change)).toEqual({ lanes: 0, maxReelsAhead: 0, reason });
  });

  it.each<[string, Partial<Circumstances>, number]>([
    ['the connection is metered', { isMetered: true }, 2],
    ['the battery is low', { battery: { level: 0.1, isCharging: false } }, 1],
    ['the disk is full', { storage: { usedBytes: 99, budgetBytes: 100 } }, 1],
  ])('fetches less when %s', (reason, change, most) => {
    expect(limit(change)).toMatchObject({ lanes: most, maxReelsAhead: most, reason });
  });

  it('ignores a low battery that is charging', () => {
    expect(limit({ battery: { level: 0.1, isCharging: true } })).toEqual(limit({}));
  });

  it('follows the strictest rule and names all that apply', () => {
    expect(limit({ isMetered: true, saveData: true })).toMatchObject({
      lanes: 0,
      reason: 'the viewer saves data, the connection is metered',
    });
  });

  it('never allows more than is configured, and never more when one more rule applies', () => {
    const any = fc.record({
      isVisible: fc.boolean(),
      isOnline: fc.boolean(),
      saveData: fc.boolean(),
      isMetered: fc.option(fc.boolean()),
      battery: fc.option(fc.record({ level: fc.double({ min: 0, max: 1, noNaN: true }), isCharging: fc.boolean() })),
      storage: fc.option(fc.record({ usedBytes: fc.nat(200), budgetBytes: fc.nat(200) })),
    });
    fc.assert(
      fc.property(any, fc.nat(20), fc.nat(20), (circumstances, lanes, maxReelsAhead) => {
        const found = limitTransfers(circumstances, { lanes, maxReelsAhead });
        const stricter = limitTransfers({ ...circumstances, isMetered: true }, { lanes, maxReelsAhead });
        expect(found.lanes).toBeLessThanOrEqual(lanes);
        expect(found.maxReelsAhead).toBeLessThanOrEqual(maxReelsAhead);
        expect(found.maxReelsAhead === 0 && found.lanes > 0).toBe(false);
        expect(stricter.lanes).toBeLessThanOrEqual(found.lanes);
      }),
    );
  });
});

describe('the goals within reach', () => {
  const view = { reels: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })), currentIndex: 1 };
  const goals = ['e', 'c', 'b', 'a', 'z'].map((reelId) => ({ reelId }));
  const reached = (maxReelsAhead: number) => withinReach(goals, view, maxReelsAhead).map(({ reelId }) => reelId);

  it('are those of the current reel and of as many reels ahead and behind as are allowed', () => {
    expect([reached(0), reached(1), reached(9)]).toEqual([['b'], ['c', 'b', 'a'], ['e', 'c', 'b', 'a']]);
  });
});
