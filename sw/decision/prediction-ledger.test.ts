import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PredictionLedger } from './prediction-ledger.ts';

const wish = (...ids: string[]) => ids.map((resourceId) => ({ resourceId }));
const access = (resourceId: string, atMs = 0) => ({ resourceId, atMs });
const nothingCached = () => false;

function ledgerWith(...active: string[]): PredictionLedger {
  const ledger = new PredictionLedger(10);
  ledger.admit(wish(...active), nothingCached);
  return ledger;
}

describe('the prediction ledger', () => {
  it('keeps the last 100 accesses', () => {
    const ledger = new PredictionLedger(10);
    for (let i = 0; i < 130; i++) ledger.recordAccess(access(`r${i}`, i), false);
    expect(ledger.history).toHaveLength(100);
    expect(ledger.history[0]).toEqual(access('r30', 30));
    expect(ledger.history.at(-1)).toEqual(access('r129', 129));
  });

  it('admits at most as many as may be active, in their order', () => {
    const ledger = new PredictionLedger(2);
    expect(ledger.admit(wish('a', 'b', 'c'), nothingCached)).toEqual(wish('a', 'b'));
    expect(ledger.admit(wish('c'), nothingCached)).toEqual([]);
    ledger.settle('a', 'arrived');
    expect(ledger.admit(wish('c'), nothingCached)).toEqual(wish('c'));
    expect(ledger.active).toEqual(['b', 'c']);
  });

  it('admits nothing that is active, cached or asked for twice', () => {
    const ledger = ledgerWith('active');
    expect(ledger.admit(wish('active', 'cached', 'new', 'new'), (id) => id === 'cached')).toEqual(wish('new'));
    expect(ledger.counters.prefetchRequests).toBe(2);
  });

  it('calls a prediction successful when its bytes were used, not when they arrived', () => {
    const ledger = ledgerWith('a');
    ledger.settle('a', 'arrived');
    expect(ledger.counters.successfulPredictions).toBe(0);
    ledger.recordAccess(access('a'), true);
    expect(ledger.counters).toMatchObject({ successfulPredictions: 1, prefetchHits: 1, cacheHits: 1, cacheMisses: 0 });
  });

  it('counts one success however often the bytes are used', () => {
    const ledger = ledgerWith('a');
    ledger.settle('a', 'arrived');
    for (let i = 0; i < 3; i++) ledger.recordAccess(access('a'), true);
    expect(ledger.counters).toMatchObject({ successfulPredictions: 1, prefetchHits: 1, cacheHits: 3 });
  });

  it('calls a prediction that is joined on its way a hit, and successful once it has arrived', () => {
    const ledger = ledgerWith('a');
    ledger.recordAccess(access('a'), false);
    expect(ledger.counters).toMatchObject({ prefetchHits: 1, prefetchMisses: 0, successfulPredictions: 0 });
    ledger.settle('a', 'arrived');
    expect(ledger.counters.successfulPredictions).toBe(1);
  });

  it('calls an access without any prefetch a miss, unless it was cached anyway', () => {
    const ledger = new PredictionLedger(10);
    ledger.recordAccess(access('a'), false);
    ledger.recordAccess(access('a'), true);
    expect(ledger.counters).toMatchObject({ prefetchMisses: 1, prefetchHits: 0, cacheMisses: 1, cacheHits: 1 });
  });

  it('calls a prediction failed when its transfer failed or its bytes went away unused', () => {
    const ledger = ledgerWith('a', 'b', 'c');
    ledger.settle('a', 'failed');
    ledger.settle('b', 'arrived');
    ledger.recordEviction('b');
    ledger.settle('c', 'arrived');
    ledger.recordAccess(access('c'), true);
    ledger.recordEviction('c');
    expect(ledger.counters).toMatchObject({ failedPredictions: 2, successfulPredictions: 1 });
  });

  it('calls neither what was taken back before it arrived', () => {
    const ledger = ledgerWith('a');
    ledger.settle('a', 'cancelled');
    expect(ledger.counters).toMatchObject({ cancelledPredictions: 1, failedPredictions: 0, successfulPredictions: 0 });
  });

  it('shuts down in order: names what is to be aborted and admits nothing more', () => {
    const ledger = ledgerWith('a', 'b');
    expect(ledger.close()).toEqual(['a', 'b']);
    expect(ledger.active).toEqual([]);
    expect(ledger.admit(wish('c'), nothingCached)).toEqual([]);
    expect(ledger.close()).toEqual([]);
  });

  it('goes on after a restart, where what was under way is lost', () => {
    const before = ledgerWith('a', 'b');
    before.settle('a', 'arrived');
    before.recordAccess(access('x', 5), false);
    const after = new PredictionLedger(10, JSON.parse(JSON.stringify(before.snapshot())));
    expect(after.history).toEqual([access('x', 5)]);
    expect(after.active).toEqual([]);
    after.recordAccess(access('a', 6), true);
    expect(after.counters).toMatchObject({ prefetchRequests: 2, successfulPredictions: 1, cancelledPredictions: 1 });
  });

  it.each([[null], [{}], [{ history: [], waiting: [], counters: { prefetchRequests: -1 } }]])(
    'starts afresh from the unreadable snapshot %j',
    (snapshot) => {
      expect(new PredictionLedger(10, snapshot).snapshot()).toEqual(new PredictionLedger(10).snapshot());
    },
  );

  it('accounts for every request exactly once, whatever happens', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('admit' as const), id, flag: fc.boolean() }),
      fc.record({
        kind: fc.constantFrom('arrived' as const, 'failed' as const, 'cancelled' as const),
        id,
        flag: fc.boolean(),
      }),
      fc.record({
        kind: fc.constantFrom('access' as const, 'evict' as const, 'restart' as const),
        id,
        flag: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        let ledger = new PredictionLedger(3);
        for (const { kind, id: resourceId, flag } of steps) {
          if (kind === 'admit') ledger.admit(wish(resourceId), () => flag);
          else if (kind === 'access') ledger.recordAccess(access(resourceId), flag);
          else if (kind === 'evict') ledger.recordEviction(resourceId);
          else if (kind === 'restart') ledger = new PredictionLedger(3, ledger.snapshot());
          else ledger.settle(resourceId, kind);
          const { counters, active } = ledger;
          const ended = counters.successfulPredictions + counters.failedPredictions + counters.cancelledPredictions;
          const open = active.length + ledger.snapshot().waiting.length;
          expect(ended + open).toBe(counters.prefetchRequests);
          expect(active.length).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
