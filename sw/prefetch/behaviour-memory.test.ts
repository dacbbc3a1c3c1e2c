import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/shared/config.ts';
import type { Signal } from '../../src/shared/signals.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { BehaviourMemory } from './behaviour-memory.ts';

const scroll = (atMs: number): Signal => ({ kind: 'scroll', atMs, reelsPerSecond: 2 });
const swipe = (atMs: number, to: string, from = 'r0'): Signal => ({
  kind: 'swipe',
  atMs,
  fromReelId: from,
  toReelId: to,
  watchedSeconds: 3,
  durationSeconds: 10,
  direction: 1,
});

function bench() {
  const [viewers, strategies] = [new FakeMemory(), new FakeMemory()];
  const settings = { restore: () => Promise.resolve() };
  const restart = () =>
    new BehaviourMemory({ config: defaultConfig, settings, viewers, strategies, nowMs: () => 10_000 });
  return { restart, behaviour: restart() };
}

describe('the behaviour memory', () => {
  it('passes the models from one worker to the next', async () => {
    const { behaviour, restart } = bench();
    await behaviour.observeAll('ann', [scroll(9000), swipe(9500, 'r1')]);
    const next = restart();
    await next.restore();
    expect(next.find('ann')).toEqual(behaviour.find('ann'));
    expect(next.find('ann')).toMatchObject({ currentReelId: 'r1', scrolls: [{ reelsPerSecond: 2 }] });
  });

  it('learns from all of several signals or from none', async () => {
    const { behaviour } = bench();
    const refused = await behaviour.observeAll('ann', [scroll(9000), swipe(99_000, 'r1')]);
    expect(refused).toBe('the signal is 89000 ms ahead of the clock');
    expect(behaviour.has('ann')).toBe(false);
  });

  it('knows an added viewer in the next worker too', async () => {
    const { behaviour, restart } = bench();
    await behaviour.add('ann');
    const next = restart();
    await next.restore();
    expect([next.has('ann'), next.has('bob')]).toEqual([true, false]);
  });

  it('is empty after a sign-out, in the next worker too', async () => {
    const { behaviour, restart } = bench();
    await behaviour.observeAll('ann', [swipe(9000, 'r2', 'r1'), swipe(9500, 'r3', 'r2')]);
    await behaviour.forget();
    const next = restart();
    await next.restore();
    for (const memory of [behaviour, next]) {
      expect(memory.has('ann')).toBe(false);
      expect(JSON.stringify(memory.strategies.snapshot())).not.toContain('r2');
    }
  });

  it('refuses an invalid viewer id', async () => {
    const { behaviour } = bench();
    expect(await behaviour.add('')).toBe("the viewer's id has 0 characters; allowed: 1 to 128");
  });

  it('teaches strategies that are not selected too, and restores them in the next worker', async () => {
    const { behaviour, restart } = bench();
    await behaviour.observeAll('ann', [swipe(9000, 'r2', 'r1')]);
    const next = restart();
    await next.restore();
    expect(next.strategies.snapshot()).toMatchObject({
      pattern: { transitions: [['r1', [['r2', 1]]]] },
      user_behaviour: { sessions: [['r1', 'r2']] },
    });
  });
});
