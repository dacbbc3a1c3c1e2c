import { afterEach, describe, expect, it, vi } from 'vitest';
import { probeScript } from './script-probe.ts';

const script = (body: string, init: ResponseInit = {}) =>
  new Response(body, { headers: { 'content-type': 'text/javascript' }, ...init });

function ask(answer: () => Response | Promise<Response>, origins: readonly string[] = []) {
  const asked = vi.fn<(url: URL) => Promise<Response>>(async () => answer());
  vi.stubGlobal('fetch', asked);
  const found = probeScript(new URL('https://site.example/sw.js?v=2'), origins, new AbortController().signal);
  return { found, asked };
}

afterEach(() => vi.unstubAllGlobals());

describe('probeScript', () => {
  it('recognises a Nextreel worker by its answer, and the origins that its policy blocks', async () => {
    const headers = { 'x-nextreel-version': '1.2.3', 'x-nextreel-forbidden': 'https://a.example https://b.example' };
    const { found, asked } = ask(() => new Response(null, { headers }), ['https://a.example', 'https://b.example']);
    expect(await found).toEqual({
      kind: 'worker',
      version: '1.2.3',
      isEmbedded: false,
      forbidden: ['https://a.example', 'https://b.example'],
    });
    const { searchParams } = new URL(asked.mock.lastCall?.[0] ?? '');
    expect([...searchParams.keys()]).toEqual(['v', 'nextreel', 'origin', 'origin']);
  });

  it.each([
    ['/*! nextreel 1.0.0 */ (()=>{})()', { kind: 'script', isEmbedded: false }],
    ["importScripts('/nextreel-sw.js?embedded'); precache();", { kind: 'script', isEmbedded: true }],
    ['bundled(); h="x-nextreel-version"', { kind: 'script', isEmbedded: true }],
    ['self.addEventListener("fetch", () => {})', { kind: 'foreign-script' }],
    ['', { kind: 'foreign-script' }],
  ])('recognises whether Nextreel is in the script %j', async (body, expected) => {
    expect(await ask(() => script(body)).found).toEqual(expected);
  });

  it('stops reading a script once it is recognised', async () => {
    let pulls = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulls += 1;
        controller.enqueue(new TextEncoder().encode('/*! nextreel 1.0.0 */'));
      },
    });
    const answer = () => new Response(endless, { headers: { 'content-type': 'text/javascript' } });
    expect(await ask(answer).found).toEqual({ kind: 'script', isEmbedded: false });
    expect(pulls).toBeLessThan(5);
  });

  it.each<[string, () => Response | Promise<Response>, object]>([
    [
      'a page instead of the script',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      { kind: 'wrong-type', contentType: 'text/html' },
    ],
    ['a 404', () => new Response(null, { status: 404 }), { kind: 'missing', detail: 'the server answers 404' }],
    [
      'no answer',
      () => Promise.reject(new TypeError('offline')),
      { kind: 'missing', detail: expect.stringContaining('offline') },
    ],
  ])('reports that the server sends %s', async (_what, answer, expected) => {
    expect(await ask(answer).found).toEqual(expected);
  });
});
