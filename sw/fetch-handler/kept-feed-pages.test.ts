import { beforeEach, describe, expect, it } from 'vitest';
import { KeptFeedPages } from './kept-feed-pages.ts';
import { memoryCaches, openVault } from './testing/kept-pages.ts';

const url = 'https://page.example/feed.json?token=secret&page=2';
const signed = () =>
  new Response(JSON.stringify({ reels: [{ src: 'https://cdn.example/a.m3u8?sig=secret' }], next: '/f?token=secret' }), {
    headers: { 'content-type': 'application/json', link: '</f?token=secret>; rel=next' },
  });
const wanted = () => true;

let atRest: Map<string, Map<string, Response>>;
let vault: ReturnType<typeof openVault>;
let kept: KeptFeedPages;

beforeEach(() => {
  atRest = new Map();
  vault = openVault();
  kept = new KeptFeedPages({ scopeOrigin: 'https://page.example', caches: memoryCaches(atRest), vault });
});

async function readAtRest(): Promise<string> {
  const lying = [...atRest.values()].flatMap((pages) => [...pages]);
  const texts = lying.map(async ([name, page]) => [name, page.url, ...page.headers, await page.clone().text()].join());
  return (await Promise.all(texts)).join();
}

describe('a stored page of the feed', () => {
  it('is returned unchanged, including its headers and signatures', async () => {
    await kept.put(url, signed(), 5, wanted);
    const page = await kept.find(url);
    expect([await page?.text(), page?.headers.get('link')]).toEqual([
      await signed().text(),
      '</f?token=secret>; rel=next',
    ]);
    expect(await kept.prefetchedAtMs(url)).toBe(5);
  });

  it('reveals no address, signature or token, in its content, metadata or key', async () => {
    await kept.put(url, signed(), 0, wanted);
    const text = await readAtRest();
    expect(text).not.toBe('');
    for (const part of ['secret', 'token', 'cdn.example', 'feed.json']) expect(text).not.toContain(part);
  });

  it('is not returned for an address with another token', async () => {
    await kept.put(url, signed(), 0, wanted);
    expect(await kept.find(url.replace('secret', 'other'))).toBeUndefined();
  });

  it('can no longer be decrypted once its key is gone, even if its bytes could not be erased', async () => {
    await kept.put(url, signed(), 0, wanted);
    vault.lose();
    expect(await kept.find(url)).toBeUndefined();
  });

  it('is not written if the viewer signs out while it is being encrypted', async () => {
    await kept.put(url, signed(), 0, () => false);
    expect(await readAtRest()).toBe('');
  });

  it('is not kept when it exceeds the size limit of a feed page', async () => {
    const endless = new Response(new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(1024 * 1024)) }));
    await expect(kept.put(url, endless, 0, wanted)).rejects.toThrow('more than 8 MiB');
    expect(await readAtRest()).toBe('');
  });

  it('is evicted when more than a hundred pages are kept', async () => {
    for (let page = 0; page < 103; page += 1) await kept.put(`${url}${page}`, new Response('{}'), 0, wanted);
    expect([...atRest.values()].map(({ size }) => size)).toEqual([100]);
    expect([await kept.find(`${url}2`), (await kept.find(`${url}3`))?.status]).toEqual([undefined, 200]);
  });

  it('is deleted at a sign-out, along with the pages that version 0.1 kept', async () => {
    await kept.put(url, signed(), 0, wanted);
    atRest.set('nextreel-feed', new Map([[url, signed()]]));
    await kept.clear();
    expect(atRest.size).toBe(0);
  });
});
