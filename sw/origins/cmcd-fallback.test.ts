import { describe, expect, test } from 'vitest';
import { CmcdFallback } from './cmcd-fallback.ts';

const headers = { range: 'bytes=0-', 'cmcd-request': 'su', 'cmcd-session': 'sid="x"' };
const [strict, open] = ['https://strict.test/s.m4s', 'https://open.test/s.m4s'];

/** Fetches like a browser. The strict origin does not allow CMCD headers. */
function cmcdFallback() {
  const asked: string[] = [];
  const { fetch } = new CmcdFallback((input, init) => {
    const { url, headers: sent } = new Request(input, init);
    const names = [...sent.keys()];
    asked.push(`${url} ${names.join(' ')}`);
    if (init?.signal?.aborted === true) return Promise.reject(new DOMException('', 'AbortError'));
    const isRefused = url === strict && names.includes('cmcd-request');
    return isRefused ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response('media'));
  });
  return { fetch, asked };
}

describe('CMCD data in headers', () => {
  test('is dropped in a retry when an origin rejects it, and left out of later requests to that origin', async () => {
    const { fetch, asked } = cmcdFallback();
    for (let time = 0; time < 2; time += 1) expect(await (await fetch(strict, { headers })).text()).toBe('media');
    expect(asked).toEqual([`${strict} cmcd-request cmcd-session range`, `${strict} range`, `${strict} range`]);
  });

  test('is still sent to origins that allow it', async () => {
    const { fetch, asked } = cmcdFallback();
    await fetch(strict, { headers });
    await fetch(open, { headers });
    expect(asked.at(-1)).toBe(`${open} cmcd-request cmcd-session range`);
  });

  test('does not count as rejected if the request fails without it too, or was aborted', async () => {
    const down = new CmcdFallback(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(down.fetch(open, { headers })).rejects.toThrow(TypeError);
    const { fetch, asked } = cmcdFallback();
    await expect(fetch(open, { headers, signal: AbortSignal.abort() })).rejects.toThrow(DOMException);
    expect(asked).toHaveLength(1);
  });

  test('causes no retry when a request carries none', async () => {
    const { fetch, asked } = cmcdFallback();
    await fetch(open, { headers: { range: 'bytes=0-' } });
    expect(asked).toEqual([`${open} range`]);
  });
});
