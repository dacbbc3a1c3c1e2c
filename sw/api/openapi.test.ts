import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ignore, World } from './testing/world.ts';

const jsonSchema = v.union([v.object({ schema: v.looseObject({}) })]);
const contentSchema = v.record(v.string(), jsonSchema);
const answerSchema = v.object({ content: v.optional(contentSchema, {}) });
const operationSchema = v.object({
  requestBody: v.optional(v.object({ content: contentSchema })),
  responses: v.record(v.string(), v.union([v.object({ $ref: v.string() }), answerSchema])),
});
const documentSchema = v.object({
  paths: v.record(v.string(), v.record(v.string(), v.unknown())),
  components: v.object({
    schemas: v.record(v.string(), v.looseObject({})),
    responses: v.record(v.string(), answerSchema),
  }),
});
const openapi: unknown = JSON.parse(readFileSync(new URL('../../public/openapi.json', import.meta.url), 'utf8'));
const { paths, components } = v.parse(documentSchema, openapi);

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'openapi', components });

function validatorOf(schema: Record<string, unknown>): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
  const absolute: unknown = JSON.parse(text);
  return ajv.compile(v.parse(v.looseObject({}), absolute));
}

type Documented = { readonly name: string; readonly operation: v.InferOutput<typeof operationSchema> };
const documented: readonly Documented[] = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation: v.parse(operationSchema, operation),
    })),
);

function contentOf({ operation }: Documented, status: number): Record<string, { schema: Record<string, unknown> }> {
  const response = operation.responses[status];
  if (response === undefined) return {};
  if (!('$ref' in response)) return response.content;
  return components.responses[response.$ref.replace('#/components/responses/', '')]?.content ?? {};
}

const large = JSON.stringify({ user_id: 'x'.repeat(70_000) });
const behaviour = { scroll_speed: 1, watch_time: 3, current_reel: 'r2' };
const order = { user_id: 'watcher', reel_id: 'r2', count: 2 };

type Scene = {
  readonly of: string;
  readonly status: number;
  readonly path?: string;
  readonly body?: unknown;
  readonly text?: string;
  readonly type?: string;
  readonly isForeign?: boolean;
  readonly arrange?: (world: World) => void;
};

const withoutFeed = (world: World) => {
  world.view = undefined;
  world.viewers = new Map();
};
const withoutStore = (world: World) => {
  world.isStoreAvailable = false;
};

const badBodies = (of: string, path = of.split(' ')[1] ?? ''): Scene[] => [
  { of, path, status: 400, text: '{"user_id":' },
  { of, path, status: 413, text: large },
  { of, path, status: 415, text: '{}', type: 'text/plain' },
];

/** One request for each possible response. */
const scenes: readonly Scene[] = [
  { of: 'POST /api/v1/user', status: 201, body: { user_id: 'ann' } },
  {
    of: 'POST /api/v1/user',
    status: 200,
    body: { user_id: 'ann' },
    arrange: (world) => void world.callJson('POST', '/api/v1/user', { user_id: 'ann' }),
  },
  { of: 'POST /api/v1/user', status: 422, body: { user_id: 7 } },
  ...badBodies('POST /api/v1/user'),
  { of: 'GET /api/v1/user/{id}', path: '/api/v1/user/watcher', status: 200 },
  { of: 'GET /api/v1/user/{id}', path: '/api/v1/user/nobody', status: 404 },
  { of: 'GET /api/v1/user/{id}', path: '/api/v1/user/%ff', status: 400 },
  { of: 'PUT /api/v1/user/{id}/behavior', path: '/api/v1/user/watcher/behavior', status: 200, body: behaviour },
  { of: 'PUT /api/v1/user/{id}/behavior', path: '/api/v1/user/nobody/behavior', status: 404, body: behaviour },
  { of: 'PUT /api/v1/user/{id}/behavior', path: '/api/v1/user/watcher/behavior', status: 422, body: {} },
  {
    of: 'PUT /api/v1/user/{id}/behavior',
    path: '/api/v1/user/ann/behavior',
    status: 409,
    body: behaviour,
    arrange: (world) => {
      withoutFeed(world);
      void world.callJson('POST', '/api/v1/user', { user_id: 'ann' });
    },
  },
  ...badBodies('PUT /api/v1/user/{id}/behavior', '/api/v1/user/watcher/behavior'),
  { of: 'POST /api/v1/prefetch', status: 202, body: order },
  { of: 'POST /api/v1/prefetch', status: 404, body: { ...order, reel_id: 'r99' } },
  {
    of: 'POST /api/v1/prefetch',
    status: 409,
    body: { ...order, user_id: 'ann' },
    arrange: (world) => {
      withoutFeed(world);
      void world.callJson('POST', '/api/v1/user', { user_id: 'ann' });
    },
  },
  { of: 'POST /api/v1/prefetch', status: 422, body: { ...order, count: 11 } },
  ...badBodies('POST /api/v1/prefetch'),
  { of: 'GET /api/v1/prefetch/status', status: 200 },
  { of: 'DELETE /api/v1/prefetch/clear', status: 200 },
  { of: 'GET /api/v1/metrics', status: 200 },
  { of: 'GET /api/v1/health', status: 200 },
  { of: 'GET /api/v1/status', status: 200 },
  { of: 'GET /api/v1/logs', status: 200 },
  { of: 'GET /api/v1/events', status: 200 },
  { of: 'GET /api/v1/config', status: 200 },
  { of: 'PUT /api/v1/config', status: 200, body: { logging: { level: 'debug' } } },
  { of: 'PUT /api/v1/config', status: 422, body: { logging: { level: 'loud' } } },
  { of: 'PUT /api/v1/config', status: 503, body: { logging: { level: 'debug' } }, arrange: withoutStore },
  ...badBodies('PUT /api/v1/config'),
  { of: 'DELETE /api/v1/session', status: 204 },
  { of: 'DELETE /api/v1/session', status: 503, arrange: withoutStore },
  ...documented.map(({ name }): Scene => ({ of: name, status: 403, path: '/api/v1/health', isForeign: true })),
];

async function play({ of, path, body, text, type, isForeign, arrange }: Scene): Promise<Response> {
  const world = new World();
  arrange?.(world);
  const [method = '', ownPath = ''] = of.split(' ');
  if (isForeign === true) {
    return world.api.answer({ request: new Request('https://feed.example/'), clientId: '', waitUntil: ignore });
  }
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  return world.call(method, path ?? ownPath, sent, type);
}

describe('public/openapi.json', () => {
  it('lists exactly the paths and methods of the router, with a body wherever the router reads one', () => {
    const { endpoints } = new World();
    const described = documented.map(({ name, operation }) => `${name} ${operation.requestBody !== undefined}`);
    const routed = endpoints.map(({ method, path, body }) => `${method} ${path} ${body !== null}`);
    expect(new Set(described)).toEqual(new Set(routed));
  });

  it('lists exactly the status codes that each operation returns', () => {
    for (const { name, operation } of documented) {
      const played = scenes.filter(({ of }) => of === name).map(({ status }) => String(status));
      expect(new Set(played), name).toEqual(new Set(Object.keys(operation.responses)));
    }
  });

  it.each(scenes)('describes the response of $of with status $status', async (scene) => {
    const response = await play(scene);
    expect(response.status).toBe(scene.status);
    const operation = documented.find(({ name }) => name === scene.of);
    const content = operation === undefined ? {} : contentOf(operation, scene.status);
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    expect(Object.keys(content)).toEqual(response.body === null ? [] : [type]);
    const schema = content[type]?.schema;
    if (schema === undefined || type === 'text/event-stream') return void response.body?.cancel();
    const validate = validatorOf(schema);
    validate(await response.json());
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each(new World().endpoints.filter(({ body }) => body !== null))(
    'accepts the same bodies as the router for $method $path',
    ({ method, path, body }) => {
      const operation = documented.find(({ name }) => name === `${method} ${path}`)?.operation;
      const schema = operation?.requestBody?.content['application/json']?.schema;
      if (schema === undefined || body === null || path === '/api/v1/config') return;
      const validate = validatorOf(schema);
      const oddValue = fc.oneof(
        fc.constantFrom('', '.', '..', '\ud800', 'x'.repeat(128), 'x'.repeat(129), 'x'.repeat(513)),
        fc.constantFrom(0, -1, 51, 0.5, 100.1, 86_401, Number.POSITIVE_INFINITY),
        fc.jsonValue({ maxDepth: 1 }),
      );
      const mostly = (good: unknown) => fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, oddValue);
      const { properties = {} } = components.schemas[String(schema['$ref']).split('/').at(-1) ?? ''] ?? {};
      const good = { user_id: 'ann', reel_id: 'r1', count: 3, scroll_speed: 2, watch_time: 5, current_reel: 'r1' };
      const own = Object.entries(good).filter(([key]) => Object.hasOwn(Object(properties), key));
      const whole = fc.record(Object.fromEntries(own.map(([key, right]) => [key, mostly(right)])));
      const broken = fc.dictionary(fc.constantFrom(...Object.keys(good), 'other'), oddValue);
      const table = fc.oneof(
        whole,
        fc.tuple(whole, broken).map(([fine, more]) => ({ ...fine, ...more })),
        broken.map((odd) => ({ ...odd })),
      );
      let accepted = 0;
      fc.assert(
        fc.property(fc.oneof({ weight: 5, arbitrary: table }, { weight: 1, arbitrary: fc.jsonValue() }), (json) => {
          const { success } = v.safeParse(body, json);
          accepted += success ? 1 : 0;
          expect(success).toBe(validate(json));
        }),
        { numRuns: 500 },
      );
      expect(accepted).toBeGreaterThan(20);
    },
  );
});
