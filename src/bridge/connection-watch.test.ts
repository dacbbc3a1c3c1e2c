import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ConnectionHealth, ConnectionWatch } from './connection-watch.ts';
import type { PlayerFacts } from './player-watch.ts';
import type { WorkerHealth } from './worker-watch.ts';

let visibilityState: string;
let worker: WorkerHealth;
let player: PlayerFacts | null;
let recoveries: number;
let checks: number;
let seen: ConnectionHealth[];

beforeEach(() => {
  vi.useFakeTimers();
  visibilityState = 'visible';
  vi.stubGlobal('document', {
    get visibilityState() {
      return visibilityState;
    },
  });
  vi.stubGlobal('navigator', { onLine: true });
  worker = 'connected';
  player = null;
  recoveries = 0;
  checks = 0;
  seen = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watch(signal?: AbortSignal): ConnectionWatch {
  const watched = new ConnectionWatch({
    readPlayer: () => player,
    isControlled: () => worker === 'connected',
    checkWorker: () => {
      checks += 1;
      return Promise.resolve(worker);
    },
    recoverWorker: () => {
      recoveries += 1;
      worker = 'connected';
      return Promise.resolve();
    },
    ...(signal && { signal }),
  });
  watched.listen((health) => seen.push(health));
  return watched;
}

it('reports a lost worker, recovers it and reports that it is back', async () => {
  watch();
  await vi.advanceTimersByTimeAsync(1000);
  worker = 'lost';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen.map((health) => health.worker)).toEqual(['lost', 'connected']);
  expect(recoveries).toBe(1);
});

it('reports a video that stands still although it should move, and that it moves again', async () => {
  const watched = watch();
  player = { reelId: 'a', hasFailed: false, shouldMove: true, positionSeconds: 1 };
  await vi.advanceTimersByTimeAsync(10_000);
  expect(watched.health.player).toBe('failed');
  player = { ...player, positionSeconds: 2 };
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen.map((health) => health.player)).toEqual(['failed', 'ok']);
});

it('checks nothing while the page is hidden, or once its signal aborts', async () => {
  const ending = new AbortController();
  visibilityState = 'hidden';
  watch(ending.signal);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(checks).toBe(0);
  visibilityState = 'visible';
  await vi.advanceTimersByTimeAsync(1000);
  expect(checks).toBe(1);
  ending.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(checks).toBe(1);
});

it('no longer calls a listener that has unsubscribed', async () => {
  const unsubscribed: ConnectionHealth[] = [];
  const stop = watch().listen((health) => unsubscribed.push(health));
  stop();
  worker = 'absent';
  await vi.advanceTimersByTimeAsync(10_000);
  expect([seen.length, unsubscribed.length]).toEqual([1, 0]);
});
