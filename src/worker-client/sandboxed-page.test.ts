import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FirstVisit } from './first-visit.ts';
import { OwnWorker } from './own-worker.ts';
import { WorkerClient } from './worker-client.ts';

/** As in a frame with `sandbox="allow-scripts"`: merely asking for the workers throws. */
beforeEach(() => {
  const navigator = {
    get serviceWorker(): never {
      throw new DOMException('The context is sandboxed', 'SecurityError');
    },
  };
  vi.stubGlobal('navigator', navigator);
});
afterEach(() => void vi.unstubAllGlobals());

const onWarning = vi.fn();

test('a page that may not even ask for workers is served by none, and nothing of it throws', () => {
  const own = new OwnWorker({ onRegistered: () => undefined, onWarning });
  own.register('/sw.js');
  expect(own.isSettled).toBe(true);
  const never = () => Promise.reject(new Error('asked again'));
  new FirstVisit({ isAllowed: () => true, maySpend: () => true, wait: never }).noteLoaded({
    url: '/0.ts',
    range: null,
  });
  new WorkerClient({ worker: () => null, viewerId: () => 'ann', readView: () => null }).start();
  expect(onWarning).not.toHaveBeenCalled();
});
