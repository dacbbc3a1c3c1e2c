import { describe, expect, it } from 'vitest';
import type { Cause, LedgerEvent } from '../decision/resource/life.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { PredictionLedger } from './prediction-ledger.ts';

const a = { reelId: 'a', source: 'sequential' };
const b = { reelId: 'b', source: 'pattern' };
const reelInView = (id: string) => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls' as const,
  poster: null,
  durationSeconds: 10,
  tags: [],
});
const arrived = (cause: Cause, bytes: number): LedgerEvent => ({ what: 'arrived', cause, bytes });

describe('the prediction ledger', () => {
  it('sums prefetched, used and wasted bytes in total, by reel and by source', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    ledger.count(arrived(a, 100));
    ledger.count(arrived(b, 50));
    ledger.count(arrived({ ...a, source: 'pattern' }, 10));
    ledger.count({ what: 'used', cause: a, bytes: 70 });
    ledger.count({ what: 'wasted', cause: b, bytes: 50 });
    expect(ledger.total()).toMatchObject({ prefetchedBytes: 160, usedBytes: 70, wastedBytes: 50 });
    expect(ledger.byReel().get('a')).toMatchObject({ prefetchedBytes: 110, usedBytes: 70, wastedBytes: 0 });
    expect(ledger.bySource().get('pattern')).toMatchObject({ prefetchedBytes: 60, usedBytes: 0, wastedBytes: 50 });
  });

  it('adds the bytes of used and wasted partial files without counting these as files', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    ledger.count({ what: 'part-used', cause: a, bytes: 20 });
    ledger.count({ what: 'part-wasted', cause: a, bytes: 30 });
    ledger.count(arrived(a, 100));
    expect(ledger.total()).toMatchObject({ prefetchedBytes: 150, usedBytes: 20, wastedBytes: 30, arrived: 1 });
  });

  it('counts unread bytes of a reel as wasted once the viewer is past it, until they are read after all', async () => {
    const memory = new FakeMemory();
    const ledger = new PredictionLedger(memory);
    const reels = ['a', 'b'].map((id) => reelInView(id));
    ledger.count(arrived(a, 100));
    ledger.count(arrived(b, 50));
    ledger.count({ what: 'used', cause: a, bytes: 70 });
    ledger.onView({ reels, currentIndex: 0 });
    expect(ledger.total().wastedBytes).toBe(0);
    ledger.onView({ reels, currentIndex: 1 });
    expect([ledger.total(), ledger.byReel().get('a'), ledger.bySource().get('pattern')]).toMatchObject([
      { wastedBytes: 30 },
      { wastedBytes: 30 },
      { wastedBytes: 0 },
    ]);
    await ledger.save();
    const next = new PredictionLedger(memory);
    next.count({ what: 'used', cause: a, bytes: 10 });
    await next.restore();
    expect(next.total()).toMatchObject({ usedBytes: 80, wastedBytes: 20 });
    next.onView({ reels, currentIndex: 0 });
    expect(next.total().wastedBytes).toBe(0);
    next.onView({ reels, currentIndex: 1 });
    next.count({ what: 'wasted', cause: a, bytes: 20 });
    expect(next.total().wastedBytes).toBe(20);
  });

  it('adds to the sums of an earlier worker, including what was counted before they were restored', async () => {
    const memory = new FakeMemory();
    const first = new PredictionLedger(memory);
    first.count(arrived(a, 100));
    await first.save();

    const second = new PredictionLedger(memory);
    second.count({ what: 'used', cause: a, bytes: 40 });
    await second.restore();
    expect(second.total()).toMatchObject({ prefetchedBytes: 100, usedBytes: 40, wastedBytes: 0 });
    await second.save();
    const third = new PredictionLedger(memory);
    await third.restore();
    expect(third.total()).toEqual(second.total());
  });

  it('writes only when something has changed, and retries after a failed write', async () => {
    const memory = new FakeMemory();
    const ledger = new PredictionLedger(memory);
    await ledger.save();
    expect(memory.writes).toBe(0);
    ledger.count(arrived(a, 1));
    memory.isFailing = true;
    await ledger.save();
    expect(memory.saved).toBeUndefined();
    memory.isFailing = false;
    await ledger.save();
    await ledger.save();
    expect(memory.saved).toMatchObject([{ reelId: 'a', prefetchedBytes: 1 }]);
    expect(memory.writes).toBe(1);
  });

  it('starts from zero when the stored rows cannot be read', async () => {
    const memory = new FakeMemory();
    memory.saved = [{ reelId: 'a', prefetchedBytes: -1 }];
    const ledger = new PredictionLedger(memory);
    await ledger.restore();
    expect(ledger.total().prefetchedBytes).toBe(0);
  });

  it('limits the number of reels, and keeps the sums of those it drops', async () => {
    const ledger = new PredictionLedger(new FakeMemory());
    await ledger.restore();
    for (let reel = 0; reel < 700; reel += 1)
      ledger.count(arrived({ reelId: `reel-${reel}`, source: 'sequential' }, 10));
    await ledger.save();
    expect(ledger.byReel().size).toBe(501);
    expect(ledger.byReel().has('reel-0')).toBe(false);
    expect(ledger.byReel().has('reel-699')).toBe(true);
    expect(ledger.total().prefetchedBytes).toBe(7000);
  });

  it('counts unread bytes as wasted after a jump to a reel from which they are far away, but not what was requested', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    ledger.count(arrived(a, 100));
    ledger.count(arrived({ reelId: 'elsewhere', source: 'asked' }, 10));
    ledger.onView({ reels: ['a', 'b'].map(reelInView), currentIndex: 0 });
    expect(ledger.total().wastedBytes).toBe(0);
    ledger.onView({ reels: ['y', 'z'].map(reelInView), currentIndex: 0 });
    expect(ledger.total().wastedBytes).toBe(100);
    ledger.onView({ reels: ['a', 'b'].map(reelInView), currentIndex: 0 });
    expect(ledger.total().wastedBytes).toBe(0);
  });

  it('counts unread bytes of dropped reels as wasted until they are read, and once when they are removed', async () => {
    const ledger = new PredictionLedger(new FakeMemory());
    await ledger.restore();
    ledger.count(arrived(a, 100));
    ledger.onView({ reels: [reelInView('a'), reelInView('b')], currentIndex: 1 });
    for (let reel = 0; reel < 500; reel += 1)
      ledger.count(arrived({ reelId: `reel-${reel}`, source: 'sequential' }, 10));
    await ledger.save();
    expect(ledger.byReel().has('a')).toBe(false);
    expect(ledger.total()).toMatchObject({ usedBytes: 0, wastedBytes: 100 });
    ledger.count({ what: 'used', cause: a, bytes: 70 });
    ledger.count({ what: 'wasted', cause: a, bytes: 30 });
    await ledger.save();
    expect(ledger.total()).toMatchObject({ prefetchedBytes: 5100, usedBytes: 70, wastedBytes: 30 });
  });

  it('distinguishes prefetches that arrived, failed, were cancelled or found the file still current', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    for (let file = 0; file < 5; file += 1) ledger.count({ what: 'begun', cause: a });
    for (const what of ['failed', 'cancelled', 'confirmed'] as const) ledger.count({ what, cause: a });
    ledger.count(arrived(a, 10));
    expect(ledger.total()).toMatchObject({ underWay: 1, arrived: 1, failed: 1, cancelled: 1 });
  });

  it('does not count transfers of an earlier worker as in flight', async () => {
    const memory = new FakeMemory();
    const first = new PredictionLedger(memory);
    first.count({ what: 'begun', cause: a });
    first.count({ what: 'begun', cause: a });
    first.count(arrived(a, 10));
    await first.save();
    const second = new PredictionLedger(memory);
    await second.restore();
    expect(second.total()).toMatchObject({ underWay: 0, arrived: 1 });
  });

  it('forgets which reels were watched but keeps the sums, in this worker and the next', async () => {
    const memory = new FakeMemory();
    const ledger = new PredictionLedger(memory);
    ledger.count(arrived(a, 100));
    ledger.count({ what: 'used', cause: b, bytes: 50 });
    await ledger.forget();
    const next = new PredictionLedger(memory);
    await next.restore();
    for (const { total, reels } of [ledger, next].map((one) => ({ total: one.total(), reels: one.byReel() }))) {
      expect(total).toMatchObject({ prefetchedBytes: 100, usedBytes: 50 });
      expect([...reels.keys()]).toEqual(['(earlier)']);
    }
  });

  it('drops an unreadable row and keeps the others', async () => {
    const memory = new FakeMemory();
    const first = new PredictionLedger(memory);
    first.count(arrived(a, 100));
    first.count(arrived(b, 50));
    await first.save();
    const [, row] = Array.isArray(memory.saved) ? memory.saved : [];
    memory.saved = [{ reelId: 'a', prefetchedBytes: -1 }, row];
    const next = new PredictionLedger(memory);
    await next.restore();
    expect(next.total().prefetchedBytes).toBe(50);
  });

  it('rejects forget when the memory may still name reels', async () => {
    const memory = new FakeMemory();
    const ledger = new PredictionLedger(memory);
    ledger.count(arrived(a, 100));
    await ledger.save();
    memory.isFailing = true;
    await expect(ledger.forget()).rejects.toThrow('away');
    expect([...ledger.byReel().keys()]).toEqual(['(earlier)']);
  });
});
