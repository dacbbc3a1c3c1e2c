import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { type Signal, signalSchema } from '../shared/signals.ts';
import { InteractionTracker } from './interaction-tracker.ts';

function track() {
  const signals: Signal[] = [];
  return { signals, tracker: new InteractionTracker((signal) => signals.push(parse(signalSchema, signal))) };
}

const reel = (index: number) => ({ reelId: `r${index}`, index, durationSeconds: 10 });

describe('Tracker', () => {
  it('reports how long the reel that was left had played, and the scroll speed', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 1_000);
    for (const position of [0.5, 1, 1.5]) tracker.progress('r0', position, 12);
    tracker.enter(reel(1), 3_000);
    expect(signals).toEqual([
      {
        kind: 'swipe',
        atMs: 3_000,
        fromReelId: 'r0',
        toReelId: 'r1',
        watchedSeconds: 1.5,
        durationSeconds: 12,
        direction: 1,
      },
      { kind: 'scroll', atMs: 3_000, reelsPerSecond: 0.1 },
    ]);
  });

  it('ignores the infinite duration that a player reports for a live reel', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 1_000);
    tracker.progress('r0', 0.5, Infinity);
    tracker.enter(reel(1), 3_000);
    expect(signals[0]).toMatchObject({ kind: 'swipe', watchedSeconds: 0.5, durationSeconds: 10 });
  });

  it('reports the direction of a swipe by the feed’s current indexes', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(5), 0);
    tracker.enter({ ...reel(5), index: 4 }, 100);
    tracker.enter({ ...reel(6), index: 5 }, 500);
    expect(signals[0]).toMatchObject({ kind: 'swipe', fromReelId: 'r5', direction: 1 });
  });

  it('reports a swipe back without adding an interaction', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 0);
    tracker.enter(reel(1), 500);
    tracker.enter(reel(0), 1_000);
    expect(signals.slice(2)).toMatchObject([
      { kind: 'swipe', direction: -1 },
      { kind: 'scroll', reelsPerSecond: 2 },
    ]);
  });

  it('reports what the viewer does with the current reel, and nothing before there is one', () => {
    const { signals, tracker } = track();
    tracker.interact('pause', 0);
    tracker.enter(reel(0), 1);
    tracker.interact('pause', 2);
    expect(signals).toEqual([{ kind: 'interaction', atMs: 2, reelId: 'r0', action: 'pause' }]);
  });

  it('counts the watch time of each reel from zero', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 0);
    tracker.progress('r0', 1, 10);
    tracker.enter(reel(1), 2_000);
    tracker.enter(reel(2), 2_100);
    expect(signals.filter(({ kind }) => kind === 'swipe').at(-1)).toMatchObject({ watchedSeconds: 0 });
  });

  it('does not count the progress of a reel that starts to play for the one before', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 0);
    tracker.progress('r0', 1, 12);
    tracker.progress('r1', 1.5, 40);
    tracker.enter(reel(1), 2_000);
    expect(signals[0]).toMatchObject({ fromReelId: 'r0', watchedSeconds: 1, durationSeconds: 12 });
  });

  it('does not count as watched what the viewer only drags the scrub bar across', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 0);
    for (const position of [1, 2, 3]) {
      tracker.interact('seek', 100 * position);
      tracker.progress('r0', position, 12);
    }
    tracker.progress('r0', 3.5, 12);
    tracker.enter(reel(1), 2_000);
    expect(signals.find(({ kind }) => kind === 'swipe')).toMatchObject({ watchedSeconds: 0.5 });
  });

  it('reports one seek while the viewer drags the scrub bar, and the next one in the next reel', () => {
    const { signals, tracker } = track();
    tracker.enter(reel(0), 0);
    for (const atMs of [2_100, 2_150, 2_900, 3_800, 5_000]) tracker.interact('seek', atMs);
    expect(signals.map(({ atMs }) => atMs)).toEqual([2_100, 5_000]);
    tracker.enter(reel(1), 5_100);
    tracker.interact('seek', 5_200);
    expect(signals.at(-1)).toMatchObject({ action: 'seek', reelId: 'r1' });
  });
});
