import type { Wish } from '../../sw/decision/plan/wish.ts';
import { Lives } from '../../sw/lives.ts';
import { PrefetchQueue } from '../../sw/prefetch/queue.ts';

const rounds = 21;

/**
 * Returns the milliseconds that a queue of `size` waiting wishes takes for each new plan that ranks all of them again,
 * fastest first.
 */
export function measureRanking(size: number): number[] {
  const queue = new PrefetchQueue(
    { lanesPerOrigin: 4, lanesPerReel: 4, startsPerSecondPerOrigin: 20, timeoutMs: 30_000 },
    {
      run: () => Promise.resolve(true),
      originOf: () => 'https://one.example/',
      retryDelayMs: () => null,
      wasRequestSent: () => true,
      mayRetryLater: () => false,
      wait: () => Promise.resolve(),
      nowMs: () => 0,
    },
    new Lives(),
  );
  const plans = Array.from({ length: rounds }, (_, round) => planOf(size, round));
  const spent = plans.map((plan) => {
    const began = performance.now();
    queue.reconcile(plan);
    return performance.now() - began;
  });
  if (queue.waiting.length !== size) throw new Error(`${queue.waiting.length} of ${size} wishes wait`);
  // The first plan only fills the queue.
  return spent.slice(1).toSorted((a, b) => a - b);
}

/** Returns the same wishes for every round, in a different order. */
function planOf(size: number, round: number): Wish[] {
  return Array.from({ length: size }, (_, index) => {
    const url = `https://one.example/reel-${index % 100}/${index}.m4s`;
    return {
      resource: { key: url, kind: 'segment', urls: [url], range: null },
      reelId: `reel-${index % 100}`,
      priority: (index * 7919 * (round + 1)) % size,
      strategy: 'sequential',
      reason: 'next',
    };
  });
}
