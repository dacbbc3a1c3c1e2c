import { describe, expect, test } from 'vitest';
import { UnwelcomeCmcd } from './unwelcome-cmcd.ts';

const headers = { range: 'bytes=0-', 'cmcd-request': 'su', 'cmcd-session': 'sid="x"' };
const [strict, open] = ['https://strict.test/s.m4s', 'https://open.test/s.m4s'];

/** As a browser does: one of these origins gives no leave for client data. */
function asking() {
  const asked: string[] = [];
  const { fetch } = new UnwelcomeCmcd((input, init) => {
    const { url, headers: sent } = new Request(input, init);
    const names = [...sent.keys()];
    asked.push(`${url} ${names.join(' ')}`);
    if (init?.signal?.aborted === true) return Promise.reject(new DOMException('', 'AbortError'));
    const isRefused = url === strict && names.includes('cmcd-request');
    return isRefused ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response('media'));
  });
  return { fetch, asked };
}

describe('client data in headers', () => {
  test('that an origin does not allow is left out, once this is known at the first request already', async () => {
    const { fetch, asked } = asking();
    for (let time = 0; time < 2; time += 1) expect(await (await fetch(strict, { headers })).text()).toBe('media');
    expect(asked).toEqual([`${strict} cmcd-request cmcd-session range`, `${strict} range`, `${strict} range`]);
  });

  test('goes on to those that allow it', async () => {
    const { fetch, asked } = asking();
    await fetch(strict, { headers });
    await fetch(open, { headers });
    expect(asked.at(-1)).toBe(`${open} cmcd-request cmcd-session range`);
  });

  test('is not to blame where nothing comes without it either, nor where nobody waits any more', async () => {
    const down = new UnwelcomeCmcd(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(down.fetch(open, { headers })).rejects.toThrow(TypeError);
    const { fetch, asked } = asking();
    await expect(fetch(open, { headers, signal: AbortSignal.abort() })).rejects.toThrow(DOMException);
    expect(asked).toHaveLength(1);
  });

  test('a request without any is made once', async () => {
    const { fetch, asked } = asking();
    await fetch(open, { headers: { range: 'bytes=0-' } });
    expect(asked).toEqual([`${open} range`]);
  });
});
