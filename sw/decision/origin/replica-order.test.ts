import { expect, test } from 'vitest';
import { expectedPerformance, orderReplicas, type Replica } from './replica-order.ts';

type Facts = { latencyMs?: number | null; bandwidthMbps?: number | null; active?: number } & Partial<Replica>;

function replica(id: string, { latencyMs = 20, bandwidthMbps = 10, active = 0, ...more }: Facts = {}): Replica {
  return {
    id,
    history: [{ atMs: 0, latencyMs, bandwidthMbps, succeeded: true }],
    load: { activeTransfers: active, maxTransfers: 6 },
    standing: 'good',
    requestedAtMs: 0,
    ...more,
  };
}

const order = (...replicas: Replica[]) => orderReplicas(replicas).map(({ id }) => id);

test('the faster origin comes first', () => {
  expect(order(replica('slow', { bandwidthMbps: 2 }), replica('fast'))).toEqual(['fast', 'slow']);
  expect(order(replica('far', { latencyMs: 200 }), replica('near'))).toEqual(['near', 'far']);
});

test('trust counts before speed', () => {
  const open = replica('open', { bandwidthMbps: 1000, standing: 'open' });
  const shaky = replica('shaky', { bandwidthMbps: 100, standing: 'shaky' });
  expect(order(open, shaky, replica('good'))).toEqual(['good', 'shaky', 'open']);
});

test('an origin with all connections in use comes after a slower one', () => {
  expect(order(replica('full', { bandwidthMbps: 100, active: 6 }), replica('free'))).toEqual(['free', 'full']);
});

test('equal origins take turns: the least busy first, then the one idle for longest', () => {
  expect(order(replica('a', { active: 1 }), replica('b', { active: 0 }))).toEqual(['b', 'a']);
  expect(order(replica('a', { requestedAtMs: 5 }), replica('b', { requestedAtMs: 3 }))).toEqual(['b', 'a']);
  expect(order(replica('a', { bandwidthMbps: 10.5, requestedAtMs: 5 }), replica('b', { requestedAtMs: 3 }))).toEqual([
    'b',
    'a',
  ]);
});

test('a hundred requests, four at a time, are spread evenly over three equal origins', () => {
  const served = new Map<string, number>([
    ['a', 0],
    ['b', 0],
    ['c', 0],
  ]);
  const active: string[] = [];
  const requestedAtMs = new Map<string, number>();
  for (let request = 0; request < 100; request += 1) {
    if (active.length === 4) active.shift();
    const replicas = [...served.keys()].map((id) =>
      replica(id, { active: active.filter((one) => one === id).length, requestedAtMs: requestedAtMs.get(id) ?? -1 }),
    );
    const [first = ''] = order(...replicas);
    served.set(first, (served.get(first) ?? 0) + 1);
    requestedAtMs.set(first, request);
    active.push(first);
  }
  for (const requests of served.values()) expect(requests).toBeGreaterThanOrEqual(33);
});

test('an unmeasured origin is assumed to be like the others, and gets its share of requests', () => {
  const unknown = replica('unknown', { history: [], requestedAtMs: -1 });
  expect(order(replica('known', { bandwidthMbps: 500, latencyMs: 3 }), unknown)).toEqual(['unknown', 'known']);
  const probed = replica('probed', { bandwidthMbps: null, latencyMs: 3 });
  expect(expectedPerformance(probed, [replica('known', { bandwidthMbps: 500 }), probed])).toMatchObject({
    latencyMs: 3,
    bandwidthMbps: 500,
  });
});

test('without origins the order is empty', () => {
  expect(order()).toEqual([]);
});
