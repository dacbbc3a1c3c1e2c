import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readWorkerEvent, type Topic } from '../../src/shared/events.ts';
import { listenLeaseMs } from '../../src/shared/messages.ts';
import { EventHub, type Readers } from './event-hub.ts';
import { World } from './testing/world.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const topics: readonly Topic[] = ['metrics', 'health', 'behaviour', 'queue', 'origins'];

/** Makes a hub with the facts of a world, and counts how often the queue and the behaviour are read. */
function makeHub() {
  const world = new World();
  const read = vi.fn<(topic: Topic) => void>();
  const watched = <T extends Topic>(topic: T) => ({
    [topic]: () => {
      read(topic);
      return world.events.readers[topic]();
    },
  });
  const readers: Readers = { ...world.events.readers, ...watched('queue'), ...watched('behaviour') };
  const failures: unknown[] = [];
  const hub = new EventHub(
    readers,
    1000,
    () => Date.now(),
    (cause) => failures.push(cause),
  );
  return { world, hub, read, failures };
}

function makePage(id = 'page-1') {
  const messages: unknown[] = [];
  return {
    page: { id, post: (message: unknown) => void messages.push(message) },
    take: () => messages.splice(0).map(readWorkerEvent),
  };
}

/** Reads the events of a stream as they arrive. */
function readLines(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const pump = async () => {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      text += part.value;
    }
  };
  const done = pump();
  return {
    take: () => {
      const taken = text;
      text = '';
      return taken.split('\n\n').filter((event) => event !== '');
    },
    stop: () => reader?.cancel(),
    done,
  };
}

describe('a page that listens', () => {
  it('is sent all topics at once, as messages that parse as events', async () => {
    const { hub } = makeHub();
    const { page, take } = makePage();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(1);
    expect(new Set(take().map((event) => event?.topic))).toEqual(new Set(topics));
  });

  it('is sent only the topics that have changed', async () => {
    const { hub, world } = makeHub();
    const { page, take } = makePage();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(1000);
    take();
    hub.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(take()).toEqual([]);
    world.requested = [];
    world.view = undefined;
    hub.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(new Set(take().map((event) => event?.topic))).toEqual(new Set(['behaviour', 'health', 'metrics', 'queue']));
  });

  it('gets at most four updates a second if changes are more frequent, and always the last one', async () => {
    const { hub, world } = makeHub();
    const { page, take } = makePage();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(1000);
    take();
    const [reel] = world.view?.reels ?? [];
    for (let change = 1; change <= 990; change++) {
      world.requested = reel === undefined ? [] : [{ reel, viewerId: `viewer ${change}` }];
      hub.changed();
      await vi.advanceTimersByTimeAsync(1);
    }
    const during = take();
    expect(during.length).toBeLessThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(500);
    const last = take().at(-1);
    expect(last?.topic === 'queue' && last.data.asked[0]?.user_id).toBe('viewer 990');
  });

  it('gets nothing after its lease has ended, and all topics when it listens again', async () => {
    const { hub, world } = makeHub();
    const { page, take } = makePage();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(listenLeaseMs - 1000);
    hub.listen(page, false);
    await vi.advanceTimersByTimeAsync(listenLeaseMs - 1000);
    world.view = undefined;
    hub.changed();
    await vi.advanceTimersByTimeAsync(1);
    expect(take().length).toBeGreaterThan(topics.length);
    await vi.advanceTimersByTimeAsync(listenLeaseMs);
    world.isStoreAvailable = false;
    hub.changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(take()).toEqual([]);
    hub.listen(page, false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(take()).toHaveLength(topics.length);
  });

  it('is sent all topics again within its lease when it listens as new', async () => {
    const { hub } = makeHub();
    const { page, take } = makePage();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(1000);
    take();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(take()).toHaveLength(topics.length);
  });

  it('is sent the other topics when one cannot be read', async () => {
    const { hub, read, failures } = makeHub();
    read.mockImplementation((topic) => {
      if (topic === 'queue') throw new Error('broken');
    });
    const { page, take } = makePage();
    hub.listen(page, true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(take()).toHaveLength(topics.length - 1);
    expect(String(failures)).toContain('broken');
  });
});

describe('without listeners', () => {
  it('a change reads no facts and sets no timer', async () => {
    const { hub, read } = makeHub();
    for (let change = 0; change < 1000; change++) hub.changed();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).not.toHaveBeenCalled();
  });

  it('everything stops once the last one has left', async () => {
    const { hub, read } = makeHub();
    const lines = readLines(hub.openStream());
    await vi.advanceTimersByTimeAsync(1000);
    await lines.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(vi.getTimerCount()).toBe(0);
    const reads = read.mock.calls.length;
    hub.changed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(read).toHaveBeenCalledTimes(reads);
  });
});

describe('a server-sent event stream', () => {
  it('begins with the reconnection time, followed by all topics', async () => {
    const { hub } = makeHub();
    const response = hub.openStream();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const lines = readLines(response);
    await vi.advanceTimersByTimeAsync(1);
    const [retry, ...events] = lines.take();
    expect(retry).toBe('retry: 2000');
    for (const event of events) expect(event).toMatch(/^id: rs-\d+\nevent: \w+\ndata: .+$/);
    expect(new Set(events.map((event) => /event: (\w+)/.exec(event)?.[1]))).toEqual(new Set(topics));
    await lines.stop();
  });

  it('sends a heartbeat every 15 s', async () => {
    const { hub } = makeHub();
    const lines = readLines(hub.openStream());
    await vi.advanceTimersByTimeAsync(1000);
    lines.take();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(lines.take()).toEqual([':', ':']);
    await lines.stop();
  });

  it('does not buffer without limit while unread, and sends the latest state when read again', async () => {
    const { hub, world } = makeHub();
    const response = hub.openStream();
    const [reel] = world.view?.reels ?? [];
    for (let change = 1; change <= 200; change++) {
      world.requested = reel === undefined ? [] : [{ reel, viewerId: `viewer ${change}` }];
      hub.changed();
      await vi.advanceTimersByTimeAsync(250);
    }
    const lines = readLines(response);
    await vi.advanceTimersByTimeAsync(1);
    const sent = lines.take();
    expect(sent.length).toBeLessThanOrEqual(64);
    expect(sent.some((event) => event.includes('viewer 200'))).toBe(false);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(lines.take().some((event) => event.includes('viewer 200'))).toBe(true);
    await lines.stop();
  });
});
