import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import { NetworkMonitor } from './network-monitor.ts';
import { Prober } from './prober.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { type Responder, FakeOrigins, refusal, silence, status } from './testing/fake-origins.ts';

const a = 'https://a.test/x/main.m3u8';
const b = 'https://b.test/x/main.m3u8';

let network: FakeOrigins;
let monitor: NetworkMonitor;
let prober: Prober;

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeOrigins().on(a, status(200)).on(b, status(200));
  monitor = new NetworkMonitor({
    nowMs: network.nowMs,
    origins: { baseOf: (url) => new URL(url).origin },
    memory: new FakeMemory(),
  });
  prober = new Prober(network, monitor, { probe_interval: 3 });
});
afterEach(() => vi.useRealTimers());

/** Plays for some seconds, in which the page reports once a second. */
async function play(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    void prober.probe([a, b]);
    await vi.advanceTimersByTimeAsync(1000);
  }
}

const standingOf = (url: string) => monitor.status().find(({ base }) => url.startsWith(base))?.standing;

test('each origin gets a HEAD request every three seconds', async () => {
  await play(9);
  expect(network.requests.map(({ method }) => method)).toEqual(Array.from({ length: 6 }, () => 'HEAD'));
  expect(network.requestedUrls().filter((url) => url === a)).toHaveLength(3);
  expect(monitor.status().map(({ measurements }) => measurements)).toEqual([3, 3]);
});

test('an origin that a transfer has measured recently is not probed', async () => {
  monitor.begin(a).finish('whole', 50_000);
  await play(1);
  expect(network.requestedUrls()).toEqual([b]);
});

test('a single origin is not probed', async () => {
  await prober.probe([a]);
  expect(network.requests).toHaveLength(0);
});

test.each<[string, Responder, string]>([
  ['responds with 200', status(200), 'good'],
  ['allows only GET', status(405), 'good'],
  ['has a signature that is valid only for GET', status(403), 'good'],
  ['lacks this file', status(404), 'good'],
  ['is overloaded', status(503), 'shaky'],
  ['responds with 429', status(429), 'shaky'],
  ['refuses', refusal, 'shaky'],
  ['is silent', silence, 'shaky'],
  ['serves playlists as text/html, as small servers do', status(200, { 'content-type': 'text/html' }), 'good'],
])('one probe tells the state of an origin that %s', async (_, answer, standing) => {
  network.on(a, answer);
  void prober.probe([a, b]);
  await vi.advanceTimersByTimeAsync(3100);
  expect(standingOf(a)).toBe(standing);
});

test('a silent origin gets only one probe at a time', async () => {
  network.on(a, silence);
  void prober.probe([a, b]);
  await vi.advanceTimersByTimeAsync(2000);
  await Promise.all([prober.probe([a, b]), prober.probe([a, b])]);
  expect(network.requestedUrls().filter((url) => url === a)).toHaveLength(1);
});

test('an origin with an open breaker is not probed until its time is over, and one good probe closes it', async () => {
  for (let count = 0; count < 2; count += 1) {
    vi.advanceTimersByTime(1);
    monitor.begin(a).finish(new DownloadError('network', a), 0);
  }
  await prober.probe([a, b]);
  expect(network.requestedUrls()).toEqual([b]);
  expect(standingOf(a)).toBe('open');
  await vi.advanceTimersByTimeAsync(3000);
  await prober.probe([a, b]);
  expect(standingOf(a)).toBe('good');
});

test('an origin that answers a probe with a Retry-After is left alone by probes and players alike', async () => {
  network.on(a, status(503, { 'retry-after': '60' }));
  await prober.probe([a, b]);
  expect(monitor.rank([a, b], 'high')).toEqual([b]);
  await play(60);
  expect(network.requestedUrls().filter((url) => url === a)).toHaveLength(1);
});

test('an origin that asked for a pause is not probed during it', async () => {
  monitor.begin(a).finish(new DownloadError('status', a, 503, { retryAfterMs: 10_000 }), 0);
  await play(10);
  expect(network.requestedUrls()).not.toContain(a);
  await play(1);
  expect(network.requestedUrls()).toContain(a);
});
