import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOf } from './testing/problem-of.ts';
import { ignore, ownOrigin, World } from './testing/world.ts';

const behaviour = { scroll_speed: 1, watch_time: 3, current_reel: 'r2' };
const order = { user_id: 'watcher', reel_id: 'r1', count: 2 };

describe('a refused body', () => {
  const behaviourPath = '/api/v1/user/watcher/behavior';
  it.each([
    ['POST', '/api/v1/user', {}, 'user_id'],
    ['POST', '/api/v1/user', { user_id: '' }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: 'x'.repeat(129) }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: null }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: 'a\ud800' }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: '.' }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: '..' }, 'user_id'],
    ['POST', '/api/v1/user', { user_id: 'ann', admin: true }, 'admin'],
    ['POST', '/api/v1/user', { user_id: 'ann', ['__proto__x']: 1 }, '__proto__x'],
    ['POST', '/api/v1/user', [], 'user_id'],
    ['POST', '/api/v1/user', 'ann', ''],
    ['PUT', behaviourPath, { ...behaviour, scroll_speed: -1 }, 'scroll_speed'],
    ['PUT', behaviourPath, { ...behaviour, scroll_speed: '1' }, 'scroll_speed'],
    ['PUT', behaviourPath, { ...behaviour, scroll_speed: 101 }, 'scroll_speed'],
    ['PUT', behaviourPath, { ...behaviour, watch_time: null }, 'watch_time'],
    ['PUT', behaviourPath, { ...behaviour, watch_time: 86_401 }, 'watch_time'],
    ['PUT', behaviourPath, { scroll_speed: 1, watch_time: 3 }, 'current_reel'],
    ['PUT', behaviourPath, { ...behaviour, current_reel: 4.5 }, 'current_reel'],
    ['POST', '/api/v1/prefetch', { ...order, reel_id: 0 }, 'reel_id'],
    ['POST', '/api/v1/prefetch', { ...order, count: 0 }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, count: 1.5 }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, count: 11 }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, count: '2' }, 'count'],
    ['POST', '/api/v1/prefetch', { ...order, user_id: 1 }, 'user_id'],
    ['PUT', '/api/v1/config', { logging: { level: 'loud' } }, 'logging.level'],
    ['PUT', '/api/v1/config', { prefetcher: { max_attempts: 0 } }, 'prefetcher.max_attempts'],
    ['PUT', '/api/v1/config', { prefetch: {} }, 'prefetch'],
    ['PUT', '/api/v1/config', { analyzer: null }, 'analyzer'],
    ['PUT', '/api/v1/config', [], ''],
  ])(
    'in %s %s %j is answered with an error that names "%s", and changes nothing',
    async (method, path, body, field) => {
      const world = new World();
      const before = world.state;
      const response = await world.callJson(method, path, body);
      expect(response.status).toBe(422);
      expect((await problemOf(response)).fields).toContain(field);
      expect(world.state).toBe(before);
    },
  );

  it('may contain __proto__, which is named like any other unknown field', async () => {
    const response = await new World().call('POST', '/api/v1/user', '{"user_id":"ann","__proto__":{"a":1}}');
    expect((await problemOf(response)).fields).toEqual(['__proto__']);
  });

  it('may contain a number that overflows to infinity', async () => {
    const body = '{"scroll_speed":1e999,"watch_time":1,"current_reel":"r1"}';
    const response = await new World().call('PUT', '/api/v1/user/watcher/behavior', body);
    expect((await problemOf(response)).fields).toEqual(['scroll_speed']);
  });

  it('is answered with the allowed values of a configuration key', async () => {
    const response = await new World().callJson('PUT', '/api/v1/config', { prefetcher: { max_attempts: 11 } });
    expect((await problemOf(response)).errors[0]?.message).toBe(
      'Configuration key "prefetcher.max_attempts" is 11. Allowed: a whole number from 1 to 10.',
    );
  });

  it.each(['', '{', 'undefined', '{"user_id":"ann"} x', new Uint8Array([0x22, 0xff, 0x22])])(
    'that is not JSON in UTF-8 (%j) is answered with 400',
    async (body) => {
      const response = await new World().call('POST', '/api/v1/user', body);
      expect(response.status).toBe(400);
      await problemOf(response);
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
    'of type %s is answered with 415',
    async (type) => {
      const response = await new World().call('POST', '/api/v1/user', '{"user_id":"ann"}', type);
      expect(response.status).toBe(415);
    },
  );

  it('of more than 64 KiB is answered with 413 before all of it is read', async () => {
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

  it('does not include one of exactly 64 KiB whose type names a charset', async () => {
    const body = JSON.stringify({ user_id: 'ä' }).padEnd(65_535);
    const response = await new World().call('POST', '/api/v1/user', body, 'Application/JSON; charset=utf-8');
    expect(response.status).toBe(201);
  });

  it('is answered with a problem document for any JSON', async () => {
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

  it('may be nested thousands of levels deep without breaking the worker', async () => {
    const deep = `${'{"analyzer":'.repeat(5000)}1${'}'.repeat(5000)}`;
    const response = await new World().call('PUT', '/api/v1/config', deep);
    expect(response.status).toBe(422);
  });
});
