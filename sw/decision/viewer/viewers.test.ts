import { describe, expect, it } from 'vitest';
import { defaultConfig, readConfig } from '../../../src/shared/config.ts';
import type { Signal } from '../../../src/shared/signals.ts';
import { addViewer, listViewers, readViewers, updateViewer, type Viewers } from './viewers.ts';

const nowMs = 1_700_000_000_000;
const rules = { analyzer: defaultConfig.analyzer, isKnownReel: () => true };
const scroll = (atMs: number, reelsPerSecond = 2): Signal => ({ kind: 'scroll', atMs, reelsPerSecond });

function update(viewers: Viewers, viewerId: string, signal: Signal, by = rules): Viewers {
  const result = updateViewer(viewers, viewerId, signal, signal.atMs, by);
  if (result.viewers === undefined) throw new Error(result.refused);
  return result.viewers;
}

describe('several viewers', () => {
  it('have separate models, which are created on demand', () => {
    const viewers = update(
      update(update(new Map(), 'ann', scroll(nowMs)), 'bob', scroll(nowMs, 9)),
      'ann',
      scroll(nowMs),
    );
    expect(viewers.get('ann')?.scrolls).toHaveLength(2);
    expect(viewers.get('bob')?.scrolls).toEqual([{ atMs: nowMs, reelsPerSecond: 9 }]);
  });

  it('are not created by a refused signal', () => {
    const result = updateViewer(new Map(), 'ann', scroll(nowMs, -1), nowMs, rules);
    expect(result.refused).toMatch(/reelsPerSecond/);
    expect(result.viewers).toBeUndefined();
  });

  it('are limited in number: the one silent for longest is dropped', () => {
    const small = { ...rules, analyzer: readConfig({ analyzer: { max_viewers: 2 } }).analyzer };
    let viewers: Viewers = new Map();
    for (const [i, id] of ['ann', 'bob', 'ann', 'cem'].entries())
      viewers = update(viewers, id, scroll(nowMs + i), small);
    expect([...viewers.keys()].toSorted()).toEqual(['ann', 'cem']);
  });

  it('make room for a new one even if its first signal is older than theirs', () => {
    const one = { ...rules, analyzer: readConfig({ analyzer: { max_viewers: 1 } }).analyzer };
    const viewers = update(update(new Map(), 'ann', scroll(nowMs)), 'bob', scroll(nowMs - 500), one);
    expect([...viewers.keys()]).toEqual(['bob']);
  });

  it('can be added before their first signal, and only once', () => {
    const first = addViewer(new Map(), 'ann', nowMs, 20).viewers ?? new Map();
    expect(addViewer(first, 'ann', nowMs + 5, 20).viewers).toBe(first);
  });

  it.each(['', 'x'.repeat(129)])('cannot have the id "%s"', (id) => {
    expect(addViewer(new Map(), id, nowMs, 20).refused).toMatch(/allowed: 1 to 128/);
  });

  it('may have the name of a built-in property as their id', () => {
    expect(update(new Map(), '__proto__', scroll(nowMs)).get('__proto__')?.scrolls).toHaveLength(1);
  });

  it('are restored from their persisted form without broken entries', () => {
    const viewers = update(update(new Map(), 'ann', scroll(nowMs)), 'bob', scroll(nowMs + 1));
    const json: unknown = JSON.parse(JSON.stringify([...listViewers(viewers), { viewerId: 'broken' }, null]));
    expect(readViewers(json, nowMs + 10, 20)).toEqual(viewers);
    expect([...readViewers(json, nowMs + 10, 1).keys()]).toEqual(['bob']);
    expect(readViewers('nonsense', nowMs, 20).size).toBe(0);
  });
});
