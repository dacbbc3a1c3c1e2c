import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { queueSchema } from '../../src/shared/events.ts';
import { type PageMessage, readPageMessage } from '../../src/shared/messages.ts';
import { expect, test } from '../fixtures.ts';

type View = Extract<PageMessage, { type: 'view' }>;

/** Records every message that the page sends to the worker. The result returns the views among them. */
async function recordMessages(page: Page): Promise<() => Promise<View[]>> {
  await page.addInitScript(() => {
    const sent: unknown[] = [];
    Object.assign(window, { sent });
    const post: unknown = Reflect.get(ServiceWorker.prototype, 'postMessage');
    Reflect.set(ServiceWorker.prototype, 'postMessage', function record(this: ServiceWorker, ...said: unknown[]) {
      sent.push(said[0]);
      if (typeof post === 'function') Reflect.apply(post, this, said);
    });
  });
  return async () => {
    const sent = await page.evaluate((): unknown[] => Reflect.get(window, 'sent'));
    return sent.map(readPageMessage).filter((message) => message?.type === 'view');
  };
}

/** Overrides what `navigator.connection` reports. */
async function overrideConnection(page: Page, facts: Readonly<Record<string, unknown>>): Promise<void> {
  await page.addInitScript((claimed) => {
    const connection: object = Reflect.get(navigator, 'connection');
    for (const [name, value] of Object.entries(claimed)) Object.defineProperty(connection, name, { value });
  }, facts);
}

async function readRestReason(page: Page): Promise<string> {
  const queue = await page.evaluate(async () => (await fetch('/api/v1/prefetch/status')).json());
  return v.parse(queueSchema, queue).rest;
}

test('the page reports the device to the worker every five seconds, and at once when it changes', async ({ feed }) => {
  const views = await recordMessages(feed.page);
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await expect.poll(async () => (await views()).length).toBeGreaterThan(0);
  const screenOf = async () => (await views()).at(-1)?.device.screen;
  await expect.poll(screenOf).toEqual({ widthPx: 390, heightPx: 844 });

  // A paused reel sends no messages of its own.
  await feed.page.keyboard.press('Space');
  await expect.poll(async () => (await views()).at(-1)?.playback.paused).toBe(true);
  const viewCount = (await views()).length;
  await expect.poll(async () => (await views()).length, { timeout: 12_000 }).toBeGreaterThan(viewCount);
  expect((await views()).at(-1)?.device.cpuLoad).not.toBeNull();

  await feed.page.setViewportSize({ width: 500, height: 700 });
  await expect.poll(async () => (await screenOf())?.heightPx, { timeout: 3_000 }).toBe(700);
});

test('the worker knows which codecs the browser cannot decode, also after a page reload', async ({ feed }) => {
  const views = await recordMessages(feed.page);
  await feed.open();
  await feed.expectControlled();
  const undecodable = async () => (await views()).at(-1)?.device.undecodableCodecs ?? [];
  await expect.poll(undecodable).toContain('dvh1');
  expect(await undecodable()).not.toContain('avc1');
  await expect
    .poll(() => feed.page.evaluate(() => localStorage.getItem('nextreel:codecs') ?? ''), { timeout: 12_000 })
    .toContain('dvh1');

  await feed.page.addInitScript(() => {
    navigator.mediaCapabilities.decodingInfo = () => Promise.reject(new Error('not asked again'));
  });
  await feed.page.reload();
  await expect.poll(undecodable).toContain('dvh1');
});

test('nothing is prefetched for a viewer with data saver on, and the API says why', async ({ feed, origins }) => {
  await overrideConnection(feed.page, { saveData: true });
  await feed.open();
  await feed.expectControlled();
  await feed.page.reload();
  await feed.expectMoving();
  await expect.poll(() => readRestReason(feed.page)).toBe('the viewer saves data');
  // Without data saver the next reels would be loading by then.
  const isWhole = () =>
    feed.video.evaluate(
      ({ buffered, duration }: HTMLVideoElement) => buffered.length > 0 && buffered.end(0) >= duration - 0.5,
    );
  await expect.poll(isWhole).toBe(true);
  const [current] = await feed.listedIds();
  const others = (await origins.log()).filter(({ path }) => path.endsWith('.m4s') && !path.includes(`/${current}/`));
  expect(others).toEqual([]);
});

test('the API reports that a metered connection holds back prefetching', async ({ feed }) => {
  await overrideConnection(feed.page, { type: 'cellular' });
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
  await expect.poll(() => readRestReason(feed.page), { timeout: 30_000 }).toBe('the connection is metered');
});
