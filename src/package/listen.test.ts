import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listenLeaseMs } from '../shared/messages.ts';
import { connect } from './connect.ts';
import type { Nextreel } from './nextreel.ts';
import { FakePage } from './testing/fake-page.ts';

// The page adds more abort listeners to one signal than Node allows without a warning.
setMaxListeners(100);

let page: FakePage;
let nextreel: Nextreel;
/** Lets the worker introduce itself. */
let introduce: () => void;

const nextTask = () => new Promise((resolve) => setTimeout(resolve));
const subscriptions = () => page.said.filter(({ type }) => type === 'listen').length;

beforeEach(() => {
  const introduced = new Promise<undefined>((resolve) => (introduce = () => resolve(undefined)));
  page = new FakePage(() => introduced);
  for (const [name, value] of Object.entries(page.globals)) vi.stubGlobal(name, value);
  nextreel = connect({ onWarning: () => undefined });
});

afterEach(async () => {
  nextreel.disconnect();
  // The connection ends in a separate task.
  await nextTask();
  vi.unstubAllGlobals();
});

it('on() right after connect() subscribes as soon as the worker has introduced itself', async () => {
  nextreel.on('queue', () => undefined);
  // The module that subscribes has loaded before the worker introduces itself.
  await vi.dynamicImportSettled();
  introduce();
  await nextreel.ready;
  await vi.waitFor(() => expect(subscriptions()).toBe(1), { timeout: listenLeaseMs / 6 });
});

it('the first listener of each topic gets its state at once, for which the page subscribes anew', async () => {
  introduce();
  await nextreel.ready;
  nextreel.on('queue', () => undefined);
  await vi.waitFor(() => expect(subscriptions()).toBe(1), { timeout: listenLeaseMs / 6 });
  nextreel.on('health', () => undefined);
  await vi.waitFor(() => expect(subscriptions()).toBe(2), { timeout: listenLeaseMs / 6 });
  nextreel.on('health', () => undefined);
  await vi.dynamicImportSettled();
  await nextTask();
  expect(subscriptions()).toBe(2);
});

it('a listener that is removed before the worker has introduced itself is never subscribed', async () => {
  const stop = nextreel.on('queue', () => undefined);
  stop();
  await vi.dynamicImportSettled();
  introduce();
  await nextreel.ready;
  await vi.dynamicImportSettled();
  await nextTask();
  expect(subscriptions()).toBe(0);
});
