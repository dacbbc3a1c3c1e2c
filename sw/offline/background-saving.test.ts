import { describe, expect, it } from 'vitest';
import type { Resource } from '../decision/resource/resource.ts';
import type { BackgroundFetch } from './background-fetch.ts';
import { BackgroundSaving } from './background-saving.ts';

/** A browser that is fetching these units in the background. */
function bench(...units: string[]) {
  const running = new Set(units.map((name) => `nextreel-save:${name}`));
  const kept: Resource[] = [];
  const refused: string[] = [];
  const fetchOf = (id: string): BackgroundFetch => ({
    id,
    abort: () => Promise.resolve(running.delete(id)),
    matchAll: () => Promise.resolve([]),
  });
  const background = new BackgroundSaving({
    registration: {
      backgroundFetch: {
        get: (id) => Promise.resolve(running.has(id) ? fetchOf(id) : undefined),
        getIds: () => Promise.resolve([...running]),
      },
    },
    network: {
      identity: () =>
        Promise.resolve({ origins: [{ id: 'a', url: 'https://a.example/' }], volatileParameters: ['token'] }),
    },
    read: (resource, response) =>
      response.ok ? Promise.resolve(resource) : Promise.reject(new Error(`status ${response.status}`)),
    log: { warn: (message) => refused.push(message) },
  });
  return { background, running, kept, refused, fetchOf };
}

describe('a background fetch', () => {
  it('is identified by its unit, and can be recalled', async () => {
    const { background, running } = bench('a', 'b');
    expect(await background.isInBackground('a')).toBe(true);
    expect(await background.isInBackground('c')).toBe(false);
    await background.recall(['a', 'c']);
    expect([...running]).toEqual(['nextreel-save:b']);
    await background.recallAll();
    expect([...running]).toEqual([]);
  });

  it('delivers complete files under the keys of the worker, and skips the others', async () => {
    const { background, kept, refused, fetchOf } = bench();
    const ended = {
      ...fetchOf('x'),
      matchAll: () =>
        Promise.resolve([
          {
            request: new Request('https://a.example/0.m4s?token=1'),
            responseReady: Promise.resolve(new Response('0')),
          },
          {
            request: new Request('https://a.example/v.mp4', { headers: { range: 'bytes=5-9' } }),
            responseReady: Promise.resolve(new Response('56789', { status: 206 })),
          },
          {
            request: new Request('https://a.example/gone'),
            responseReady: Promise.resolve(new Response('', { status: 404 })),
          },
          { request: new Request('https://a.example/late'), responseReady: Promise.reject(new Error('aborted')) },
        ]),
    };
    await background.takeIn(ended, (resource) => Promise.resolve(void kept.push(resource)));
    expect(kept.map(({ key, range }) => ({ key, range }))).toEqual([
      { key: 'https://a.example/0.m4s', range: null },
      { key: 'https://a.example/v.mp4#bytes=5-9', range: { firstByte: 5, lastByte: 9 } },
    ]);
    expect(refused).toEqual([expect.stringContaining('https://a.example/gone'), expect.stringContaining('/late')]);
  });

  it('never runs in a browser without Background Fetch', async () => {
    const { parts } = bench().background;
    const background = new BackgroundSaving({ ...parts, registration: {} });
    expect(background.isPossible).toBe(false);
    expect(await background.isInBackground('a')).toBe(false);
    await background.recall(['a']);
  });
});
