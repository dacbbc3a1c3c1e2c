import type { Page } from '@playwright/test';
import * as v from 'valibot';
import { statusSchema } from '../../src/shared/events.ts';
import { type FeedPage, often } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import type { Origins } from '../origins.ts';

const entrySchema = v.object({
  method: v.string(),
  path: v.string(),
  query: v.string(),
  headers: v.record(v.string(), v.string()),
});
type Entry = v.InferOutput<typeof entrySchema>;

/** Returns the logged media requests, except those of the first reel, which began before there was a worker. */
async function mediaRequests(origins: Origins): Promise<Entry[]> {
  const logs = await Promise.all(origins.urls.map(async (url) => (await fetch(new URL('__log', url))).json()));
  const entries = v.parse(v.array(entrySchema), logs.flat());
  return entries.filter(({ method, path }) => method === 'GET' && /^\/(?!aurora\/).*\.(m3u8|m4s|mp4)$/.test(path));
}

async function setCmcd(page: Page, mode: string): Promise<void> {
  const status = await page.evaluate(async (cmcd) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ origins: { cmcd } });
    return (await fetch('/api/v1/config', { method: 'PUT', headers, body })).status;
  }, mode);
  expect(status).toBe(200);
}

/** Sets the CMCD mode, waits until no older transfer is in flight, and clears the logs. */
async function useCmcd({ page }: FeedPage, origins: Origins, mode: string): Promise<void> {
  await setCmcd(page, mode);
  const readTransfers = async () => {
    const status: unknown = await page.evaluate(async () => (await fetch('/api/v1/status')).json());
    return v.parse(statusSchema, status).transfers;
  };
  await expect.poll(readTransfers, often).toEqual([]);
  await origins.restore();
}

/** Plays one reel that was prefetched and one that was not. */
async function watch(feed: FeedPage): Promise<void> {
  await feed.swipe();
  await feed.expectMoving();
  await feed.swipe('End');
  await feed.expectMoving();
}

test.beforeEach(async ({ feed }) => {
  await feed.open('/?reels=40');
  await feed.expectControlled();
  await feed.expectMoving();
});

test('no request carries CMCD data by default', async ({ feed, origins }) => {
  await watch(feed);
  const requests = await mediaRequests(origins);
  expect(requests.length).toBeGreaterThan(0);
  for (const { query, headers, path } of requests) {
    expect(query, path).not.toMatch(/cmcd/i);
    expect(
      Object.keys(headers).filter((name) => name.startsWith('cmcd')),
      path,
    ).toEqual([]);
  }
});

test('in headers mode, player and prefetch requests describe their object and name the next one', async ({
  feed,
  origins,
}) => {
  await useCmcd(feed, origins, 'headers');
  await watch(feed);
  const reel = await feed.currentId();
  const findSegment = async () =>
    (await mediaRequests(origins)).find(
      ({ path, headers }) =>
        path.includes(`/${reel}/`) && path.endsWith('m4s') && headers['cmcd-request']?.includes('nor='),
    );
  await expect.poll(findSegment).toBeDefined();
  for (const { headers, path } of await mediaRequests(origins)) {
    expect(headers['cmcd-session'], path).toMatch(/sf=h,sid="[0-9a-f-]{36}"/);
    expect(headers['cmcd-object'], path).toMatch(/ot=(m|a|v|av|i|c|o)/);
  }
  const segment = await findSegment();
  expect(segment?.headers['cmcd-object']).toMatch(/^br=\d+,d=\d+,ot=a?v,tb=\d+$/);
  expect(segment?.headers['cmcd-request']).toMatch(/nor="\d{3}\.m4s[^"]*"/);
});

test('in query mode, the CMCD parameter is not part of any cache key', async ({ feed, origins }) => {
  await useCmcd(feed, origins, 'query');
  await watch(feed);
  const requests = await mediaRequests(origins);
  expect(requests.length).toBeGreaterThan(0);
  expect(requests.filter(({ query }) => !/(^|&)CMCD=/.test(query))).toEqual([]);
  const reel = await feed.currentId();
  const isOfReel = (key: string) => key.includes(`/${reel}/`) && key.endsWith('.m4s');
  await expect.poll(async () => (await feed.storedKeys()).some(isOfReel)).toBe(true);
  const keys = await feed.storedKeys();
  expect(keys.filter((key) => /cmcd/i.test(key))).toEqual([]);
});
