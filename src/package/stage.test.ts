import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { measured, noteMeasured } from '../adapters/player-reports.ts';
import { Stage } from './stage.ts';
import { Warnings } from './warnings.ts';

// Players' measurements are shared by the whole page.
beforeEach(() => measured.forget());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function stageOn(connection: object, signal = new AbortController().signal): Stage {
  vi.stubGlobal('navigator', { connection, userAgent: 'test' });
  for (const name of ['innerWidth', 'innerHeight', 'devicePixelRatio']) vi.stubGlobal(name, 1);
  return new Stage({
    element: () => null,
    video: () => null,
    onChange: () => undefined,
    onGiveUp: () => undefined,
    warnings: new Warnings(() => undefined),
    isFirstVisit: false,
    signal,
  });
}

it('respects data saving from the first view on', () => {
  expect(stageOn({ saveData: true }).device.connection.saveData).toBe(true);
});

it('remembers the throughput for the next visit, and discards it when the connection changes', async () => {
  vi.useFakeTimers();
  const notes = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => notes.get(key) ?? null,
    setItem: (key: string, text: string) => void notes.set(key, text),
  });
  vi.stubGlobal('window', {});
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  const ending = new AbortController();
  const connection = Object.assign(new EventTarget(), { type: 'wifi' });
  const first = stageOn(connection, ending.signal);
  await first.watch(Promise.resolve());
  expect(first.throughputBps).toBeNull();
  noteMeasured(4_000_000);
  await vi.advanceTimersByTimeAsync(5000);
  measured.forget();
  const next = stageOn(connection, ending.signal);
  await next.watch(Promise.resolve());
  expect(next.throughputBps).toBe(4_000_000);

  noteMeasured(6_000_000);
  connection.type = 'cellular';
  connection.dispatchEvent(new Event('change'));
  expect(next.throughputBps).toBeNull();
  ending.abort();
});
