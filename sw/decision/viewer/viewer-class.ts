import type { Config, PriorityName, ViewerClass } from '../../../src/shared/config.ts';
import type { InteractionAction } from '../../../src/shared/signals.ts';
import { type BehaviourModel, maxSamples } from './behaviour-model.ts';

/** What the model says about a viewer now. */
export type BehaviourAssessment = {
  readonly viewerClass: ViewerClass;
  /** 0–1: how reliable the class is. */
  readonly confidence: number;
  /** How many samples the class is based on. */
  readonly samples: number;
  readonly scrollSpeedReelsPerSecond: number | null;
  readonly watchSecondsPerReel: number | null;
  /** Share of the recently watched reels with an interaction that shows interest. */
  readonly engagement: number;
  /** 1 when the viewer moves down the feed, -1 when back up. */
  readonly direction: 1 | -1;
  readonly prefetchCount: number;
  readonly priority: PriorityName;
  /** Human-readable, one line. */
  readonly reason: string;
};

type Limits = Config['analyzer'];
type Averages = { readonly reelsPerSecond: number | null; readonly watchSeconds: number | null };

/** Behaviour changes within the analysis window, so at most this many of the latest samples of a kind count. */
const recentSamples = 20;
const interest: ReadonlySet<InteractionAction> = new Set(['like', 'pause', 'seek', 'loop', 'revisit', 'share', 'save']);

/** Checks the classes in this order. Without averages only the last one matches. */
export function classifyViewer({ reelsPerSecond, watchSeconds }: Averages, limits: Limits): ViewerClass {
  if (reelsPerSecond !== null && reelsPerSecond > limits.fast_scroller_above) return 'fast_scroller';
  if (watchSeconds !== null && watchSeconds > limits.binge_watcher_above) return 'binge_watcher';
  if (watchSeconds !== null && watchSeconds < limits.casual_browser_below) return 'casual_browser';
  if (reelsPerSecond !== null && reelsPerSecond < limits.slow_viewer_below) return 'slow_viewer';
  return 'normal_viewer';
}

export function assessBehaviour(
  model: BehaviourModel,
  nowMs: number,
  config: Pick<Config, 'analyzer' | 'prefetcher'>,
): BehaviourAssessment {
  const limits = config.analyzer;
  const recent = recentOf(model, nowMs, limits);
  const viewerClass = classifyViewer(
    { reelsPerSecond: median(recent.speeds), watchSeconds: median(recent.watches) },
    limits,
  );
  const votes = votesFor(viewerClass, recent, limits);
  const engagement = recent.reelIds.size === 0 ? 0 : Math.min(1, recent.interestingReels / recent.reelIds.size);
  const confidence = confidenceOf(viewerClass, votes, recent.interestingReels);
  const row = limits.classes[viewerClass];
  const doubt = findDoubt(votes.length, confidence, limits);
  const wanted = doubt === undefined ? row.prefetch_count : config.prefetcher.default_prefetch_count;
  const prefetchCount = Math.min(wanted, config.prefetcher.max_prefetch_count);
  const name = viewerClass.replace('_', ' ');
  return {
    viewerClass,
    confidence,
    samples: votes.length,
    scrollSpeedReelsPerSecond: median(recent.speeds),
    watchSecondsPerReel: median(recent.watches),
    engagement,
    direction: directionOf(recent),
    prefetchCount,
    priority: doubt === undefined ? row.priority : 'medium',
    reason:
      doubt === undefined ? `${name}: ${prefetchCount} ahead` : `${name}, but ${doubt}: default ${prefetchCount} ahead`,
  };
}

type Recent = {
  readonly speeds: readonly number[];
  readonly watches: readonly number[];
  readonly directions: readonly (1 | -1)[];
  readonly reelIds: ReadonlySet<string>;
  readonly interestingReels: number;
};

function recentOf(model: BehaviourModel, nowMs: number, limits: Limits): Recent {
  const startMs = nowMs - limits.analysis_window * 60_000;
  const length = Math.max(recentSamples, limits.min_samples_for_pattern);
  const isRecent = (sample: { readonly atMs: number }) => sample.atMs >= startMs;
  const scrolls = limits.enable_scroll_tracking ? model.scrolls.filter(isRecent).slice(-length) : [];
  const watches = limits.enable_watch_time_tracking ? model.watches.filter(isRecent).slice(-length) : [];
  const reelIds = new Set(watches.map((watch) => watch.reelId));
  const interesting = model.interactions.filter((sample) => interest.has(sample.action) && reelIds.has(sample.reelId));
  return {
    speeds: scrolls.map((scroll) => scroll.reelsPerSecond),
    watches: watches.map((watch) => watch.watchedSeconds),
    directions: watches.map((watch) => watch.direction),
    reelIds,
    interestingReels: new Set(interesting.map((sample) => sample.reelId)).size,
  };
}

/**
 * One vote per sample of the kind that decides the class: whether that sample alone would have led to it. If both kinds
 * decide, the two samples of a swipe share one vote.
 */
function votesFor(viewerClass: ViewerClass, { speeds, watches }: Recent, limits: Limits): boolean[] {
  const alone = (averages: Averages) => classifyViewer(averages, limits) === viewerClass;
  switch (viewerClass) {
    case 'fast_scroller':
    case 'slow_viewer':
      return speeds.map((reelsPerSecond) => alone({ reelsPerSecond, watchSeconds: null }));
    case 'binge_watcher':
    case 'casual_browser':
      return watches.map((watchSeconds) => alone({ reelsPerSecond: null, watchSeconds }));
    case 'normal_viewer':
      return Array.from({ length: Math.max(speeds.length, watches.length) }, (_, swipesAgo) =>
        alone({
          reelsPerSecond: speeds.at(-1 - swipesAgo) ?? null,
          watchSeconds: watches.at(-1 - swipesAgo) ?? null,
        }),
      );
  }
}

/**
 * The share of votes for the class. Two extra votes against it keep the confidence low while there are few samples:
 * five that agree give 5/7 = 0.71, twenty give 0.91, none gives 0. For the two classes of viewers who skip reels, each
 * reel that they showed interest in is one more vote against; for the others, watch time reflects interest already.
 */
function confidenceOf(viewerClass: ViewerClass, votes: readonly boolean[], interestingReels: number): number {
  const passesBy = viewerClass === 'fast_scroller' || viewerClass === 'casual_browser';
  const against = 2 + (passesBy ? interestingReels : 0);
  return votes.filter(Boolean).length / (votes.length + against);
}

function findDoubt(samples: number, confidence: number, limits: Limits): string | undefined {
  // A model never has more.
  const needed = Math.min(limits.min_samples_for_pattern, maxSamples);
  if (samples < needed) return `only ${samples} of ${needed} samples`;
  const threshold = limits.pattern_confidence_threshold;
  return confidence < threshold ? `confidence ${confidence.toFixed(2)} is below ${threshold}` : undefined;
}

/** A single swipe back is a second look; two of the last three swipes are a direction. */
function directionOf({ directions }: Recent): 1 | -1 {
  const back = directions.slice(-3).filter((direction) => direction === -1).length;
  return back >= 2 ? -1 : 1;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
