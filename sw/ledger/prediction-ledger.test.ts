import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PredictionLedger } from './prediction-ledger.ts';
import type { Memory } from '../memory.ts';

class FakeMemory implements Memory {
  saved: unknown;
  writes = 0;

  async read(): Promise<unknown> {
    return this.saved;
  }

  async write(value: unknown): Promise<void> {
    this.writes += 1;
    this.saved = structuredClone(value);
  }
}

const a = { reelId: 'a', source: 'sequential' };
const b = { reelId: 'b', source: 'pattern' };

describe('the prediction ledger', () => {
  it('tells prefetched, used and wasted bytes, in all, by reel and by source', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    ledger.prefetched(a, 100);
    ledger.prefetched(b, 50);
    ledger.prefetched({ ...a, source: 'pattern' }, 10);
    ledger.used(a, 70);
    ledger.wasted(b, 50);
    expect(ledger.total()).toMatchObject({ prefetchedBytes: 160, usedBytes: 70, wastedBytes: 50 });
    expect(ledger.byReel().get('a')).toMatchObject({ prefetchedBytes: 110, usedBytes: 70, wastedBytes: 0 });
    expect(ledger.bySource().get('pattern')).toMatchObject({ prefetchedBytes: 60, usedBytes: 0, wastedBytes: 50 });
  });

  it('counts the beginning of a file once: as wasted, as used by a player, or within the file that goes on', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    for (const key of ['lost', 'read', 'resumed']) ledger.begun(key, a);
    ledger.giveUp(() => false);
    ledger.partLost('lost', 30);
    ledger.partLost('lost', 30);
    ledger.partUsed('read', 20);
    ledger.partLost('read', 20);
    ledger.partLost("a player's own", 500);
    ledger.begun('resumed', a);
    ledger.ended('resumed');
    ledger.prefetched(a, 100);
    ledger.partLost('resumed', 40);
    expect(ledger.total()).toMatchObject({ prefetchedBytes: 150, usedBytes: 20, wastedBytes: 30, arrived: 1 });
  });

  it('goes on where an earlier worker stopped, whatever was counted before it was read back', async () => {
    const memory = new FakeMemory();
    const first = new PredictionLedger(memory);
    first.prefetched(a, 100);
    await first.save();

    const second = new PredictionLedger(memory);
    second.used(a, 40);
    await second.restore();
    expect(second.total()).toMatchObject({ prefetchedBytes: 100, usedBytes: 40, wastedBytes: 0 });
    await second.save();
    const third = new PredictionLedger(memory);
    await third.restore();
    expect(third.total()).toEqual(second.total());
  });

  it('writes only when there is something new, and again after a write that failed', async () => {
    const memory = new FakeMemory();
    const ledger = new PredictionLedger(memory);
    await ledger.save();
    expect(memory.writes).toBe(0);
    ledger.prefetched(a, 1);
    const write = memory.write.bind(memory);
    memory.write = () => Promise.reject(new Error('store down'));
    await expect(ledger.save()).rejects.toThrow('store down');
    memory.write = write;
    await ledger.save();
    await ledger.save();
    expect(memory.writes).toBe(1);
  });

  it('starts anew when what was saved cannot be read', async () => {
    const memory = new FakeMemory();
    memory.saved = [{ reelId: 'a', prefetchedBytes: -1 }];
    const ledger = new PredictionLedger(memory);
    await ledger.restore();
    expect(ledger.total().prefetchedBytes).toBe(0);
  });

  it('keeps the sums when it forgets which of many reels they were', async () => {
    const ledger = new PredictionLedger(new FakeMemory());
    for (let reel = 0; reel < 700; reel += 1) ledger.prefetched({ reelId: `reel-${reel}`, source: 'sequential' }, 10);
    await ledger.save();
    expect(ledger.byReel().size).toBe(501);
    expect(ledger.byReel().has('reel-0')).toBe(false);
    expect(ledger.byReel().has('reel-699')).toBe(true);
    expect(ledger.total().prefetchedBytes).toBe(7000);
  });

  it('counts a file once, however often its transfer is stopped and begins again', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    for (let time = 0; time < 3; time += 1) {
      ledger.begun('0.m4s', a);
      ledger.giveUp(() => true);
    }
    expect(ledger.total()).toMatchObject({ underWay: 1, arrived: 0, cancelled: 0 });
    ledger.ended('0.m4s');
    ledger.prefetched(a, 10);
    ledger.giveUp(() => false);
    expect(ledger.total()).toMatchObject({ underWay: 0, arrived: 1, used: 0, failed: 0, cancelled: 0 });
    ledger.used(a, 10);
    expect(ledger.total()).toMatchObject({ arrived: 1, used: 1 });
  });

  it('tells what failed from what was not wanted any more', () => {
    const ledger = new PredictionLedger(new FakeMemory());
    for (const key of ['broken', 'cancelled', 'retried']) ledger.begun(key, a);
    ledger.failed('broken');
    ledger.failed('retried');
    ledger.begun('retried', a);
    ledger.giveUp(() => true);
    expect(ledger.total()).toMatchObject({ underWay: 3, failed: 0, cancelled: 0 });
    ledger.giveUp(() => false);
    expect(ledger.total()).toMatchObject({ underWay: 0, failed: 1, cancelled: 2 });
  });

  it('does not wait in the next worker for what was under way in this one', async () => {
    const memory = new FakeMemory();
    const first = new PredictionLedger(memory);
    first.begun('lost', a);
    first.prefetched(a, 10);
    await first.save();
    const second = new PredictionLedger(memory);
    await second.restore();
    expect(second.total()).toMatchObject({ underWay: 0, arrived: 1 });
  });

  it('forgets which reels were watched and keeps the sums, in this life and the next', async () => {
    const memory = new FakeMemory();
    const ledger = new PredictionLedger(memory);
    ledger.prefetched(a, 100);
    ledger.used(b, 50);
    await ledger.forget();
    const next = new PredictionLedger(memory);
    await next.restore();
    for (const { total, reels } of [ledger, next].map((one) => ({ total: one.total(), reels: one.byReel() }))) {
      expect(total).toMatchObject({ prefetchedBytes: 100, usedBytes: 50 });
      expect([...reels.keys()]).toEqual(['(earlier)']);
    }
  });

  it('closes every account exactly once, whatever happens in whatever order', () => {
    const step = fc.tuple(fc.constantFrom('begun', 'failed', 'arrived', 'unwanted'), fc.constantFrom('x', 'y', 'z'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new PredictionLedger(new FakeMemory());
        const open = new Set<string>();
        let closed = 0;
        for (const [kind, key] of steps) {
          if (kind === 'begun') ledger.begun(key, a);
          else if (kind === 'failed') ledger.failed(key);
          else if (kind === 'unwanted') ledger.giveUp((other) => other !== key);
          else if (open.has(key)) {
            ledger.ended(key);
            ledger.prefetched(a, 1);
          }
          if (kind === 'begun') open.add(key);
          else if (kind !== 'failed' && open.delete(key)) closed += 1;
        }
        const { arrived, failed, cancelled, underWay } = ledger.total();
        expect(underWay).toBe(open.size);
        expect(arrived + failed + cancelled).toBe(closed);
      }),
    );
  });
});
