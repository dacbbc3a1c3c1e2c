import { describe, expect, it } from 'vitest';
import type { ReelInView } from '../../src/shared/messages.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { AskedReels } from './asked-reels.ts';

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
  const wake = () => new AskedReels(memory, () => clock.nowMs);
  return { memory, clock, wake };
}

const idsOf = (asked: AskedReels) => asked.list.map(({ reel: { id } }) => id);

describe('reels that a page has asked for', () => {
  it('are known to the next worker until they are done', async () => {
    const { wake } = bench();
    const first = wake();
    await first.ask([reel('a'), reel('b')], 'ann');
    await first.done('a');
    const next = wake();
    await next.restore();
    expect(idsOf(next)).toEqual(['b']);
    expect(next.list[0]?.viewerId).toBe('ann');
  });

  it('are forgotten when the queue is cleared', async () => {
    const { wake } = bench();
    const asked = wake();
    await asked.ask([reel('a')], 'ann');
    await asked.clear();
    const next = wake();
    await next.restore();
    expect(idsOf(next)).toEqual([]);
  });

  it('are given up after ten minutes, and start anew when they are asked for again', async () => {
    const { wake, clock } = bench();
    const asked = wake();
    await asked.ask([reel('a'), reel('b')], 'ann');
    clock.nowMs = 599_000;
    await asked.ask([reel('b')], 'ann');
    clock.nowMs = 601_000;
    expect(idsOf(asked)).toEqual(['b']);
  });

  it('are all but those that cannot be read', async () => {
    const { wake, memory } = bench();
    memory.saved = [{ reel: { id: 7 } }, { reel: reel('b'), viewerId: 'ann', atMs: 0 }];
    const asked = wake();
    await asked.restore();
    expect(idsOf(asked)).toEqual(['b']);
  });

  it('are wanted no more when the queue is cleared, also while nothing can be written', async () => {
    const { wake, memory } = bench();
    const asked = wake();
    await asked.ask([reel('a')], 'ann');
    memory.isAway = true;
    await asked.clear();
    expect(idsOf(asked)).toEqual([]);
    await expect(asked.forget()).rejects.toThrow('away');
  });
});
