import { StoreIndex } from '../../sw/cache/store-index.ts';
import { type Spread, spreadOf } from './statistics.ts';

export type EvictionRow = { readonly entries: number; readonly touchUs: Spread; readonly evictUs: Spread };

const batches = 200;
const perBatch = 50;
const sizeBytes = 200_000;

const keyOf = (number: number) => `https://media.example/reels/reel-${number % 1000}/1080/segment-${number}.m4s`;

/**
 * Measures a touch, and an eviction that makes room for one more entry, in memory. Single ones are too short to time,
 * so batches are timed.
 */
export function measureEviction(entries: number): EvictionRow {
  const index = new StoreIndex();
  const put = (number: number, usedAtMs: number) => {
    const flags = { isPinned: false, isWatched: true };
    const row = { sizeBytes, storedAtMs: number, freshUntilMs: 0, usedAtMs, ...flags, prefetchedBy: null };
    index.apply({ type: 'put', key: keyOf(number), row });
  };
  for (let number = 0; number < entries; number += 1) put(number, Math.random() * entries);
  const budgetBytes = entries * sizeBytes;

  const touches: number[] = [];
  const evictions: number[] = [];
  let clockMs = entries;
  let next = entries;
  for (let batch = 0; batch < batches; batch += 1) {
    // Only keys that are still held: touching an evicted one would cost nothing.
    const held = Array.from(index.rows(), ([key]) => key);
    const keys = Array.from({ length: perBatch }, () => held[Math.floor(Math.random() * held.length)] ?? '');
    touches.push(
      timePerCall(() => {
        for (const key of keys) index.apply({ type: 'use', key, atMs: ++clockMs });
      }),
    );
    evictions.push(
      timePerCall(() => {
        for (let count = 0; count < perBatch; count += 1) {
          index.evictTo(budgetBytes - sizeBytes);
          put(next++, ++clockMs);
        }
      }),
    );
  }
  return { entries, touchUs: spreadOf(touches), evictUs: spreadOf(evictions) };
}

function timePerCall(work: () => void): number {
  const startMs = performance.now();
  work();
  return ((performance.now() - startMs) / perBatch) * 1000;
}
