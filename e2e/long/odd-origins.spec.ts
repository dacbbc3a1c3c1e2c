import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Page } from '@playwright/test';
import { listenOnLoopback, type LoopbackServer } from '../../demo/loopback-server.ts';
import { expect } from '../fixtures.ts';
import { readyState, test as base } from '../host-page.ts';

type RequestHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** An origin whose responses each test defines. Its reel is `/r/main.m3u8`. */
class OddOrigin {
  answer: RequestHandler = (_request, response) => void response.writeHead(404).end();
  server: LoopbackServer | undefined;

  get url(): string {
    return this.server?.url ?? '';
  }
}

const test = base.extend<{ readonly odd: OddOrigin }>({
  // Playwright reads a fixture's dependencies from its parameter pattern; this one has none.
  odd: async ({}, use) => {
    const odd = new OddOrigin();
    odd.server = await listenOnLoopback((request, response, url) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-expose-headers', 'x-error');
      odd.answer(request, response, url);
    }, 0);
    await use(odd);
    await odd.server.close();
  },
});

const segment = (last: number | string) => `G${'.'.repeat(500)}${last}`;
const playlist = (sequence: number, end: string) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${sequence}\n#EXTINF:2,\n0.ts\n#EXTINF:2,\n1.ts\n${end}`;

/** Opens a page, served by the worker, whose feed is this reel alone. Data saver turns prefetching off. */
async function openWith(page: Page, open: (lines: object) => Promise<void>, src: string): Promise<void> {
  await page.addInitScript(() =>
    Object.defineProperty(Reflect.get(navigator, 'connection'), 'saveData', { get: () => true }),
  );
  const show = `nextreel.setFeed([{ id: 'r', src: '${src}' }]); nextreel.show('r', video)`;
  await open({ begin: show });
  expect(await readyState(page)).toEqual({ state: 'on' });
  await expect.poll(async () => (await fetchText(page, src)).source).not.toBeNull();
}

const fetchText = (page: Page, url: string) =>
  page.evaluate(async (address) => {
    const response = await fetch(address);
    const { status, headers } = response;
    const source = headers.get('x-nextreel-source');
    return { status, text: await response.text(), error: headers.get('x-error'), source };
  }, url);

test.beforeEach(({ site }) => site.putWorker());

test('a 503 with Retry-After for one file blocks neither other files nor a new request for that file', async ({
  page,
  host,
  odd,
}) => {
  let refusals = 0;
  odd.answer = (_request, response, { pathname }) => {
    if (pathname.endsWith('.m3u8')) return void response.end(playlist(0, '#EXT-X-ENDLIST\n'));
    if (pathname.endsWith('0.ts') && refusals === 0) {
      refusals += 1;
      return void response.writeHead(503, { 'retry-after': '120' }).end();
    }
    response.end(segment('!'));
  };
  await openWith(page, host.open, `${odd.url}r/main.m3u8`);
  const statuses: number[] = [];
  for (const name of ['0.ts', '1.ts', '0.ts']) statuses.push((await fetchText(page, `${odd.url}r/${name}`)).status);
  expect(statuses).toEqual([503, 200, 200]);
});

test('a live stream that reuses its segment names shows the current broadcast', async ({ page, host, odd }) => {
  let round = 0;
  odd.answer = (_request, response, { pathname }) =>
    void response.end(pathname.endsWith('.m3u8') ? playlist(round, '') : segment(round));
  await openWith(page, host.open, `${odd.url}r/main.m3u8`);
  const seen: (string | undefined)[] = [];
  for (round = 1; round < 4; round += 1) {
    await fetchText(page, `${odd.url}r/main.m3u8`);
    seen.push((await fetchText(page, `${odd.url}r/0.ts`)).text.at(-1));
  }
  expect(seen).toEqual(['1', '2', '3']);
});

test('a page gets refusals, empty files and unusual statuses exactly as it would without a worker', async ({
  page,
  host,
  odd,
}) => {
  odd.answer = (_request, response, { pathname }) => {
    if (pathname.endsWith('.m3u8')) return void response.end(playlist(0, '#EXT-X-ENDLIST\n'));
    if (pathname.endsWith('0.ts'))
      return void response.writeHead(403, { 'x-error': 'geo' }).end('{"error":"Österreich"}');
    response.writeHead(203).end();
  };
  await openWith(page, host.open, `${odd.url}r/main.m3u8`);
  expect(await fetchText(page, `${odd.url}r/0.ts`)).toMatchObject({
    status: 403,
    error: 'geo',
    text: '{"error":"Österreich"}',
  });
  expect(await fetchText(page, `${odd.url}r/1.ts`)).toMatchObject({ status: 203, text: '' });
});
