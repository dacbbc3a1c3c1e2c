import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig, readConfig, type ViewerClass } from '../../../src/shared/config.ts';
import { type BehaviourModel, createBehaviour } from './behaviour-model.ts';
import { assessBehaviour, classifyViewer } from './viewer-class.ts';

const nowMs = 1_700_000_000_000;

type Past = { speeds?: number[]; watches?: number[]; likes?: number[]; directions?: (1 | -1)[] };

/** A viewer with these samples, one per second until now. */
function viewer({ speeds = [], watches = [], likes = [], directions = [] }: Past): BehaviourModel {
  const at = (index: number, length: number) => nowMs - (length - 1 - index) * 1000;
  return {
    ...createBehaviour('viewer', nowMs),
    scrolls: speeds.map((reelsPerSecond, i) => ({ atMs: at(i, speeds.length), reelsPerSecond })),
    watches: watches.map((watchedSeconds, i) => ({
      atMs: at(i, watches.length),
      reelId: `reel-${i}`,
      watchedSeconds,
      durationSeconds: 60,
      direction: directions[i] ?? 1,
    })),
    interactions: likes.map((i) => ({ atMs: nowMs, reelId: `reel-${i}`, action: 'like' as const })),
  };
}

const times = (count: number, value: number) => Array.from({ length: count }, () => value);
const assess = (past: Past, config = defaultConfig) => assessBehaviour(viewer(past), nowMs, config);

describe('the class of a viewer', () => {
  it.each<[string, Past, ViewerClass]>([
    ['more than 5 reels/s', { speeds: times(9, 5.01) }, 'fast_scroller'],
    ['exactly 5 reels/s', { speeds: times(9, 5) }, 'normal_viewer'],
    ['more than 30 s a reel', { watches: times(9, 30.1) }, 'binge_watcher'],
    ['exactly 30 s a reel', { watches: times(9, 30) }, 'normal_viewer'],
    ['less than 5 s a reel', { watches: times(9, 4.9) }, 'casual_browser'],
    ['exactly 5 s a reel', { watches: times(9, 5) }, 'normal_viewer'],
    ['less than 0.5 reels/s', { speeds: times(9, 0.49) }, 'slow_viewer'],
    ['exactly 0.5 reels/s', { speeds: times(9, 0.5) }, 'normal_viewer'],
    ['the typical 2 reels/s and 10 s a reel', { speeds: times(9, 2), watches: times(9, 10) }, 'normal_viewer'],
    ['no samples', {}, 'normal_viewer'],
  ])('is right for a viewer with %s', (_, past, expected) => {
    expect(assess(past).viewerClass).toBe(expected);
  });

  it('is checked in the order fast, binge, casual, slow, normal', () => {
    const limits = defaultConfig.analyzer;
    expect(classifyViewer({ reelsPerSecond: 6, watchSeconds: 40 }, limits)).toBe('fast_scroller');
    expect(classifyViewer({ reelsPerSecond: 6, watchSeconds: 1 }, limits)).toBe('fast_scroller');
    expect(classifyViewer({ reelsPerSecond: 0.1, watchSeconds: 40 }, limits)).toBe('binge_watcher');
    expect(classifyViewer({ reelsPerSecond: 0.1, watchSeconds: 1 }, limits)).toBe('casual_browser');
    expect(classifyViewer({ reelsPerSecond: 0.1, watchSeconds: 10 }, limits)).toBe('slow_viewer');
  });

  it('follows configured thresholds', () => {
    const config = readConfig({
      analyzer: { fast_scroller_above: 3, slow_viewer_below: 0.2, binge_watcher_above: 20, casual_browser_below: 2 },
    });
    expect(assess({ speeds: times(9, 4) }, config).viewerClass).toBe('fast_scroller');
    expect(assess({ speeds: times(9, 0.3) }, config).viewerClass).toBe('normal_viewer');
    expect(assess({ watches: times(9, 25) }, config).viewerClass).toBe('binge_watcher');
    expect(assess({ watches: times(9, 3) }, config).viewerClass).toBe('normal_viewer');
  });

  it('is not changed by a single forgotten tab', () => {
    expect(assess({ watches: [3, 3, 2, 3000, 3, 2, 3] }).viewerClass).toBe('casual_browser');
  });

  it('follows a change of behaviour long before the analysis window has passed', () => {
    expect(assess({ watches: [...times(100, 2), ...times(15, 40)] }).viewerClass).toBe('binge_watcher');
  });

  it('ignores scroll speed or watch time when its tracking is off', () => {
    const noScroll = readConfig({ analyzer: { enable_scroll_tracking: false } });
    const noWatch = readConfig({ analyzer: { enable_watch_time_tracking: false } });
    const past = { speeds: times(9, 9), watches: times(9, 40) };
    expect(assess(past, noScroll).viewerClass).toBe('binge_watcher');
    expect(assess({ ...past, speeds: times(9, 2) }, noWatch).viewerClass).toBe('normal_viewer');
  });
});

describe('the prefetch count and priority of a class', () => {
  it.each<[ViewerClass, Past, number, string]>([
    ['fast_scroller', { speeds: times(9, 8) }, 5, 'high'],
    ['normal_viewer', { speeds: times(9, 2), watches: times(9, 10) }, 3, 'medium'],
    ['slow_viewer', { speeds: times(9, 0.2), watches: times(9, 10) }, 2, 'low'],
    ['binge_watcher', { watches: times(9, 40) }, 8, 'high'],
    ['casual_browser', { watches: times(9, 2) }, 2, 'low'],
  ])('are those of the table for a %s', (viewerClass, past, count, priority) => {
    expect(assess(past)).toMatchObject({ viewerClass, prefetchCount: count, priority });
  });

  it('can be configured', () => {
    const config = readConfig({ analyzer: { classes: { casual_browser: { prefetch_count: 4, priority: 'medium' } } } });
    expect(assess({ watches: times(9, 2) }, config)).toMatchObject({ prefetchCount: 4, priority: 'medium' });
  });

  it('never exceed the maximum', () => {
    const config = readConfig({ prefetcher: { max_prefetch_count: 6 } });
    expect(assess({ watches: times(9, 40) }, config).prefetchCount).toBe(6);
  });
});

describe('the confidence of a class', () => {
  it('is too low for the class table with 4 samples, and high enough with 5 that agree', () => {
    expect(assess({ watches: times(4, 40) })).toMatchObject({ prefetchCount: 3, priority: 'medium', samples: 4 });
    expect(assess({ watches: times(5, 40) })).toMatchObject({ prefetchCount: 8, priority: 'high', samples: 5 });
  });

  it('stays below 0.7 and gives the default when the samples disagree', () => {
    const torn = assess({ watches: [40, 2, 40, 2, 40, 2, 40, 2, 40] });
    expect(torn.viewerClass).toBe('binge_watcher');
    expect(torn.confidence).toBeLessThan(0.7);
    expect(torn).toMatchObject({ prefetchCount: 3, priority: 'medium' });
    expect(torn.reason).toBe('binge watcher, but confidence 0.45 is below 0.7: default 3 ahead');
  });

  it('is 0 without samples', () => {
    expect(assess({})).toMatchObject({ confidence: 0, samples: 0, prefetchCount: 3 });
  });

  it('grows with samples that agree', () => {
    const confidences = [1, 5, 20].map((count) => assess({ watches: times(count, 40) }).confidence);
    expect(confidences.map((confidence) => confidence.toFixed(2))).toEqual(['0.33', '0.71', '0.91']);
  });

  it('counts only samples of the kind that decides the class', () => {
    expect(assess({ speeds: times(4, 9), watches: times(20, 10) })).toMatchObject({
      viewerClass: 'fast_scroller',
      samples: 4,
      prefetchCount: 3,
    });
  });

  it('counts the speed and the watch time of a swipe as one sample', () => {
    expect(assess({ speeds: times(3, 2), watches: times(3, 10) })).toMatchObject({
      viewerClass: 'normal_viewer',
      samples: 3,
      reason: 'normal viewer, but only 3 of 5 samples: default 3 ahead',
    });
    const mixed = assess({ speeds: times(6, 2), watches: [40, 40, 10, 10, 10, 10] });
    expect(mixed).toMatchObject({ viewerClass: 'normal_viewer', samples: 6, confidence: 0.5 });
  });

  it('falls when a viewer who skips reels shows interest in them', () => {
    const without = assess({ watches: times(10, 2) });
    const withLikes = assess({ watches: times(10, 2), likes: [1, 1, 4, 7] });
    expect(withLikes.confidence).toBeLessThan(without.confidence);
    expect(withLikes.engagement).toBeCloseTo(0.3);
  });

  it('ignores samples older than the analysis window', () => {
    const model = viewer({ watches: times(9, 40) });
    expect(assessBehaviour(model, nowMs + 29 * 60_000, defaultConfig).samples).toBe(9);
    expect(assessBehaviour(model, nowMs + 31 * 60_000, defaultConfig)).toMatchObject({ samples: 0, prefetchCount: 3 });
  });

  it('follows the configured threshold and sample count', () => {
    const config = readConfig({ analyzer: { min_samples_for_pattern: 2, pattern_confidence_threshold: 0.5 } });
    expect(assess({ watches: times(2, 40) }, config).prefetchCount).toBe(8);
  });

  it('stays between 0 and 1, and the prefetch count within its limits, for any samples', () => {
    const samples = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(samples, samples, fc.array(fc.nat(59)), (speeds, watches, likes) => {
        const found = assess({ speeds, watches, likes });
        expect(found.confidence).toBeGreaterThanOrEqual(0);
        expect(found.confidence).toBeLessThan(1);
        expect(found.prefetchCount).toBeGreaterThanOrEqual(2);
        expect(found.prefetchCount).toBeLessThanOrEqual(10);
        if (found.samples < 5 || found.confidence < 0.7) expect(found.prefetchCount).toBe(3);
      }),
    );
  });
});

it('no more samples are asked for than a model keeps', () => {
  const config = readConfig({ analyzer: { min_samples_for_pattern: 1000 } });
  const reasonAfter = (count: number) =>
    assessBehaviour(viewer({ watches: times(count, 60) }), nowMs, { ...defaultConfig, ...config }).reason;
  expect(reasonAfter(199)).toContain('only 199 of 200 samples');
  expect(reasonAfter(200)).not.toContain('samples');
});

describe('the direction of travel', () => {
  it.each<[(1 | -1)[], 1 | -1]>([
    [[], 1],
    [[1, 1, -1], 1],
    [[1, -1, -1], -1],
    [[-1, -1, -1, 1, 1], 1],
  ])('after swipes in the directions %j is %i', (directions, expected) => {
    expect(assess({ watches: times(directions.length, 10), directions }).direction).toBe(expected);
  });

  it('is forward again for a viewer who comes back after the analysis window', () => {
    const model = viewer({ watches: times(2, 10), directions: [-1, -1] });
    expect(assessBehaviour(model, nowMs + 29 * 60_000, defaultConfig).direction).toBe(-1);
    expect(assessBehaviour(model, nowMs + 31 * 60_000, defaultConfig).direction).toBe(1);
  });
});
