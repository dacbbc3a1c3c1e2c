import { describe, expect, it } from 'vitest';
import { ByteLedger, type LedgerMemory } from './byte-ledger.ts';

class FakeMemory implements LedgerMemory {
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

describe('the byte ledger', () => {
  it('tells prefetched, used and wasted bytes, in all, by reel and by source', () => {
    const ledger = new ByteLedger(new FakeMemory());
    ledger.prefetched(a, 100);
    ledger.prefetched(b, 50);
    ledger.prefetched({ ...a, source: 'pattern' }, 10);
    ledger.used(a, 70);
    ledger.wasted(b, 50);
    expect(ledger.total()).toEqual({ prefetchedBytes: 160, usedBytes: 70, wastedBytes: 50 });
    expect(ledger.byReel().get('a')).toEqual({ prefetchedBytes: 110, usedBytes: 70, wastedBytes: 0 });
    expect(ledger.bySource().get('pattern')).toEqual({ prefetchedBytes: 60, usedBytes: 0, wastedBytes: 50 });
  });

  it('goes on where an earlier worker stopped, whatever was counted before it was read back', async () => {
    const memory = new FakeMemory();
    const first = new ByteLedger(memory);
    first.prefetched(a, 100);
    await first.save();

    const second = new ByteLedger(memory);
    second.used(a, 40);
    await second.restore();
    expect(second.total()).toEqual({ prefetchedBytes: 100, usedBytes: 40, wastedBytes: 0 });
    await second.save();
    const third = new ByteLedger(memory);
    await third.restore();
    expect(third.total()).toEqual(second.total());
  });

  it('writes only when there is something new, and again after a write that failed', async () => {
    const memory = new FakeMemory();
    const ledger = new ByteLedger(memory);
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
    const ledger = new ByteLedger(memory);
    await ledger.restore();
    expect(ledger.total().prefetchedBytes).toBe(0);
  });

  it('keeps the sums when it forgets which of many reels they were', async () => {
    const ledger = new ByteLedger(new FakeMemory());
    for (let reel = 0; reel < 700; reel += 1) ledger.prefetched({ reelId: `reel-${reel}`, source: 'sequential' }, 10);
    await ledger.save();
    expect(ledger.byReel().size).toBe(501);
    expect(ledger.byReel().has('reel-0')).toBe(false);
    expect(ledger.byReel().has('reel-699')).toBe(true);
    expect(ledger.total().prefetchedBytes).toBe(7000);
  });
});
