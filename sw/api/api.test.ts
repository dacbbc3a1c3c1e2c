import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Api } from './api.ts';
import { Router } from './router.ts';
import { ignore, ownOrigin, World } from './testing/world.ts';

const problemSchema = v.strictObject({
  type: v.pipe(v.string(), v.startsWith('urn:nextreel:problem:')),
  title: v.pipe(v.string(), v.nonEmpty()),
  status: v.number(),
  detail: v.pipe(v.string(), v.nonEmpty()),
  errors: v.array(v.strictObject({ field: v.string(), message: v.pipe(v.string(), v.nonEmpty()) })),
});

/** The problem that a response is, and the fields that it names. */
async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = v.parse(problemSchema, await response.json());
  expect(problem.status).toBe(response.status);
  return { ...problem, fields: problem.errors.map(({ field }) => field) };
}

const told = { scroll_speed: 1, watch_time: 3, current_reel: 'r2' };
const order = { user_id: 'watcher', reel_id: 'r1', count: 2 };

describe('a refused body', () => {
  const behaviourPath = '/api/v1/user/watcher/behavior';
  it.each([
    ['POST', '/api/v1/user', {}, 'user_id'],
    ['POST', '/api/v1/user', { user_id: '' }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: 'x'.repeat(129) }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: null }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: 'ann', admin: true }, 'admin'],
    ['POST', '/api/v1/user', { user_id: 'ann', ['__proto__x']: 1 }, '__proto__x'],
    ['POST', '/api/v1/user', [], 'user_id'],
    ['POST', '/api/v1/user', 'ann', ''],
    ['PUT', behaviourPath, { ...told, scroll_speed: -1 }, 'scroll_speed'],
    ['PUT', behaviourPath, { ...told, scroll_speed: '1' }, 'scroll_speed'],
    ['PUT', behaviourPath, { ...told, scroll_speed: 101 }, 'scroll_speed'],
    ['PUT', behaviourPath, { ...told, watch_time: null }, 'watch_time'],
    ['PUT', behaviourPath, { ...told, watch_time: 86_401 }, 'watch_time'],
    ['PUT', behaviourPath, { scroll_speed: 1, watch_time: 3 }, 'current_reel'],
    ['PUT', behaviourPath, { ...told, current_reel: 4 }, 'current_reel'],
    ['POST', '/api/v1/prefetch', { ...order, count: 0 }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, count: 1.5 }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, count: 11 }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, count: '2' }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, user_id: 1 }, 'user_id'],
    ['PUT', '/api/v1/config', { logging: { level: 'loud' } }, 'logging.level'],
    ['PUT', '/api/v1/config', { prefetcher: { max_attempts: 0 } }, 'prefetcher.max_attempts'],
    ['PUT', '/api/v1/config', { prefetch: {} }, 'prefetch'],
    ['PUT', '/api/v1/config', [], ''],
  ])('%s %s %j names %s and changes nothing', async (method, path, body, field) => {
    const world = new World();
    const before = world.state;
    const response = await world.callJson(method, path, body);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).fields).toContain(field);
    expect(world.state).toBe(before);
  });

  it('names __proto__ like any other unknown field', async () => {
    const response = await new World().call('POST', '/api/v1/user', '{"user_id":"ann","__proto__":{"a":1}}');
    expect((await problemOf(response)).fields).toEqual(['__proto__']);
  });

  it('with a number beyond all numbers is refused', async () => {
    const body = '{"scroll_speed":1e999,"watch_time":1,"current_reel":"r1"}';
    const response = await new World().call('PUT', '/api/v1/user/watcher/behavior', body);
    expect((await problemOf(response)).fields).toEqual(['scroll_speed']);
  });

  it('says of a configuration value what is allowed', async () => {
    const response = await new World().callJson('PUT', '/api/v1/config', { prefetcher: { max_attempts: 11 } });
    expect((await problemOf(response)).errors[0]?.message).toBe(
      'Configuration key "prefetcher.max_attempts" is 11. Allowed: a whole number from 1 to 10.',
    );
  });

  it.each(['', '{', 'undefined', '{"user_id":"ann"} x', new Uint8Array([0x22, 0xff, 0x22])])(
    'that is not JSON in UTF-8 (%j) is malformed',
    async (body) => {
      const response = await new World().call('POST', '/api/v1/user', body);
      expect(response.status).toBe(400);
      await problemOf(response);
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
    'of type %s is not read',
    async (type) => {
      const response = await new World().call('POST', '/api/v1/user', '{"user_id":"ann"}', type);
      expect(response.status).toBe(415);
    },
  );

  it('of more than 64 KiB is refused before it is all read', async () => {
    let givenBytes = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        givenBytes += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
    });
    const init = { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'application/json' } };
    const request = new Request(`${ownOrigin}/api/v1/user`, init);
    const response = await new World().api.answer({ request, clientId: 'page-1', waitUntil: ignore });
    expect(response.status).toBe(413);
    expect(givenBytes).toBeLessThan(200_000);
  });

  it('of exactly 64 KiB is read, in a type with a charset, and split inside a character', async () => {
    const body = JSON.stringify({ user_id: 'ä' }).padEnd(65_535);
    const response = await new World().call('POST', '/api/v1/user', body, 'Application/JSON; charset=utf-8');
    expect(response.status).toBe(201);
  });

  it('is answered with a problem and nothing else, whatever JSON it is', async () => {
    const paths = [
      'POST /api/v1/user',
      'PUT /api/v1/user/watcher/behavior',
      'POST /api/v1/prefetch',
      'PUT /api/v1/config',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (call, json) => {
        const [method = '', path = ''] = call.split(' ');
        const world = new World();
        const before = world.state;
        const response = await world.callJson(method, path, json);
        expect([200, 201, 422]).toContain(response.status);
        if (response.status !== 422) return;
        await problemOf(response);
        expect(world.state).toBe(before);
        expect(world.failures).toEqual([]);
      }),
    );
  });

  it('with deeply nested tables neither passes nor breaks anything', async () => {
    const deep = `${'{"analyzer":'.repeat(5000)}1${'}'.repeat(5000)}`;
    const response = await new World().call('PUT', '/api/v1/config', deep);
    expect(response.status).toBe(422);
  });
});

describe('an unknown id', () => {
  it.each([
    ['GET', '/api/v1/user/nobody', undefined, 'id'],
    ['GET', '/api/v1/user/__proto__', undefined, 'id'],
    ['GET', '/api/v1/user/a%2Fb%00', undefined, 'id'],
    ['PUT', '/api/v1/user/nobody/behavior', told, 'id'],
    ['PUT', '/api/v1/user/watcher/behavior', { ...told, current_reel: 'r99' }, 'current_reel'],
    ['POST', '/api/v1/prefetch', { ...order, user_id: 'nobody' }, 'user_id'],
    ['POST', '/api/v1/prefetch', { ...order, reel_id: 'r99' }, 'reel_id'],
  ])('%s %s %j is 404, names %s and changes nothing', async (method, path, body, field) => {
    const world = new World();
    const before = world.state;
    const response = await (body === undefined ? world.call(method, path) : world.callJson(method, path, body));
    expect(response.status).toBe(404);
    expect((await problemOf(response)).fields).toEqual([field]);
    expect(world.state).toBe(before);
  });

  it('of a path is 404', async () => {
    for (const path of ['/api/v1/', '/api/v1/users', '/api/v1/user/', '/api/v1/user/a/b', '/api/v1/health/']) {
      const response = await new World().call('GET', path);
      expect(response.status).toBe(404);
      expect((await problemOf(response)).type).toBe('urn:nextreel:problem:unknown-path');
    }
  });
});

describe('a wrong method', () => {
  it('is 405 on every path, with the methods that are allowed, and changes nothing', async () => {
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

  it('is not HEAD where GET is known: the same answer without its body', async () => {
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

describe('a caller that is not a script of an own page', () => {
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
    ['nobody the worker knows', {}, '', {}],
    ['another site', {}, 'page-1', { origin: 'https://evil.example' }],
    ['an opaque origin', {}, 'page-1', { origin: 'null' }],
  ])('%s is refused and changes nothing', async (_name, change, clientId, headers) => {
    const { response, isSame } = await ask(change, clientId, headers);
    expect(response.status).toBe(403);
    await problemOf(response);
    expect(isSame).toBe(true);
  });

  it('is none that says where it comes from truthfully', async () => {
    expect((await ask({ mode: 'same-origin' }, 'page-1', { origin: ownOrigin })).response.status).toBe(204);
  });
});

describe('an API below a base path', () => {
  it('is found there, and leaves the rest of the site alone', async () => {
    const { endpoints } = new World();
    const api = new Api(new Router(endpoints, ignore, '/nextreel'), () => Promise.resolve());
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
  it('is added once, and found under any id that can be written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), async (userId) => {
        const world = new World();
        const added = await world.callJson('POST', '/api/v1/user', { user_id: userId });
        expect(added.status).toBe(201);
        const again = await world.callJson('POST', '/api/v1/user', { user_id: userId });
        expect(again.status).toBe(200);
        // The address parser resolves these two, in every client.
        if (userId === '.' || userId === '..') return;
        const found = await world.call('GET', added.headers.get('location') ?? '');
        expect(await found.json()).toEqual(await again.json());
      }),
    );
  });

  it('who is told of twice is classified by both, with the way back seen as such', async () => {
    const world = new World();
    await world.callJson('PUT', '/api/v1/user/watcher/behavior', told);
    const response = await world.callJson('PUT', '/api/v1/user/watcher/behavior', { ...told, current_reel: 'r1' });
    expect(await response.json()).toMatchObject({
      averages: { scroll_speed: 1, watch_time: 3 },
      counts: { watches: 2, scrolls: 2 },
      current_reel: 'r1',
      class: 'casual_browser',
    });
    expect(world.viewers.get('watcher')?.watches.map(({ direction }) => direction)).toEqual([1, -1]);
  });

  it('whose clock went back is refused whole: neither signal bends the model', async () => {
    const world = new World();
    await world.callJson('PUT', '/api/v1/user/watcher/behavior', told);
    const before = world.state;
    world.nowMs -= 60_000;
    const response = await world.callJson('PUT', '/api/v1/user/watcher/behavior', told);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).detail).toContain('the clock went back by 60000 ms');
    expect(world.state).toBe(before);
  });
});

describe('an order of reels', () => {
  it('is for the named reel and those after it, as far as the feed was shown', async () => {
    const world = new World();
    const response = await world.callJson('POST', '/api/v1/prefetch', { ...order, reel_id: 'r2', count: 9 });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ reel_ids: ['r2', 'r3'] });
    expect(world.asked.map(({ reel, viewerId }) => [reel.id, viewerId])).toEqual([
      ['r2', 'watcher'],
      ['r3', 'watcher'],
    ]);
  });

  it('before any page has shown its feed is to be repeated later', async () => {
    const world = new World();
    await world.callJson('POST', '/api/v1/user', { user_id: 'watcher' });
    world.view = undefined;
    expect((await world.callJson('POST', '/api/v1/prefetch', order)).status).toBe(409);
  });
});

describe('a failure of the worker itself', () => {
  it('is a problem, and its cause is told to the log alone', async () => {
    const world = new World();
    const { sources } = world;
    Object.assign(sources.viewers, { restore: () => Promise.reject(new Error('secret')) });
    const response = await world.call('GET', '/api/v1/user/watcher');
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problemOf(response))).not.toContain('secret');
    expect(String(world.failures)).toContain('secret');
  });
});

describe('every answer', () => {
  it('is never taken from a cache nor for something that it is not', async () => {
    for (const path of ['/api/v1/health', '/api/v1/nothing']) {
      const { headers } = await new World().call('GET', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});
