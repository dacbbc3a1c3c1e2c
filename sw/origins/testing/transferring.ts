import { test as plain, vi } from 'vitest';
import { type Resource, resourceOf } from '../../decision/resource/resource.ts';
import { Lives } from '../../lives.ts';
import type { WholeBody } from '../../body.ts';
import { FakeMemory } from '../../testing/fake-memory.ts';
import { KeptParts } from '../kept-parts.ts';
import { NetworkMonitor } from '../network-monitor.ts';
import type { Transfer } from '../transfer.ts';
import { TransferTable } from '../transfer-table.ts';
import { FakeOrigins, mediaBytes } from './fake-origins.ts';

export const url = 'https://a.test/s1.m4s';
export const body = mediaBytes(5003);
export const resourceAt = (at: string): Resource => resourceOf(at, null, { origins: [], volatileParameters: [] });
export const resource = resourceAt(url);
export const forPlayer = { purpose: 'player' } as const;
export const forPrefetch = { purpose: 'prefetch', cause: { reelId: 'r', source: 'test' } } as const;
export const transferRequest = { resource, headers: {}, stallMs: 15_000 };

/** A table of transfers from origins that answer as a test says, and the bodies that were kept. */
export class Transferring {
  readonly network = new FakeOrigins();
  readonly lives = new Lives();
  readonly kept: WholeBody[] = [];
  readonly keptParts = new KeptParts(this.network.nowMs, undefined, { budgetBytes: 10_000, timeToLiveMs: 60_000 });
  /** Settles when a body has been stored. */
  keeping: Promise<void> = Promise.resolve();
  readonly table = new TransferTable({
    network: this.network,
    origins: new NetworkMonitor({
      nowMs: this.network.nowMs,
      origins: { baseOf: (at) => new URL(at).origin },
      memory: new FakeMemory(),
    }),
    keptParts: this.keptParts,
    keeper: {
      keep: (_, whole) => {
        this.kept.push(whole);
        return this.keeping.then(() => 'stored');
      },
      onDownloadFailed: () => Promise.resolve(),
    },
    lives: this.lives,
    limits: { maxBytes: 20_000, readAheadBytes: 10_000 },
  });

  readonly joinAs = (priority: 'high' | 'low'): Transfer =>
    this.table.join({ ...transferRequest, priority }, priority === 'high' ? forPlayer : forPrefetch).transfer;
}

/** A test with its own transfers and fake timers. */
export const test = plain.extend<{ transferring: Transferring }>({
  // oxlint-disable-next-line no-empty-pattern
  transferring: async ({}, use) => {
    vi.useFakeTimers();
    await use(new Transferring());
    vi.useRealTimers();
  },
});

/** A response whose bytes arrive when the test says so. */
export function arrival(): { answer: () => Response; send: (from: number, to: number) => void; end: () => void } {
  const sink: { controller?: ReadableStreamDefaultController<Uint8Array> } = {};
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      sink.controller = controller;
    },
  });
  return {
    answer: () => new Response(stream, { headers: { 'content-type': 'video/mp4', 'content-length': '5003' } }),
    send: (from, to) => sink.controller?.enqueue(body.slice(from, to)),
    end: () => sink.controller?.close(),
  };
}

export const settle = () => vi.advanceTimersByTimeAsync(1);
