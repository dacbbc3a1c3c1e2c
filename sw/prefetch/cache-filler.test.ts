import { expect, it, vi } from 'vitest';
import { resourceOf } from '../decision/resource/resource.ts';
import { CacheFiller } from './cache-filler.ts';

it('a cached resource is warmed up, and only a missing one is fetched and timed', async () => {
  const here = resourceOf('https://a.example/here', null, { origins: [], volatileParameters: [] });
  const away = { ...here, key: 'https://a.example/away' };
  const warm = vi.fn(() => Promise.resolve());
  const prefetch = vi.fn(() => Promise.resolve());
  const prefetched = vi.fn();
  const filler = new CacheFiller({
    cache: { has: (key) => Promise.resolve(key === here.key), warm, peek: () => Promise.resolve(undefined) },
    network: { prefetch },
    deliveries: { prefetched },
    onChange: () => undefined,
    nowMs: () => 0,
  });
  const { signal } = new AbortController();
  expect(await filler.ensureCached(here, null, signal)).toBe(false);
  expect([warm.mock.calls, prefetch.mock.calls.length]).toEqual([[[[here.key]]], 0]);
  expect(await filler.ensureCached(away, null, signal)).toBe(true);
  expect([prefetch.mock.calls.length, prefetched.mock.calls]).toEqual([1, [[0]]]);
});
