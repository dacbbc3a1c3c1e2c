import { expect, test } from 'vitest';
import { ForbiddenOrigins } from './forbidden-origins.ts';

const origin = 'https://cdn.test';

/** A worker and an origin that answers opaque requests, and of the others only those that `isReadable` accepts. */
function meet(isReadable: (request: Request) => boolean) {
  let nowMs = 0;
  const worker = {
    addEventListener: () => undefined,
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      const isAnswered = request.mode === 'no-cors' || isReadable(request);
      return isAnswered ? Promise.resolve(new Response()) : Promise.reject(new TypeError('Failed to fetch'));
    },
  };
  const forbidden = new ForbiddenOrigins(
    worker,
    () => Promise.resolve(),
    () => nowMs,
  );
  const ask = (names: readonly string[], headers: HeadersInit = {}) =>
    Promise.allSettled(names.map((name) => forbidden.fetch(`${origin}/${name}`, { headers })));
  const isLeftAlone = () => forbidden.has(`${origin}/other.m3u8`);
  return { forbidden, ask, isLeftAlone, wait: (ms: number) => (nowMs += ms) };
}

test('an origin without CORS is left to the browser and retried after a minute', async () => {
  const { ask, isLeftAlone, wait } = meet(() => false);
  await ask(['a.mp4', 'b.mp4', 'c.mp4']);
  expect(isLeftAlone()).toBe(true);
  wait(60_000);
  expect(isLeftAlone()).toBe(false);
  await ask(['d.mp4']);
  expect(isLeftAlone()).toBe(true);
  // The clock is set back by an hour.
  wait(-3_600_000);
  expect(isLeftAlone()).toBe(false);
});

test('two missing posters, whose 404s lack CORS headers, do not make the worker give up the origin', async () => {
  const { ask, isLeftAlone } = meet(({ url }) => url.endsWith('.m3u8'));
  await ask(['gone.jpg', 'gone-too.jpg', 'gone.jpg']);
  expect(isLeftAlone()).toBe(false);
  await ask(['main.m3u8', 'lost.jpg', 'lost-too.jpg']);
  expect(isLeftAlone()).toBe(false);
});

test('many missing files keep the worker away from an origin for at most a minute', async () => {
  const { ask, isLeftAlone, wait } = meet(({ url }) => url.endsWith('.m3u8'));
  await ask(['1.jpg', '2.jpg', '3.jpg']);
  wait(60_000);
  await ask(['main.m3u8', '4.jpg', '5.jpg']);
  expect(isLeftAlone()).toBe(false);
});

test('an origin that rejects conditional cross-origin requests is still read without conditions', async () => {
  const { ask, isLeftAlone } = meet(({ headers }) => !headers.has('if-none-match'));
  await ask(['a.m3u8', 'b.m3u8', 'c.m3u8'], { 'if-none-match': '"1"' });
  await ask(['a.m3u8', 'b.m3u8', 'c.m3u8']);
  expect(isLeftAlone()).toBe(false);
});

test('at an origin without CORS elements are left to the browser, except for saved files, and players are answered', async () => {
  const { ask, forbidden } = meet(() => false);
  await ask(['a.m3u8', 'b.m3u8', 'c.m3u8']);
  const isLeft = (mode: RequestMode, isSaved: boolean) =>
    forbidden.isLeft({ url: `${origin}/d.m3u8`, mode }, () => isSaved);
  expect([isLeft('no-cors', false), isLeft('no-cors', true), isLeft('cors', false)]).toEqual([true, false, false]);
});

test('while an origin is avoided only what a player waits for is requested there', async () => {
  let isDown = true;
  const { forbidden, ask } = meet(() => !isDown);
  await ask(['a.m3u8', 'b.m3u8', 'c.m3u8']);
  isDown = false;
  await expect(forbidden.fetch(`${origin}/d.m3u8`, { priority: 'low' })).rejects.toThrow('may not read');
  expect((await forbidden.fetch(`${origin}/d.m3u8`, { priority: 'high' })).status).toBe(200);
});

test('an origin that is avoided for a minute is not said to be blocked by the policy', async () => {
  const { ask, isLeftAlone, forbidden } = meet(() => false);
  await ask(['a.m3u8', 'b.m3u8', 'c.m3u8']);
  expect(isLeftAlone()).toBe(true);
  expect(await forbidden.among([origin])).toEqual([]);
});
