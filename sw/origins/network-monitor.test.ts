import { beforeEach, expect, test } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import { NetworkMonitor } from './network-monitor.ts';
import { isAlarming } from './origin-choice.ts';
import { FakeMemory } from '../testing/fake-memory.ts';

const a = 'https://a.test/s1.m4s';
const b = 'https://b.test/s1.m4s';
const c = 'https://c.test/s1.m4s';

let nowMs: number;
let monitor: NetworkMonitor;

const newMonitor = (saved = new FakeMemory()) =>
  new NetworkMonitor({ nowMs: () => nowMs, origins: { baseOf: (url) => `${new URL(url).origin}/` }, memory: saved });

beforeEach(() => {
  nowMs = 100_000;
  monitor = newMonitor();
});

function transfer(url: string, firstByteMs: number, bodyMs: number, sizeBytes: number): void {
  const record = monitor.begin(url);
  nowMs += firstByteMs;
  record.answered(firstByteMs);
  nowMs += bodyMs;
  record.finish('whole', sizeBytes);
}

function failure(url: string, error = new DownloadError('network', url)): void {
  nowMs += 1;
  monitor.begin(url).finish(error, 0);
}

const statusOf = (url: string) => monitor.status().find(({ base }) => url.startsWith(base));

test('every transfer is measured: latency to the first byte, bandwidth of the body, success', () => {
  transfer(a, 40, 100, 125_000);
  expect(statusOf(a)).toMatchObject({
    latencyMs: 40,
    bandwidthMbps: 10,
    reliability: 1,
    score: 10 / (1 + 40 * 0.1),
    measurements: 1,
    servedTransfers: 1,
  });
  transfer(a, 140, 100, 250_000);
  expect(statusOf(a)).toMatchObject({ latencyMs: 70, bandwidthMbps: 13 });
});

test('the last ten measurements are kept', () => {
  for (let index = 0; index < 25; index += 1) transfer(a, 10, 10, 50_000);
  expect(statusOf(a)?.measurements).toBe(10);
});

test('a body of a few bytes does not change the measured bandwidth', () => {
  transfer(a, 40, 100, 125_000);
  transfer(a, 40, 1, 700);
  expect(statusOf(a)?.bandwidthMbps).toBe(10);
});

test('origins are ranked best first, and one that failed is ranked last', () => {
  transfer(a, 100, 100, 100_000);
  transfer(b, 10, 100, 100_000);
  transfer(c, 40, 100, 100_000);
  expect(monitor.rank([a, b, c], 'high')).toEqual([b, c, a]);
  failure(b);
  expect(monitor.rank([a, b, c], 'high')).toEqual([c, a, b]);
});

test('an origin that failed twice in a row is a last resort for players only, until it may be tried again', () => {
  failure(a);
  failure(a);
  expect(monitor.rank([a, b], 'high')).toEqual([b, a]);
  expect(monitor.rank([a, b], 'low')).toEqual([b]);
  expect(monitor.refusal([a])).toMatchObject({ reason: 'network', wasRequestSent: false, retryAfterMs: 1000 });
  nowMs += 1000;
  expect(monitor.rank([a], 'low')).toEqual([a]);
  transfer(a, 10, 10, 50_000);
  expect(statusOf(a)?.standing).toBe('good');
});

test('an origin with a half-open breaker is tried by one request, and by another if that one is given up', () => {
  failure(a);
  failure(a);
  nowMs += 1000;
  const trial = monitor.begin(a);
  expect(monitor.rank([a, b], 'low')).toEqual([b]);
  expect(monitor.rank([a, b], 'high')).toEqual([b, a]);
  expect(monitor.refusal([a])).toMatchObject({ wasRequestSent: false, retryAfterMs: 1000 });
  trial.finish('given-up', 0);
  expect(monitor.rank([a], 'low')).toEqual([a]);
  transfer(a, 10, 10, 50_000);
  monitor.begin(a);
  expect(monitor.rank([a], 'low')).toEqual([a]);
});

test('simultaneous failures of all requests in flight do not open the breaker', () => {
  const records = [a, a, a].map((url) => monitor.begin(url));
  for (const record of records) {
    nowMs += 5;
    record.finish(new DownloadError('network', a), 0);
  }
  expect(statusOf(a)).toMatchObject({ standing: 'shaky', failedTransfers: 3 });
});

test('an origin that asked for a pause gets it from prefetches, and from players while there is another origin', () => {
  failure(a, new DownloadError('status', a, 503, { retryAfterMs: 2000 }));
  expect(monitor.rank([a, b], 'high')).toEqual([b]);
  expect(monitor.rank([a], 'high')).toEqual([a]);
  expect(monitor.rank([a], 'low')).toEqual([]);
  const refusal = { reason: 'status', status: 503, wasRequestSent: false, retryAfterMs: 2000 };
  expect(monitor.refusal([a])).toMatchObject(refusal);
  nowMs += 2000;
  expect(monitor.rank([a], 'low')).toEqual([a]);
});

test('a missing file makes an origin less reliable, but does not take it out of service', () => {
  for (let index = 0; index < 5; index += 1) failure(a, new DownloadError('status', a, 404));
  expect(statusOf(a)).toMatchObject({ standing: 'good', failedTransfers: 5 });
  expect(statusOf(a)?.reliability).toBe(0);
});

test('an origin that was overtaken by another one is not asked next', () => {
  for (const url of [a, b]) transfer(url, 20, 100, 100_000);
  const record = monitor.begin(a);
  nowMs += 1000;
  record.finish('overtaken', 0);
  expect(monitor.rank([a, b], 'high')).toEqual([b, a]);
  expect(statusOf(a)?.latencyMs).toBeGreaterThan(100);
});

test('an origin is not penalised when another one answers before it had time to respond', () => {
  transfer(a, 20, 100, 100_000);
  const record = monitor.begin(a);
  nowMs += 5;
  record.finish('overtaken', 0);
  expect(statusOf(a)).toMatchObject({ latencyMs: 20, reliability: 1, standing: 'good', activeTransfers: 0 });
});

test('a request that is given up does not count as a failure, and its bytes still measure the bandwidth', () => {
  const record = monitor.begin(a);
  record.answered(10);
  nowMs += 100;
  record.finish('given-up', 125_000);
  expect(statusOf(a)).toMatchObject({ bandwidthMbps: 10, reliability: 1, standing: 'good', failedTransfers: 0 });
});

test('equal origins share parallel requests', () => {
  for (const url of [a, b, c]) transfer(url, 20, 100, 100_000);
  const first = Array.from({ length: 6 }, () => {
    const [url = ''] = monitor.rank([a, b, c], 'high');
    monitor.begin(url);
    nowMs += 1;
    return url;
  });
  expect(first.toSorted()).toEqual([a, a, b, b, c, c]);
});

test.each([
  [0.1, true],
  [0.25, false],
] as const)('a stall at a fill level of %d is alarming: %s', (fillLevel, expected) => {
  expect(isAlarming({ kind: 'stall', url: a, fillLevel })).toBe(expected);
});

test('only the first outcome of a request counts', () => {
  const record = monitor.begin(a);
  record.finish('whole', 1);
  record.finish(new DownloadError('network', a), 0);
  expect(statusOf(a)).toMatchObject({ activeTransfers: 0, failedTransfers: 0 });
});

test('measurements survive a restart of the worker', async () => {
  const saved = new FakeMemory();
  monitor = newMonitor(saved);
  transfer(a, 40, 100, 125_000);
  failure(b);
  failure(b);
  await monitor.save();
  monitor = newMonitor(saved);
  await monitor.ready;
  expect(statusOf(a)).toMatchObject({ latencyMs: 40, bandwidthMbps: 10 });
  expect(monitor.rank([b, a], 'low')).toEqual([a]);
});

test('measurements made before the saved state is read take precedence over it', async () => {
  const saved = new FakeMemory();
  monitor = newMonitor(saved);
  failure(a);
  failure(a);
  await monitor.save();
  monitor = newMonitor(saved);
  transfer(a, 10, 10, 50_000);
  await monitor.ready;
  expect(statusOf(a)?.standing).toBe('good');
  expect(statusOf(a)?.measurements).toBe(3);
});

test.each([[{ broken: true }], [[['x', { history: 1 }]]], [null]])('a saved state of %j is ignored', async (saved) => {
  monitor = newMonitor(new FakeMemory(saved));
  await monitor.ready;
  expect(monitor.status()).toEqual([]);
});

test('the monitor keeps working if its memory cannot be read or written', async () => {
  const memory = new FakeMemory();
  memory.isFailing = true;
  monitor = newMonitor(memory);
  await monitor.ready;
  transfer(a, 10, 10, 50_000);
  await monitor.save();
  expect(statusOf(a)?.servedTransfers).toBe(1);
});

test('the state is saved every ten seconds, not with every message', async () => {
  const memory = new FakeMemory();
  monitor = newMonitor(memory);
  for (let second = 0; second < 30; second += 1) {
    await monitor.save();
    nowMs += 1000;
  }
  expect(memory.writes).toBe(3);
});

test('a clock that is set back delays neither saving the measurements nor probing an origin', async () => {
  const memory = new FakeMemory();
  monitor = newMonitor(memory);
  transfer(a, 10, 10, 50_000);
  await monitor.save();
  expect(monitor.unmeasured([a], 3000)).toEqual([]);
  nowMs -= 50_000;
  await monitor.save();
  expect([memory.writes, monitor.unmeasured([a], 3000)]).toEqual([2, [a]]);
});

test('a Retry-After in response to a prefetch holds back prefetches only', () => {
  const busy = new DownloadError('status', a, 429, { retryAfterMs: 60_000 });
  monitor.begin(a, 'low').finish(busy, 0);
  expect(monitor.rank([a], 'low')).toEqual([]);
  expect(monitor.rank([a, b], 'high')).toContain(a);
  monitor.begin(a, 'high').finish(busy, 0);
  expect(monitor.rank([a, b], 'high')).toEqual([b]);
});
