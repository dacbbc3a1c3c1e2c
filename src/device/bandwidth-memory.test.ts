import { describe, expect, it } from 'vitest';
import { BandwidthMemory, type StringStore } from './bandwidth-memory.ts';

function page(): StringStore & { text: string | null; writes: number } {
  return {
    text: null,
    writes: 0,
    read() {
      return this.text;
    },
    write(text) {
      this.text = text;
      this.writes += 1;
    },
  };
}

describe('the remembered bandwidth', () => {
  it('is kept per kind of connection, also for the next visit', () => {
    const store = page();
    const memory = new BandwidthMemory(store);
    memory.remember('wifi', 4_000_000.4);
    memory.remember('cellular', 700_000);
    const later = new BandwidthMemory(store);
    expect([later.recall('wifi'), later.recall('cellular'), later.recall('ethernet')]).toEqual([
      4_000_000,
      700_000,
      null,
    ]);
  });

  it('is written only when it has changed', () => {
    const store = page();
    const memory = new BandwidthMemory(store);
    for (let time = 0; time < 3; time += 1) memory.remember('wifi', 1_000_000);
    expect(store.writes).toBe(1);
  });

  it.each([0, -5, Number.NaN, Infinity])('is never %s', (bps) => {
    const memory = new BandwidthMemory(page());
    memory.remember('wifi', bps);
    expect(memory.recall('wifi')).toBeNull();
  });

  it.each(['', '[["wifi",-1]]', '{"wifi":5}'])('is null when the stored text is "%s"', (text) => {
    const store = page();
    store.text = text;
    expect(new BandwidthMemory(store).recall('wifi')).toBeNull();
  });

  it('is kept for the twenty kinds of connection that were used last', () => {
    const store = page();
    const memory = new BandwidthMemory(store);
    for (let kind = 0; kind < 25; kind += 1) memory.remember(`kind ${kind}`, 1_000);
    const later = new BandwidthMemory(store);
    expect([later.recall('kind 4'), later.recall('kind 5')]).toEqual([null, 1_000]);
  });
});
