import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenToWorker } from '../api-client/worker-events.ts';
import { checkWorker } from '../bridge/worker-watch.ts';
import { SavedClient } from '../offline/saved-client.ts';
import { isControlled } from '../player/support.ts';
import { ReelExtras } from '../reel-extras.ts';
import { FirstVisit } from './first-visit.ts';
import { OwnWorker } from './own-worker.ts';
import { WorkerClient } from './worker-client.ts';

/** As in a frame with `sandbox="allow-scripts"`: reading `navigator.serviceWorker` throws. */
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

test('a page that may not access service workers runs without one, and nothing throws', () => {
  const own = new OwnWorker({ onRegistered: () => undefined, onWarning });
  own.register('/sw.js');
  expect(own.isSettled).toBe(true);
  const never = () => Promise.reject(new Error('asked again'));
  new FirstVisit({ isAllowed: () => true, mayUseLink: () => true, wait: never }).noteLoaded({
    url: '/0.ts',
    range: null,
  });
  new WorkerClient({ worker: () => null, viewerId: () => 'ann', readView: () => null }).start();
  expect(onWarning).not.toHaveBeenCalled();
});

test('a sandboxed page plays its reels from the network', () => expect(isControlled()).toBe(false));

test('the menu of a sandboxed page says that nothing can be saved there', async () => {
  const reel = { id: 'a', src: 'a.m3u8', poster: null, tags: [] };
  const status = { showBriefly: vi.fn() };
  const feed = { reel, controls: {} };
  const extras = new ReelExtras(Object({ feed, status, source: { origins: [] }, pageUrl: 'https://a.example/' }));
  extras.run('save');
  await vi.waitFor(() =>
    expect(status.showBriefly).toHaveBeenCalledWith('This reel could not be saved in this browser'),
  );
});

test('the dashboard of a sandboxed page opens, and its bridge finds no worker', async () => {
  listenToWorker(
    () => null,
    () => undefined,
    new AbortController().signal,
  );
  expect(await checkWorker()).toBe('absent');
});

test('a sandboxed page has no saved reels, and can save none', async () => {
  const client = new SavedClient(() => undefined);
  expect(await client.refresh()).toBe(false);
  expect(await client.order('remove', ['a'])).toBe(false);
  expect(client.list).toBeNull();
});
