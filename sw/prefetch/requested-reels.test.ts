import { describe, expect, it } from 'vitest';
import type { ReelInView } from '../../src/shared/messages.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { RequestedReels } from './requested-reels.ts';

const reel = (id: string): ReelInView => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls',
  poster: null,
  durationSeconds: 10,
  tags: [],
});

function bench() {
  const memory = new FakeMemory();
  const clock = { nowMs: 0 };
  const restart = () => new RequestedReels(memory, () => clock.nowMs);
  return { memory, clock, restart };
}

const idsOf = (asked: RequestedReels) => asked.list.map(({ reel: { id } }) => id);

describe('reels that a page has requested', () => {
  it('are known to the next worker until they are done', async () => {
    const { restart } = bench();
    const first = restart();
    await first.request([reel('a'), reel('b')], 'ann');
    await first.markDone('a');
    const next = restart();
    await next.restore();
    expect(idsOf(next)).toEqual(['b']);
    expect(next.list[0]?.viewerId).toBe('ann');
  });

  it('are forgotten when the queue is cleared', async () => {
    const { restart } = bench();
    const asked = restart();
    await asked.request([reel('a')], 'ann');
    await asked.clear();
    const next = restart();
    await next.restore();
    expect(idsOf(next)).toEqual([]);
  });

  it('are dropped ten minutes after the latest request', async () => {
    const { restart, clock } = bench();
    const asked = restart();
    await asked.request([reel('a'), reel('b')], 'ann');
    clock.nowMs = 599_000;
    await asked.request([reel('b')], 'ann');
    clock.nowMs = 601_000;
    expect(idsOf(asked)).toEqual(['b']);
  });

  it('are restored without the stored entries that cannot be read', async () => {
    const { restart, memory } = bench();
    memory.saved = [{ reel: { id: 7 } }, { reel: reel('b'), viewerId: 'ann', atMs: 0 }];
    const asked = restart();
    await asked.restore();
    expect(idsOf(asked)).toEqual(['b']);
  });

  it('are no longer wanted when the queue is cleared, even if nothing can be written', async () => {
    const { restart, memory } = bench();
    const asked = restart();
    await asked.request([reel('a')], 'ann');
    memory.isFailing = true;
    await asked.clear();
    expect(idsOf(asked)).toEqual([]);
    await expect(asked.forget()).rejects.toThrow('away');
  });
});
