import { describe, expect, it } from 'vitest';
import { mediaHeaders } from '../../src/shared/media-headers.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { DeliveryLedger } from './delivery-ledger.ts';

const answerFrom = (source: string, bytes: number) =>
  new Response(null, { headers: { [mediaHeaders.source]: source, 'content-length': String(bytes) } });

const order = { atMs: 1, path: 'a/0.ts', reelId: 'a' };

function bench(saved?: unknown) {
  const memory = new FakeMemory(saved);
  return { memory, ledger: new DeliveryLedger(memory) };
}

describe('the delivery ledger', () => {
  it('counts responses by source, and bytes only of those from the cache', () => {
    const { ledger } = bench();
    for (const source of ['memory', 'store', 'joined', 'network', 'memory'])
      ledger.answered(answerFrom(source, 100), order);
    ledger.answered(new Response('no media'), order);
    ledger.answered(answerFrom('elsewhere', 100), order);
    expect(ledger.counts).toEqual({ memory: 2, store: 1, joined: 1, network: 1, bytesFromCache: 300, foreseen: 0 });
  });

  it('counts no more bytes as cached than the cache has of a file that is read to its end', () => {
    const { ledger } = bench();
    const answer = answerFrom('memory', 20_000_000);
    answer.headers.set(mediaHeaders.transferBytes, '262144');
    ledger.answered(answer, order);
    expect(ledger.counts.bytesFromCache).toBe(262_144);
    expect(ledger.recent[0]?.bytes).toBe(20_000_000);
  });

  it('adds the counts of earlier workers once', async () => {
    const { ledger, memory } = bench({ memory: 5, store: 0, joined: 0, network: 1, bytesFromCache: 7, foreseen: 4 });
    ledger.answered(answerFrom('memory', 3), order);
    ledger.countPrefetchHit();
    await ledger.save();
    await ledger.restore();
    expect(memory.saved).toEqual({ memory: 6, store: 0, joined: 0, network: 1, bytesFromCache: 10, foreseen: 5 });
  });

  it('writes nothing when nothing was counted', async () => {
    const { ledger, memory } = bench();
    await ledger.save();
    expect(memory.writes).toBe(0);
  });

  it('remembers the latest 200 responses with path, time, source and origin', () => {
    const { ledger } = bench();
    for (let atMs = 1; atMs <= 201; atMs++) ledger.answered(answerFrom('store', atMs), { ...order, atMs });
    ledger.answered(new Response(null, { headers: { [mediaHeaders.source]: 'network' } }), order);
    expect(ledger.recent).toHaveLength(200);
    expect(ledger.recent[0]).toEqual({ ...order, atMs: 3, source: 'store', originId: '', bytes: 3 });
    expect(ledger.recent.at(-1)).toMatchObject({ source: 'network', bytes: null });
  });

  it('keeps the durations of the latest 200 prefetches, never negative ones', () => {
    const { ledger } = bench();
    // The clock was set back during the prefetch.
    ledger.prefetched(-60_000);
    expect(ledger.prefetchMs).toEqual([0]);
    for (let time = 1; time <= 250; time++) ledger.prefetched(time);
    expect(ledger.prefetchMs).toHaveLength(200);
    expect(ledger.prefetchMs.at(-1)).toBe(250);
  });
});
