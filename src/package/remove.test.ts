import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removedMessage } from '../shared/removed.ts';
import { connect } from './connect.ts';
import type { Nextreel } from './nextreel.ts';
import { FakePage } from './testing/fake-page.ts';

let page: FakePage;
let warnings: string[];
let nextreel: Nextreel;

// The page adds more abort listeners to one signal than Node allows without a warning.
setMaxListeners(100);

beforeEach(() => {
  warnings = [];
  page = new FakePage(() => undefined);
  for (const [name, value] of Object.entries(page.globals)) vi.stubGlobal(name, value);
});

afterEach(async () => {
  nextreel.disconnect();
  // The connection ends in a separate task.
  await new Promise((resolve) => setTimeout(resolve));
  vi.unstubAllGlobals();
});

it('a page that the browser denies workers and storage forgets its notes without a warning', async () => {
  const deny = () => Promise.reject(new DOMException('denied', 'SecurityError'));
  page.denyWorkers();
  vi.stubGlobal('caches', { keys: deny });
  vi.stubGlobal('indexedDB', { databases: deny });
  nextreel = connect({ onWarning: (message) => warnings.push(message) });
  expect(await nextreel.ready).toMatchObject({ reason: 'unsupported' });
  warnings = [];
  await nextreel.remove();
  expect([Object.keys(page.notes), warnings]).toEqual([[], []]);
});

it('a tab of a site that removes Nextreel in another one ends its connection without a warning', async () => {
  nextreel = connect({ onWarning: (message) => warnings.push(message) });
  nextreel.setFeed([{ id: 'a', src: 'a.m3u8' }]);
  expect(await nextreel.ready).toEqual({ state: 'on' });
  expect(await nextreel.save('a')).toBe(true);
  page.receive(removedMessage);
  [page.said, warnings] = [[], []];
  expect(await nextreel.save('a')).toBe(false);
  await expect(nextreel.configure({})).rejects.toThrow('There is no worker');
  expect([page.said, warnings]).toEqual([[], []]);
});
