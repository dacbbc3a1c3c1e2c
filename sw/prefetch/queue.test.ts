import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import type { Wish } from '../decision/plan/wish.ts';
import { Lives } from '../lives.ts';
import { noLanes, PrefetchQueue, type QueueLimits } from './queue.ts';

const identity = { origins: [], volatileParameters: [] };
const limits: QueueLimits = {
  lanesPerOrigin: 10,
  lanesPerReel: 10,
  startsPerSecondPerOrigin: 1000,
  timeoutMs: 60_000,
};

function wish(name: string, priority: number): Wish {
  const resource = resourceOf(`https://a.example/${name}`, null, identity);
  return { resource, reelId: 'reel', priority, strategy: 'test', reason: 'test' };
}

/** A failure without an origin having been asked. */
const refused = new Error('refused');

/** A failure after which a later attempt may succeed. */
const unavailable = new Error('503');

/** A queue whose transfers and waits end when the test says so. */
function bench(
  { lanes = 2, ...overrides }: Partial<QueueLimits> & { readonly lanes?: number } = {},
  retryDelayMs: (attempt: number, cause: unknown) => number | null = () => null,
) {
  const open = new Map<string, { finish: (wasFetched: boolean) => void; fail: (cause: Error) => void }>();
  const started: string[] = [];
  const waits: { delayMs: number; end: () => void }[] = [];
  const clock = { nowMs: 0 };
  const queue = new PrefetchQueue(
    { ...limits, ...overrides },
    {
      run: ({ resource }, signal) =>
        new Promise((resolve, reject) => {
          const name = new URL(resource.key).pathname.slice(1);
          started.push(name);
          open.set(name, { finish: resolve, fail: reject });
          signal.addEventListener('abort', () => {
            open.delete(name);
            reject(signal.reason);
          });
        }),
      originOf: ({ key }) => new URL(key).origin,
      retryDelayMs: (cause, attempt) => retryDelayMs(attempt, cause),
      wasRequestSent: (cause) => cause !== refused,
      mayRetryLater: (cause) => cause === unavailable,
      wait: (delayMs) => new Promise((resolve) => waits.push({ delayMs, end: resolve })),
      nowMs: () => clock.nowMs,
    },
    new Lives(),
  );
  queue.limitLanes({ all: lanes, bodies: lanes });
  const finish = async (name: string, wasFetched = true) => {
    open.get(name)?.finish(wasFetched);
    open.delete(name);
    await turn();
  };
  const fail = async (name: string, cause: Error) => {
    open.get(name)?.fail(cause);
    open.delete(name);
    await turn();
  };
  return { queue, open, started, waits, clock, finish, fail };
}

/** Lets all pending promise callbacks run. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

describe('the prefetch queue', () => {
  test('starts the best wishes first and no more than it has lanes', async () => {
    const { queue, started, finish } = bench();
    queue.reconcile([wish('c', 3), wish('a', 1), wish('b', 2)]);
    expect(started).toEqual(['a', 'b']);
    await finish('b');
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('keeps what a new plan still wants, starts what is new and cancels the rest at once', async () => {
    const { queue, started, open } = bench();
    queue.reconcile([wish('a', 1), wish('b', 2), wish('c', 3)]);
    queue.reconcile([wish('b', 1), wish('d', 2), wish('c', 3)]);
    await turn();
    expect(started).toEqual(['a', 'b', 'd']);
    expect([...open.keys()]).toEqual(['b', 'd']);
    expect(queue.counts.cancelled).toBe(1);
  });

  test('does not fetch a completed wish again while the plan repeats it', async () => {
    const { queue, started, finish } = bench();
    queue.reconcile([wish('a', 1)]);
    await finish('a');
    queue.reconcile([wish('a', 1)]);
    expect(started).toEqual(['a']);
  });

  test('retries a wish that timed out', async () => {
    const hasStalled = (cause: unknown) => cause instanceof DownloadError && cause.reason === 'stalled';
    const { queue, started, waits } = bench({ timeoutMs: 5 }, (_attempt, cause) => (hasStalled(cause) ? 100 : null));
    queue.reconcile([wish('a', 1)]);
    await vi.waitFor(() => expect(waits).toHaveLength(1));
    expect(queue.isWanted('https://a.example/a')).toBe(true);
    waits[0]?.end();
    await turn();
    expect(started).toEqual(['a', 'a']);
    queue.clear();
  });

  test('stops everything when it has no lanes, and restarts it best first when it has some', async () => {
    const { queue, started, open } = bench();
    queue.reconcile([wish('a', 1), wish('b', 2), wish('c', 3)]);
    queue.limitLanes(noLanes);
    await turn();
    expect(open.size).toBe(0);
    expect(queue.waiting.length).toBe(3);
    queue.limitLanes({ all: 1, bodies: 1 });
    expect(started).toEqual(['a', 'b', 'a']);
  });

  test('uses the priorities of the latest plan for running and restarted wishes', async () => {
    const { queue, started } = bench();
    queue.reconcile([wish('a', 1), wish('b', 2)]);
    queue.reconcile([wish('b', 1), wish('a', 2)]);
    expect(queue.running.map(({ priority }) => priority)).toEqual([2, 1]);
    queue.limitLanes(noLanes);
    await turn();
    queue.limitLanes({ all: 1, bodies: 1 });
    expect(started).toEqual(['a', 'b', 'b']);
  });

  test('counts the wishes that clearing cancels, including those between two attempts', async () => {
    const { queue, fail } = bench({ lanes: 1 }, () => 100);
    queue.reconcile([wish('a', 1), wish('b', 2), wish('c', 3)]);
    await fail('a', new Error('503'));
    expect(queue.clear()).toBe(3);
    expect(queue.clear()).toBe(0);
  });

  test('continues with playlists, best first, and stops the rest if only playlists have lanes', async () => {
    const { queue, started, open, finish } = bench();
    queue.reconcile([wish('a', 1), wish('b', 2), wish('c/main.m3u8', 3), wish('d/main.m3u8', 4)]);
    queue.limitLanes({ all: 1, bodies: 0 });
    await turn();
    expect([...open.keys()]).toEqual(['c/main.m3u8']);
    await finish('c/main.m3u8');
    await finish('d/main.m3u8');
    expect([...open.keys()]).toEqual([]);
    queue.limitLanes({ all: 2, bodies: 2 });
    expect(started).toEqual(['a', 'b', 'c/main.m3u8', 'd/main.m3u8', 'a', 'b']);
  });

  test('reports waiting bodies until the last one starts, and none while bodies have no lanes', async () => {
    const { queue, finish } = bench({ lanes: 1 });
    queue.reconcile([wish('a', 1), wish('b', 2), wish('c/main.m3u8', 3)]);
    expect(queue.hasMore).toBe(true);
    queue.limitLanes({ all: 1, bodies: 0 });
    expect(queue.hasMore).toBe(false);
    await finish('c/main.m3u8');
    queue.limitLanes({ all: 2, bodies: 2 });
    expect(queue.hasMore).toBe(false);
    queue.clear();
  });

  test('fetches playlists beside bodies, but never more in total than it has lanes', () => {
    const { queue, started } = bench();
    queue.limitLanes({ all: 3, bodies: 1 });
    queue.reconcile([wish('a', 1), wish('b', 2), ...[3, 4, 5].map((at) => wish(`${at}.m3u8`, at))]);
    expect(started).toEqual(['a', '3.m3u8', '4.m3u8']);
  });

  test('retries a failed wish after the delay, without holding a lane meanwhile', async () => {
    const { queue, started, waits, fail } = bench({ lanes: 1 }, (attempt) => (attempt < 3 ? attempt * 100 : null));
    queue.reconcile([wish('a', 1), wish('b', 2)]);
    await fail('a', new Error('503'));
    expect(started).toEqual(['a', 'b']);
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([100]);
    await fail('b', new Error('503'));
    for (const { end } of waits) end();
    await turn();
    expect(started).toEqual(['a', 'b', 'a']);
  });

  test('does not count a failure as an attempt if no origin was asked', async () => {
    const { queue, started, waits, fail } = bench({}, (attempt) => (attempt < 2 ? attempt * 100 : null));
    queue.reconcile([wish('a', 1)]);
    for (const cause of [refused, refused, new Error('503'), refused]) {
      await fail('a', cause);
      waits.at(-1)?.end();
      await turn();
    }
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([0, 0, 100, 100]);
    expect(started).toHaveLength(5);
    expect(queue.counts).toMatchObject({ failed: 0, retried: 1 });
  });

  test('gives up a wish when the retry policy says so', async () => {
    const { queue, fail } = bench();
    queue.reconcile([wish('a', 1)]);
    await fail('a', new Error('404'));
    expect(queue.counts).toEqual({ completed: 0, failed: 1, cancelled: 0, retried: 0 });
    expect(queue.waiting).toEqual([]);
  });

  test('retries a wish that failed too often after a minute if it may succeed later', async () => {
    const { queue, started, clock, fail } = bench();
    const plan = [wish('a', 1), wish('b', 2)];
    queue.reconcile(plan);
    await fail('a', unavailable);
    await fail('b', new Error('404'));
    clock.nowMs = 59_999;
    queue.reconcile(plan);
    expect(started).toEqual(['a', 'b']);
    clock.nowMs = 60_000;
    queue.reconcile(plan);
    expect(started).toEqual(['a', 'b', 'a']);
  });

  test('retries wishes that failed in an outage once it ends, but not those that fail beside successes', async () => {
    const { queue, started, clock, fail, finish } = bench({ lanes: 3 });
    const plan = ['a', 'b', 'c', 'd'].map((name, index) => wish(name, index));
    queue.reconcile(plan);
    await fail('a', unavailable);
    clock.nowMs = 1000;
    await finish('b');
    queue.reconcile(plan);
    expect(started).toEqual(['a', 'b', 'c', 'd', 'a']);
    clock.nowMs = 2000;
    await finish('c');
    await fail('a', unavailable);
    clock.nowMs = 3000;
    await finish('d');
    queue.reconcile(plan);
    expect(started).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  test('counts only fetched wishes as completed, and a wish already cached does not end an outage', async () => {
    const { queue, started, fail, finish } = bench({ lanes: 3 });
    const plan = ['a', 'b', 'c'].map((name, index) => wish(name, index));
    queue.reconcile(plan);
    await fail('a', unavailable);
    await finish('b', false);
    queue.reconcile(plan);
    expect([started, queue.counts.completed]).toEqual([['a', 'b', 'c'], 0]);
    await finish('c');
    queue.reconcile(plan);
    expect([started, queue.counts.completed]).toEqual([['a', 'b', 'c', 'a'], 1]);
  });

  test('holds back wishes that would exceed the rate limit of an origin, and starts them later', async () => {
    const { queue, started, waits, clock, finish } = bench({ startsPerSecondPerOrigin: 2 });
    queue.reconcile(['a', 'b', 'c'].map((name, index) => wish(name, index)));
    await finish('a');
    await finish('b');
    expect(started).toEqual(['a', 'b']);
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([1000]);
    clock.nowMs = 1000;
    for (const { end } of waits) end();
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  test('skips wishes for a busy origin in favour of one for an idle origin', () => {
    const { queue, started } = bench({ lanesPerOrigin: 1 });
    const elsewhere = resourceOf('https://b.example/z', null, identity);
    queue.reconcile([
      wish('a', 1),
      wish('b', 2),
      { resource: elsewhere, reelId: 'reel', priority: 3, strategy: 'test', reason: 'test' },
    ]);
    expect(started).toEqual(['a', 'z']);
  });

  test('skips wishes for a reel with its full share of transfers in favour of the next reel', async () => {
    const { queue, started, finish } = bench({ lanes: 3, lanesPerReel: 2 });
    queue.reconcile([wish('a', 1), wish('b', 2), wish('c', 3), { ...wish('z', 4), reelId: 'next' }]);
    expect(started).toEqual(['a', 'b', 'z']);
    await finish('a');
    expect(started).toEqual(['a', 'b', 'z', 'c']);
  });

  test('wants exactly the last plan, whatever plans came before', () => {
    const plan = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(plan, { minLength: 1 }), (plans) => {
        const { queue } = bench();
        for (const names of plans) queue.reconcile(names.map((name, index) => wish(`${name}`, index)));
        const wanted = [...queue.running, ...queue.waiting].map(({ resource }) => resource.key);
        const last = (plans.at(-1) ?? []).map((name) => `https://a.example/${name}`);
        expect(wanted.toSorted()).toEqual(last.toSorted());
        expect(queue.running.length).toBe(Math.min(last.length, 2));
      }),
    );
  });
});
