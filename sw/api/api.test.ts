import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { queueSchema } from '../../src/shared/events.ts';
import { Api } from './api.ts';
import { Router } from './router.ts';
import { problemOf } from './testing/problem-of.ts';
import { ignore, ownOrigin, World } from './testing/world.ts';

const behaviour = { scroll_speed: 1, watch_time: 3, current_reel: 'r2' };
const order = { user_id: 'watcher', reel_id: 'r1', count: 2 };

describe('an unknown id', () => {
  it.each([
    ['GET', '/api/v1/user/nobody', undefined, 'id'],
    ['GET', '/api/v1/user/__proto__', undefined, 'id'],
    ['GET', '/api/v1/user/a%2Fb%00', undefined, 'id'],
    ['PUT', '/api/v1/user/nobody/behavior', behaviour, 'id'],
    ['PUT', '/api/v1/user/watcher/behavior', { ...behaviour, current_reel: 'r99' }, 'current_reel'],
    ['POST', '/api/v1/prefetch', { ...order, user_id: 'nobody' }, 'user_id'],
    ['POST', '/api/v1/prefetch', { ...order, reel_id: 'r99' }, 'reel_id'],
  ])('in %s %s %j is answered with 404 that names %s, and changes nothing', async (method, path, body, field) => {
    const world = new World();
    const before = world.state;
    const response = await (body === undefined ? world.call(method, path) : world.callJson(method, path, body));
    expect(response.status).toBe(404);
    expect((await problemOf(response)).fields).toEqual([field]);
    expect(world.state).toBe(before);
  });

  it('in place of a path is answered with 404', async () => {
    for (const path of ['/api/v1/', '/api/v1/users', '/api/v1/user/', '/api/v1/user/a/b', '/api/v1/health/']) {
      const response = await new World().call('GET', path);
      expect(response.status).toBe(404);
      expect((await problemOf(response)).type).toBe('urn:nextreel:problem:unknown-path');
    }
  });
});

describe('a wrong method', () => {
  it('is answered with 405 and the allowed methods on every path, and changes nothing', async () => {
    const { endpoints } = new World();
    const methodsOf = (path: string) => endpoints.filter((row) => row.path === path).map(({ method }) => method);
    for (const path of new Set(endpoints.map((row) => row.path))) {
      const taken: readonly string[] = methodsOf(path);
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        if (taken.includes(method)) continue;
        const world = new World();
        const before = world.state;
        const response = await world.call(method, path.replace('{id}', 'watcher'));
        expect(response.status).toBe(405);
        const allowed = taken.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one]));
        expect(response.headers.get('allow')).toBe(allowed.join(', '));
        await problemOf(response);
        expect(world.state).toBe(before);
      }
    }
  });

  it('is not HEAD on a path with GET: it gets the response to GET without the body', async () => {
    for (const path of ['/api/v1/health', '/api/v1/metrics', '/api/v1/events', '/api/v1/user/watcher']) {
      const world = new World();
      const [head, get] = [await world.call('HEAD', path), await world.call('GET', path)];
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
      expect([...head.headers]).toEqual([...get.headers]);
      await get.body?.cancel();
    }
    expect((await new World().call('HEAD', '/api/v1/user/nobody')).status).toBe(404);
  });
});

describe('a caller that is not a script of a page of the site', () => {
  const ask = (change: Partial<Record<keyof Request, unknown>>, clientId = 'page-1', headers = {}) => {
    const request = new Request(`${ownOrigin}/api/v1/session`, { method: 'DELETE', headers });
    for (const [name, value] of Object.entries(change)) Object.defineProperty(request, name, { value });
    const world = new World();
    const before = world.state;
    return world.api
      .answer({ request, clientId, waitUntil: ignore })
      .then((response) => ({ response, isSame: world.state === before }));
  };

  it.each([
    ['a navigation', { mode: 'navigate', destination: 'document' }, 'page-1', {}],
    ['a frame', { mode: 'navigate', destination: 'iframe' }, 'page-1', {}],
    ['a script tag', { mode: 'no-cors', destination: 'script' }, 'page-1', {}],
    ['a module', { mode: 'cors', destination: 'script' }, 'page-1', {}],
    ['an opaque fetch', { mode: 'no-cors' }, 'page-1', {}],
    ['an unknown client', {}, '', {}],
    ['another site', {}, 'page-1', { origin: 'https://evil.example' }],
    ['an opaque origin', {}, 'page-1', { origin: 'null' }],
  ])('%s is refused and changes nothing', async (_name, change, clientId, headers) => {
    const { response, isSame } = await ask(change, clientId, headers);
    expect(response.status).toBe(403);
    await problemOf(response);
    expect(isSame).toBe(true);
  });

  it('does not include a script that sends the Origin of the site', async () => {
    expect((await ask({ mode: 'same-origin' }, 'page-1', { origin: ownOrigin })).response.status).toBe(204);
  });
});

describe('an API below a base path', () => {
  it('answers only below that path', async () => {
    const { endpoints } = new World();
    const api = new Api(new Router(endpoints, ignore, '/nextreel'), { has: () => false }, () => Promise.resolve());
    const at = (path: string) => new URL(path, ownOrigin);
    expect(api.owns(at('/nextreel/api/v1/health'))).toBe(true);
    expect(api.owns(at('/api/v1/health'))).toBe(false);
    const ask = (path: string) =>
      api
        .answer({ request: new Request(at(path)), clientId: 'page-1', waitUntil: ignore })
        .then(({ status }) => status);
    expect(await ask('/nextreel/api/v1/health')).toBe(200);
    expect(await ask('/nextreel/api/v1/wealth')).toBe(404);
  });
});

describe('a viewer', () => {
  it('is added once, and can be found under any accepted id', async () => {
    const userIds = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((id) => !/^\.\.?$/.test(id));
    await fc.assert(
      fc.asyncProperty(userIds, async (userId) => {
        const world = new World();
        const added = await world.callJson('POST', '/api/v1/user', { user_id: userId });
        expect(added.status).toBe(201);
        const again = await world.callJson('POST', '/api/v1/user', { user_id: userId });
        expect(again.status).toBe(200);
        const found = await world.call('GET', added.headers.get('location') ?? '');
        expect(await found.json()).toEqual(await again.json());
      }),
    );
  });

  it('who is reported on twice is classified by both reports, and a swipe back is recognised', async () => {
    const world = new World();
    await world.callJson('PUT', '/api/v1/user/watcher/behavior', behaviour);
    const response = await world.callJson('PUT', '/api/v1/user/watcher/behavior', { ...behaviour, current_reel: 'r1' });
    expect(await response.json()).toMatchObject({
      averages: { scroll_speed: 1, watch_time: 3 },
      counts: { watches: 2, scrolls: 2 },
      current_reel: 'r1',
      class: 'casual_browser',
    });
    expect(world.viewers.get('watcher')?.watches.map(({ direction }) => direction)).toEqual([1, -1]);
  });

  it('without a history is taken to have watched the reel in view, not the reported current reel', async () => {
    const world = new World();
    await world.callJson('POST', '/api/v1/user', { user_id: 'newcomer' });
    await world.callJson('PUT', '/api/v1/user/newcomer/behavior', { ...behaviour, current_reel: 'r3' });
    expect(world.viewers.get('newcomer')).toMatchObject({ currentReelId: 'r3', watches: [{ reelId: 'r1' }] });
  });

  it('can be reported on with the position of a reel instead of its id', async () => {
    const world = new World();
    await world.callJson('PUT', '/api/v1/user/watcher/behavior', behaviour);
    const response = await world.callJson('PUT', '/api/v1/user/watcher/behavior', { ...behaviour, current_reel: 12 });
    expect(await response.json()).toMatchObject({ current_reel: 'r1' });
  });

  it('keeps the old model if the second signal of a report is refused', async () => {
    const world = new World();
    const [first, ...others] = world.view?.reels ?? [];
    if (world.view === undefined || first === undefined) throw new Error('no view');
    world.view = { ...world.view, reels: [{ ...first, id: 'r'.repeat(600) }, ...others], currentIndex: 0 };
    const before = world.state;
    const response = await world.callJson('PUT', '/api/v1/user/watcher/behavior', behaviour);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).detail).toContain('"fromReelId"');
    expect(world.state).toBe(before);
  });

  it('can be reported on right after the clock was set back', async () => {
    const world = new World();
    await world.callJson('PUT', '/api/v1/user/watcher/behavior', behaviour);
    world.nowMs -= 60_000;
    const response = await world.callJson('PUT', '/api/v1/user/watcher/behavior', behaviour);
    expect(await response.json()).toMatchObject({ counts: { watches: 1, scrolls: 1 } });
  });
});

it('answers only GET and HEAD requests of a page whose viewer has signed out', async () => {
  const world = new World();
  world.formerPages.add('page-1');
  const answers = await Promise.all(
    ['GET', 'HEAD', 'DELETE'].map((method) =>
      world.call(method, method === 'DELETE' ? '/api/v1/prefetch/clear' : '/api/v1/health'),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 403]);
});

it('ends the event of a call before the browser limit although the work it started goes on', async () => {
  vi.useFakeTimers();
  const { router, formerPages } = new World().api;
  const api = new Api(router, formerPages, () => new Promise(() => undefined));
  const ended = vi.fn();
  await api.answer({
    request: new Request(`${ownOrigin}/api/v1/prefetch/clear`, { method: 'DELETE' }),
    clientId: 'page-1',
    waitUntil: (work: Promise<unknown>) => void work.then(ended),
  });
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  vi.useRealTimers();
  expect(ended).toHaveBeenCalledOnce();
});

it('reports how long each reel in view is likely to be watched', async () => {
  const queue: unknown = await (await new World().call('GET', '/api/v1/prefetch/status')).json();
  expect(v.parse(queueSchema, queue).watch).toEqual(
    ['r0', 'r1', 'r2', 'r3'].map((id) => ({ reel_id: id, seconds: 2.5 })),
  );
});

describe('a prefetch order', () => {
  it('covers the named reel and those after it, as far as the page has listed the feed', async () => {
    const world = new World();
    const response = await world.callJson('POST', '/api/v1/prefetch', { ...order, reel_id: 'r2', count: 9 });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ reel_ids: ['r2', 'r3'] });
    expect(world.requested.map(({ reel, viewerId }) => [reel.id, viewerId])).toEqual([
      ['r2', 'watcher'],
      ['r3', 'watcher'],
    ]);
  });

  it('may name a reel by its position in the feed, counted from 1', async () => {
    const world = new World();
    const at = (place: number) => world.callJson('POST', '/api/v1/prefetch', { ...order, reel_id: place, count: 1 });
    expect(await (await at(12)).json()).toEqual({ reel_ids: ['r1'] });
    expect((await at(10)).status).toBe(404);
    expect((await at(15)).status).toBe(404);
  });

  it('counts unplayable feed entries in positions too', async () => {
    const world = new World();
    const { view } = world;
    world.view = view && { ...view, reels: view.reels.filter(({ id }) => id !== 'r2') };
    const at = (place: number) => world.callJson('POST', '/api/v1/prefetch', { ...order, reel_id: place, count: 1 });
    expect((await at(13)).status).toBe(404);
    expect(await (await at(14)).json()).toEqual({ reel_ids: ['r3'] });
  });

  it('is answered with 409 before any page has shown its feed', async () => {
    const world = new World();
    await world.callJson('POST', '/api/v1/user', { user_id: 'watcher' });
    world.view = undefined;
    expect((await world.callJson('POST', '/api/v1/prefetch', order)).status).toBe(409);
  });
});

describe('an internal failure', () => {
  it('is answered with a problem document, and its cause goes only to the log', async () => {
    const world = new World();
    const { sources } = world;
    Object.assign(sources.viewers, { restore: () => Promise.reject(new Error('secret')) });
    const response = await world.call('GET', '/api/v1/user/watcher');
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problemOf(response))).not.toContain('secret');
    expect(String(world.failures)).toContain('secret');
  });
});

describe('every response', () => {
  it('forbids caching and content sniffing', async () => {
    for (const path of ['/api/v1/health', '/api/v1/nothing']) {
      const { headers } = await new World().call('GET', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
