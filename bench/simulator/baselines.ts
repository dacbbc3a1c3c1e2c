import { type Config, defaultConfig } from '../../src/shared/config.ts';
import { linkOf, noTransfers, observeTransfer } from '../../sw/decision/plan/adaptive/link-model.ts';
import { updateBehaviour } from '../../sw/decision/viewer/behaviour.ts';
import { createBehaviour } from '../../sw/decision/viewer/behaviour-model.ts';
import type { Predictor } from '../../sw/decision/plan/strategies/prediction.ts';
import type { Access, Strategy } from '../../sw/decision/plan/strategies/strategy.ts';
import { assessBehaviour } from '../../sw/decision/viewer/viewer-class.ts';
import { rules } from './rules.ts';
import type { Decision, Observation, Policy } from './world.ts';

/** Predicts which reels to prefetch, most urgent first. */
type ReelPredictor = {
  readonly onSwipe: (o: Observation, watchedMs: number) => void;
  readonly predict: (o: Observation) => readonly number[];
};

/**
 * The playing reel is buffered up to `urgentMs` before the coming reels get their turn, and up to `targetMs` after
 * them.
 */
const urgentMs = 5000;
const targetMs = 15_000;
/** How much of each coming reel is prefetched. */
const startMs = 4000;
/** The share of the throughput estimate within which the top rendition is chosen. */
const safeShare = 0.8;
const guessBps = 1_700_000;

/**
 * Creates a baseline policy that plays as players commonly do: rendition by throughput, a long buffer, and some reels
 * ahead.
 */
function createReelPolicy(createPredictor: () => ReelPredictor): Policy {
  let predictor = createPredictor();
  let transfers = noTransfers;
  let kbps: readonly number[] = [];
  let chunkMs = 1000;
  let before: Observation | undefined;
  const lengths = new Map<number, number>();

  const pickLevel = (): number => {
    const fits = (linkOf(transfers, guessBps).bps / 1000) * safeShare;
    return Math.max(
      0,
      kbps.findLastIndex((rate) => rate <= fits),
    );
  };
  const isMissing = (entry: Observation['q'][number], untilMs: number): boolean =>
    entry[1] < (lengths.get(entry[0]) ?? 0) && entry[3] < untilMs;

  return {
    reset(session) {
      predictor = createPredictor();
      transfers = noTransfers;
      before = undefined;
      lengths.clear();
      ({ kbps, chunkMs } = session);
    },
    video({ id, sizes }) {
      lengths.set(id, sizes[0]?.length ?? 0);
    },
    decide(o): Decision {
      if (o.bytes > 0) {
        const observed = { bytes: o.bytes, seconds: o.delay / 1000, firstByteSeconds: rules.roundTripMs / 1000 };
        transfers = observeTransfer(transfers, observed, guessBps);
      }
      if (before !== undefined && o.play > before.play)
        predictor.onSwipe(o, Math.max(0, (before.q[0]?.[2] ?? 0) + o.delay - o.rebuf - (o.q[0]?.[2] ?? 0)));
      before = o;
      const [playing] = o.q;
      if (playing === undefined) return [o.play, 0, 100];
      if (isMissing(playing, urgentMs)) return [playing[0], pickLevel(), 0];
      for (const id of predictor.predict(o)) {
        const entry = o.q.find(([inQueue]) => inQueue === id);
        if (entry !== undefined && entry !== playing && isMissing(entry, startMs)) return [id, pickLevel(), 0];
      }
      if (isMissing(playing, targetMs)) return [playing[0], pickLevel(), 0];
      return [o.play, 0, chunkMs / 5];
    },
  };
}

export function createFixedCount(reels: number): Policy {
  return createReelPolicy(() => ({
    onSwipe: () => {},
    predict: (o) => o.q.slice(1, 1 + reels).map(([id]) => id),
  }));
}

const config: Config = defaultConfig;
const idOf = (reel: number): string => `reel-${reel}`;

/**
 * Creates a policy that runs a strategy of the worker on the same baseline player. Learning strategies get a history of
 * earlier sessions, in which the viewer went through this feed.
 */
export function createStrategyPolicy(makeStrategy: () => Strategy & Predictor, earlierSessions = 2): Policy {
  return createReelPolicy(() => {
    const strategy = makeStrategy();
    const history: Access[] = [];
    let behaviour = createBehaviour('viewer', 0);
    const access = (resourceId: string, atMs: number): void => {
      history.push({ resourceId, atMs });
      strategy.learn?.({ resourceId, atMs });
    };
    const feedLength = 60;
    const dayMs = 86_400_000;
    for (let session = 0; session < earlierSessions; session += 1)
      for (let reel = 0; reel < feedLength; reel += 1)
        strategy.learn?.({ resourceId: idOf(reel), atMs: session * dayMs + reel * 8000 });
    const nowAtStartMs = earlierSessions * dayMs;
    access(idOf(0), nowAtStartMs);
    return {
      onSwipe: (o, watchedMs) => {
        const nowMs = nowAtStartMs + o.now;
        const result = updateBehaviour(
          behaviour,
          {
            kind: 'swipe',
            atMs: nowMs,
            fromReelId: idOf(o.play - 1),
            toReelId: idOf(o.play),
            watchedSeconds: watchedMs / 1000,
            durationSeconds: 60,
            direction: 1,
          },
          nowMs,
          { analyzer: config.analyzer, isKnownReel: () => true },
        );
        behaviour = result.model ?? behaviour;
        access(idOf(o.play), nowMs);
      },
      predict: (o) => {
        const nowMs = nowAtStartMs + o.now;
        const requests = strategy.predict(idOf(o.play), history.slice(-100), {
          nowMs,
          upcoming: o.q.slice(1).map(([id]) => idOf(id)),
          behaviour: assessBehaviour(behaviour, nowMs, config),
        });
        return requests
          .toSorted((a, b) => a.priority - b.priority || a.predictedAccessMs - b.predictedAccessMs)
          .map(({ resourceId }) => Number(resourceId.slice('reel-'.length)));
      },
    };
  });
}
