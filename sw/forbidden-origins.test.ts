import { expect, test } from 'vitest';
import { ForbiddenOrigins } from './forbidden-origins.ts';

const origin = 'https://cdn.test';

/** An origin as this worker meets it: what it lets be read, and that it answers whoever does not look. */
function meet(isReadable: (headers: Headers) => boolean) {
  const worker = {
    addEventListener: () => undefined,
    fetch: (input: RequestInfo | URL, init?: RequestInit) => {
      const { mode, headers } = new Request(input, init);
      const isAnswered = mode === 'no-cors' || isReadable(headers);
      return isAnswered ? Promise.resolve(new Response()) : Promise.reject(new TypeError('Failed to fetch'));
    },
  };
  const forbidden = new ForbiddenOrigins(worker, () => Promise.resolve());
  const ask = (headers: HeadersInit = {}) =>
    Promise.allSettled(['a', 'b'].map((name) => forbidden.fetch(`${origin}/${name}.m3u8`, { headers })));
  return { forbidden, ask };
}

test('an origin that shows its answers to no other site is left to the browser', async () => {
  const { forbidden, ask } = meet(() => false);
  await ask();
  expect(forbidden.has(`${origin}/c.m3u8`)).toBe(true);
});

test('an origin that refuses conditions from other sites is read without them', async () => {
  const { forbidden, ask } = meet((headers) => !headers.has('if-none-match'));
  await ask({ 'if-none-match': '"1"' });
  await ask();
  expect(forbidden.has(`${origin}/c.m3u8`)).toBe(false);
});
