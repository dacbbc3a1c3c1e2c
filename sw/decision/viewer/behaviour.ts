import * as v from 'valibot';
import type { Config } from '../../../src/shared/config.ts';
import { type Signal, signalSchema, type SwipeSignal } from '../../../src/shared/signals.ts';
import { type BehaviourModel, type InteractionSample, maxSamples, withoutFuture } from './behaviour-model.ts';

export type BehaviourRules = {
  readonly analyzer: Config['analyzer'];
  readonly isKnownReel: (reelId: string) => boolean;
};

export type BehaviourUpdate =
  | { readonly model: BehaviourModel; readonly refused?: undefined }
  | { readonly refused: string; readonly model?: undefined };

/** Tolerated clock skew: page and worker read the same clock, but at different moments and with different rounding. */
const clockToleranceMs = 1000;
const maxWatchSeconds = 86_400;
const maxReelsPerSecond = 100;

/** Adds one signal to the model. An impossible signal is refused with a reason and changes nothing. */
export function updateBehaviour(
  known: BehaviourModel,
  signal: Signal,
  nowMs: number,
  rules: BehaviourRules,
): BehaviourUpdate {
  const model = known.lastSignalAtMs > nowMs + clockToleranceMs ? withoutFuture(known, nowMs) : known;
  const refused = findImpossible(model, signal, nowMs, rules);
  if (refused !== undefined) return { refused };
  const windowMs = rules.analyzer.analysis_window * 60_000;
  const windowStartMs = nowMs - windowMs;
  const atMs = Math.max(signal.atMs, model.lastSignalAtMs);
  const isNewSession = atMs - model.lastSignalAtMs > windowMs;
  const added = addSample(model, { ...signal, atMs }, rules.analyzer);
  return {
    model: {
      ...added,
      lastSignalAtMs: atMs,
      session: isNewSession ? { number: model.session.number + 1, startedAtMs: atMs } : model.session,
      watches: keepRecent(added.watches, windowStartMs),
      scrolls: keepRecent(added.scrolls, windowStartMs),
      interactions: keepRecent(added.interactions, windowStartMs),
    },
  };
}

function addSample(model: BehaviourModel, signal: Signal, analyzer: Config['analyzer']): BehaviourModel {
  switch (signal.kind) {
    case 'scroll': {
      const { atMs, reelsPerSecond } = signal;
      return analyzer.enable_scroll_tracking
        ? { ...model, scrolls: [...model.scrolls, { atMs, reelsPerSecond }] }
        : model;
    }
    case 'interaction': {
      const { atMs, reelId, action } = signal;
      return { ...model, interactions: [...model.interactions, { atMs, reelId, action }] };
    }
    case 'swipe': {
      const { atMs, fromReelId, toReelId, watchedSeconds, durationSeconds, direction } = signal;
      const watch = { atMs, reelId: fromReelId, watchedSeconds, durationSeconds, direction };
      return {
        ...model,
        currentReelId: toReelId,
        watches: analyzer.enable_watch_time_tracking ? [...model.watches, watch] : model.watches,
        interactions: [...model.interactions, ...interactionsOf(signal, model)],
      };
    }
  }
}

/** Swiping back to a reel, and watching one for longer than it lasts, show as much interest as a tap does. */
function interactionsOf(swipe: SwipeSignal, model: BehaviourModel): InteractionSample[] {
  const { atMs, fromReelId, toReelId, watchedSeconds, durationSeconds, direction } = swipe;
  const found: InteractionSample[] = [];
  // A program that uses the API may report the same reel repeatedly.
  const isBack = direction === -1 || model.watches.some((watch) => watch.reelId === toReelId);
  if (isBack && fromReelId !== toReelId) found.push({ atMs, reelId: toReelId, action: 'revisit' });
  const isLoop = durationSeconds > 0 && watchedSeconds >= 1.5 * durationSeconds;
  if (isLoop) found.push({ atMs, reelId: fromReelId, action: 'loop' });
  return found;
}

function keepRecent<T extends { readonly atMs: number }>(samples: readonly T[], startMs: number): readonly T[] {
  const isBounded = samples.length <= maxSamples && (samples[0]?.atMs ?? startMs) >= startMs;
  return isBounded ? samples : samples.filter((sample) => sample.atMs >= startMs).slice(-maxSamples);
}

function findImpossible(
  model: BehaviourModel,
  signal: Signal,
  nowMs: number,
  rules: BehaviourRules,
): string | undefined {
  const parsed = v.safeParse(signalSchema, signal);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return `signal key "${v.getDotPath(issue) ?? 'kind'}" is ${issue.received}; allowed: ${issue.expected ?? 'another value'}`;
  }
  if (signal.atMs > nowMs + clockToleranceMs) return `the signal is ${signal.atMs - nowMs} ms ahead of the clock`;
  const backMs = model.lastSignalAtMs - signal.atMs;
  if (backMs > clockToleranceMs) return `the clock went back by ${backMs} ms since the last signal`;
  const reelId = reelIdOf(signal);
  if (reelId !== undefined && !rules.isKnownReel(reelId)) return `the reel "${reelId.slice(0, 80)}" is unknown`;
  if (signal.kind === 'swipe' && signal.watchedSeconds > maxWatchSeconds) {
    return `watchedSeconds is ${signal.watchedSeconds}; allowed: at most ${maxWatchSeconds}`;
  }
  if (signal.kind === 'scroll' && signal.reelsPerSecond > maxReelsPerSecond) {
    return `reelsPerSecond is ${signal.reelsPerSecond}; allowed: at most ${maxReelsPerSecond}`;
  }
  return undefined;
}

/** The reel that must be known. A swipe's target need not be: no view may have shown its feed yet. */
function reelIdOf(signal: Signal): string | undefined {
  if (signal.kind === 'scroll') return undefined;
  return signal.kind === 'swipe' ? signal.fromReelId : signal.reelId;
}
