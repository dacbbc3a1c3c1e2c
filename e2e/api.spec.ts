import type { Page } from '@playwright/test';
import * as v from 'valibot';
import {
  healthSchema,
  logsSchema,
  metricsSchema,
  queueSchema,
  readWorkerEvent,
  statusSchema,
  viewerSchema,
} from '../src/shared/events.ts';
import type { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';
import { readState } from './stored.ts';

const storedPredictions = v.optional(v.array(v.object({ used: v.number() })), []);

type Answer = { readonly status: number; readonly type: string | null; readonly body: unknown };

/** Calls the API as a script of the page does. */
function ask(page: Page, method: string, path: string, body?: unknown): Promise<Answer> {
  return page.evaluate(
    async ({ method: asked, path: asPath, text }): Promise<Answer> => {
      const init = text === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } };
      const response = await fetch(asPath, { method: asked, ...init });
      const answered = await response.text();
      const parsed: unknown = answered === '' ? null : JSON.parse(answered);
      return { status: response.status, type: response.headers.get('content-type'), body: parsed };
    },
    { method, path: `/api/v1${path}`, text: body === undefined ? undefined : JSON.stringify(body) },
  );
}

test.beforeEach(async ({ feed }) => {
  await feed.open();
  await feed.expectControlled();
  await feed.expectMoving();
});

test('the API reports health, status, queue, log and metrics while a reel plays', async ({ feed }) => {
  const read = async <T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> => {
    const { status, body } = await ask(feed.page, 'GET', path);
    expect(status, path).toBe(200);
    return v.parse(schema, body);
  };
  await expect.poll(async () => (await read('/status', statusSchema)).player?.reel_id).toBe(await feed.currentId());
  expect((await read('/health', healthSchema)).status).toBe('ok');
  expect((await read('/status', statusSchema)).origins.length).toBeGreaterThan(0);
  await expect.poll(async () => (await read('/prefetch/status', queueSchema)).plan.length).toBeGreaterThan(0);
  expect((await read('/logs', logsSchema)).level).toBe('warn');
  await feed.page.reload();
  await feed.expectMoving();
  await expect.poll(async () => (await read('/metrics', metricsSchema)).cache.hit_rate).toBeGreaterThan(0);
});

test('predictions are counted by strategy, and the counts survive a worker restart', async ({ feed }) => {
  const { page } = feed;
  const read = async () => v.parse(metricsSchema, (await ask(page, 'GET', '/metrics')).body).predictions;
  const used = async () => (await read()).by_strategy['ai_adaptive']?.successful_predictions ?? 0;
  // The first reels may have loaded before there was a worker to predict them.
  await expect(async () => {
    await feed.swipe();
    await feed.expectMoving();
    expect(await used()).toBeGreaterThan(0);
  }).toPass();
  expect((await read()).prefetch_hits).toBeGreaterThan(0);
  // On a page that plays nothing, the next worker knows only what was stored before.
  const kept = async () => v.parse(storedPredictions, await readState(page, 'predictions')).some((row) => row.used > 0);
  await expect.poll(kept).toBe(true);
  await page.goto(new URL('/openapi.json', feed.url).href);
  await feed.stopWorker();
  expect(await used()).toBeGreaterThan(0);
});

test('a viewer and their behaviour can be written and read through the API', async ({ feed }) => {
  const { page } = feed;
  const [first = '', second = ''] = await feed.listedIds();
  expect((await ask(page, 'POST', '/user', { user_id: 'a viewer' })).status).toBe(201);
  expect((await ask(page, 'POST', '/user', { user_id: 'a viewer' })).status).toBe(200);
  const behaviour = { scroll_speed: 0.2, watch_time: 40 };
  for (const reel of [first, second, first, second, first]) {
    const { status } = await ask(page, 'PUT', '/user/a%20viewer/behavior', { ...behaviour, current_reel: reel });
    expect(status).toBe(200);
  }
  await feed.stopWorker();
  const viewer = v.parse(viewerSchema, (await ask(page, 'GET', '/user/a%20viewer')).body);
  expect(viewer).toMatchObject({ class: 'binge_watcher', current_reel: first, counts: { watches: 5, scrolls: 5 } });
  expect(viewer.confidence).toBeGreaterThan(0.7);
});

test('an invalid API call gets a problem response that names the field', async ({ feed }) => {
  const { page } = feed;
  for (const [method, path, body, status, field] of [
    ['POST', '/user', { user_id: 3 }, 422, 'user_id'],
    ['POST', '/prefetch', { user_id: 'nobody', reel_id: 'x', count: 1 }, 404, 'user_id'],
    ['PUT', '/config', { logging: { level: 'loud' } }, 422, 'logging.level'],
  ] as const) {
    const answer = await ask(page, method, path, body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, errors: [{ field }] } });
  }
  expect((await ask(page, 'POST', '/user', { user_id: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await ask(page, 'DELETE', '/health')).status).toBe(405);
  expect((await ask(page, 'GET', '/nothing')).status).toBe(404);
});

/** Returns the last reel of the first feed page, the only feed page that a newly opened page knows. */
async function lastKnownId(feed: FeedPage): Promise<string> {
  return (await feed.listedIds()).at(5) ?? '';
}

test('reels requested through the API are downloaded even if the viewer swipes meanwhile', async ({ feed }) => {
  const { page } = feed;
  const last = await lastKnownId(feed);
  const watcher = await page.evaluate(() => localStorage.getItem('nextreel:viewer'));
  const answer = await ask(page, 'POST', '/prefetch', { user_id: watcher, reel_id: last, count: 1 });
  expect(answer).toMatchObject({ status: 202, body: { reel_ids: [last] } });
  await feed.swipe();
  await feed.swipe('ArrowUp');
  const segments = async () => (await feed.storedKeys()).filter((key) => key.includes(`/${last}/`));
  await expect.poll(async () => (await segments()).length, { timeout: 30_000 }).toBeGreaterThan(4);
  const readRequestedPrefetches = async () =>
    v.parse(queueSchema, (await ask(page, 'GET', '/prefetch/status')).body).asked;
  await expect.poll(readRequestedPrefetches, { timeout: 30_000 }).toEqual([]);
});

test('clearing the queue also drops the reels requested through the API', async ({ feed, origins }) => {
  const { page } = feed;
  await origins.shape({ bytesPerSecond: 2000 });
  const last = await lastKnownId(feed);
  const watcher = await page.evaluate(() => localStorage.getItem('nextreel:viewer'));
  await ask(page, 'POST', '/prefetch', { user_id: watcher, reel_id: last, count: 1 });
  const queue = async () => v.parse(queueSchema, (await ask(page, 'GET', '/prefetch/status')).body);
  expect((await queue()).asked).toMatchObject([{ reel_id: last, user_id: watcher }]);
  expect((await ask(page, 'DELETE', '/prefetch/clear')).status).toBe(200);
  expect((await queue()).asked).toEqual([]);
});

test('a configuration change takes effect at once and survives a worker restart', async ({ feed }) => {
  const { page } = feed;
  const change = { logging: { level: 'debug' }, prefetcher: { max_prefetch_count: 7 } };
  expect((await ask(page, 'PUT', '/config', change)).status).toBe(200);
  expect((await ask(page, 'GET', '/logs')).body).toMatchObject({ level: 'debug' });
  await feed.stopWorker();
  expect((await ask(page, 'GET', '/config')).body).toMatchObject({ config: change });
  expect((await ask(page, 'GET', '/logs')).body).toMatchObject({ level: 'debug' });
});

test('an event stream sends every topic at once, then each change, and resumes after the worker stops', async ({
  feed,
}) => {
  const { page } = feed;
  await page.evaluate(() => {
    const received: string[] = [];
    const listen = () => {
      const source = new EventSource('/api/v1/events');
      for (const topic of ['metrics', 'health', 'behaviour', 'queue', 'origins']) {
        source.addEventListener(topic, ({ lastEventId }) =>
          received.push(`${lastEventId.split('-')[0] ?? ''} ${topic}`),
        );
      }
      source.addEventListener('error', () => source.readyState === EventSource.CLOSED && setTimeout(listen, 100));
    };
    listen();
    Object.assign(window, { received });
  });
  const received = async () => v.parse(v.array(v.string()), await page.evaluate(() => Reflect.get(window, 'received')));
  const topicsOf = (events: readonly string[]) => new Set(events.map((event) => event.split(' ')[1])).size;
  await expect.poll(async () => topicsOf(await received())).toBe(5);
  const before = (await received()).length;
  await feed.swipe();
  await expect.poll(async () => (await received()).slice(before).join()).toContain('behaviour');
  const [life = ''] = (await received())[0]?.split(' ') ?? [];
  await feed.stopWorker();
  await expect
    .poll(async () => topicsOf((await received()).filter((event) => !event.startsWith(`${life} `))), {
      timeout: 20_000,
    })
    .toBe(5);
});

test('a listening page gets the same events as messages, also from a restarted worker', async ({ feed }) => {
  const { page } = feed;
  await page.evaluate(() => {
    const messages: unknown[] = [];
    navigator.serviceWorker.addEventListener('message', ({ data }) => messages.push(data));
    navigator.serviceWorker.controller?.postMessage({ type: 'listen', isNew: true });
    setInterval(() => navigator.serviceWorker.controller?.postMessage({ type: 'listen', isNew: false }), 1000);
    Object.assign(window, { messages });
  });
  const take = async () => {
    const messages = await page.evaluate(() => {
      const taken: unknown = Reflect.get(window, 'messages');
      return Array.isArray(taken) ? taken.splice(0) : [];
    });
    return messages.map(readWorkerEvent).map((event) => event?.topic ?? 'unreadable');
  };
  const all = new Set(['metrics', 'health', 'behaviour', 'queue', 'origins']);
  for (let life = 1; life <= 2; life += 1) {
    const topics = new Set<string>();
    await expect
      .poll(async () => {
        for (const topic of await take()) topics.add(topic);
        return topics;
      })
      .toEqual(all);
    await feed.stopWorker();
    await take();
  }
});

test('signing out deletes all cached media and every viewer', async ({ feed }) => {
  const { page } = feed;
  await expect.poll(async () => (await feed.storedKeys()).length).toBeGreaterThan(0);
  const viewer = await page.evaluate(() => localStorage.getItem('nextreel:viewer'));
  // A page that plays nothing, so that nothing new is fetched.
  await page.goto(new URL('/openapi.json', feed.url).href);
  expect((await ask(page, 'POST', '/user', { user_id: 'ann' })).status).toBe(201);
  expect((await ask(page, 'DELETE', '/session')).status).toBe(204);
  expect(await feed.storedKeys()).toEqual([]);
  await feed.stopWorker();
  for (const id of [viewer, 'ann']) expect((await ask(page, 'GET', `/user/${id}`)).status).toBe(404);
});

test('the worker refuses API calls by navigations, frames and tags, which other sites can cause', async ({
  feed,
  demo,
}) => {
  const { page } = feed;
  const address = new URL('/api/v1/health', feed.url).href;
  const other = await page.context().newPage();
  /** Returns status and sender of the first response after `trigger` that is not to a fetch; the page itself uses fetch. */
  const responseAfter = async (asking: Page, trigger: () => Promise<unknown>) => {
    const answered = asking.waitForResponse(
      (response) => response.url() === address && response.request().resourceType() !== 'fetch',
    );
    await trigger();
    const response = await answered;
    return { status: response.status(), isOfWorker: response.fromServiceWorker() };
  };
  const insertTag = (asking: Page, tag: 'iframe' | 'script' | 'img') =>
    responseAfter(asking, () =>
      asking.evaluate(([name, src]) => document.body.append(Object.assign(document.createElement(name), { src })), [
        tag,
        address,
      ] as const),
    );
  const refused = { status: 403, isOfWorker: true };
  expect(await responseAfter(other, () => other.goto(address))).toEqual(refused);
  await other.goto(new URL('__log', demo.originUrls[0]).href);
  expect(await insertTag(other, 'iframe')).toEqual(refused);
  for (const tag of ['iframe', 'script', 'img'] as const) expect(await insertTag(page, tag), tag).toEqual(refused);
  await other.close();
});

test('scripts of other sites and of sandboxed frames cannot reach the worker', async ({ feed, demo }) => {
  const { page } = feed;
  const address = new URL('/api/v1/health', feed.url).href;
  const fetchedInFrame = (sandbox: string | null) =>
    page.evaluate(
      ({ sandboxed, url }) =>
        new Promise<string>((resolve) => {
          const frame = document.createElement('iframe');
          if (sandboxed !== null) frame.setAttribute('sandbox', sandboxed);
          frame.srcdoc = `<script>
            fetch('${url}').then((r) => r.text()).catch(() => 'refused').then((t) => parent.postMessage(t, '*'));
          </script>`;
          addEventListener('message', ({ data }) => resolve(String(data)), { once: true });
          document.body.append(frame);
        }),
      { sandboxed: sandbox, url: address },
    );
  // A plain frame of the page gets an answer, so the sandbox is the reason for the refusal.
  expect(await fetchedInFrame(null)).toContain('started_at_ms');
  expect(await fetchedInFrame('allow-scripts')).toBe('refused');

  const foreignPage = await page.context().newPage();
  await foreignPage.goto(new URL('__log', demo.originUrls[0]).href);
  const fetchedByForeignPage = (url: string) =>
    foreignPage.evaluate(
      (asked) =>
        fetch(asked).then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      url,
    );
  expect(await fetchedByForeignPage(address)).toBe('refused');
  await foreignPage.close();
});

test('the OpenAPI description can be read by anyone', async ({ feed }) => {
  const response = await feed.page.request.get(new URL('/openapi.json', feed.url).href);
  expect(await response.json()).toMatchObject({ openapi: '3.1.0' });
});
