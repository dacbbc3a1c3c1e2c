import { chooseNext, type ChoiceTuning, choiceTuning } from '../../sw/decision/plan/adaptive/choice.ts';
import type { ReelOutlook } from '../../sw/decision/plan/adaptive/outlook.ts';
import { linkOf, noThroughput, observeTransfer } from '../../sw/decision/plan/adaptive/throughput.ts';
import type { ReelFacts } from '../../sw/decision/plan/adaptive/watch-prior.ts';
import { createWatchTime, observeWatch, predictSurvival } from '../../sw/decision/plan/adaptive/watch-time.ts';
import type { Decision, Observation, Policy } from '../simulator/world.ts';

/** The challenge's link: every transfer costs one round trip. */
const overheadSeconds = 0.08;
const stallPerSecond = 1.85;
const costPerMegabit = 0.5;
/** Nobody can interrupt a sleep, so a swipe during a long one would go unnoticed. */
const longestSleepMs = 200;
const setting = { hour: 12, region: '' };

type Shown = {
  readonly facts: ReelFacts;
  readonly startSeconds: Float64Array;
  readonly kilobits: readonly Float64Array[];
  outlook: ReelOutlook;
  /** The rendition asked for last. */
  last: number | undefined;
};

/** The worker's decision code behind the challenge's contract (CHALLENGE.md beside the recorded traces). */
export function createPolicy(tuning: ChoiceTuning = choiceTuning): Policy {
  let chunkSeconds = 1;
  let quality: number[] = [];
  let shown = new Map<number, Shown>();
  let model = createWatchTime(0);
  let throughput = noThroughput;
  let before: Observation | undefined;

  const outlookOf = (
    facts: ReelFacts,
    startSeconds: Float64Array,
    kilobits: readonly Float64Array[],
    nowMs: number,
  ) => ({
    startSeconds,
    kilobits,
    survival: predictSurvival(model, facts, setting, startSeconds, nowMs),
  });

  /** The time that passed was spent on the video that played before, then on those in between, then on this one. */
  const learnSwipes = (o: Observation): void => {
    if (before === undefined || o.play <= before.play) return;
    let watchedMs = (before.q[0]?.[2] ?? 0) + o.delay - o.rebuf - (o.q[0]?.[2] ?? 0);
    for (let id = before.play; id < o.play; id += 1) {
      const facts = shown.get(id)?.facts;
      // With several swipes in one step only the sum is known: the first takes what fits.
      const share = Math.max(0, Math.min(watchedMs / 1000, facts?.durationSeconds ?? 0));
      watchedMs -= share * 1000;
      ({ model } = observeWatch(model, { ...setting, reelId: String(id), watchedSeconds: share }, facts, o.now));
      shown.delete(id);
    }
    for (const video of shown.values())
      video.outlook = outlookOf(video.facts, video.startSeconds, video.kilobits, o.now);
  };

  const lastRenditionBefore = (o: Observation): number | undefined => {
    const [playing, next] = o.q;
    if (playing === undefined) return undefined;
    const isWhole = playing[1] >= (shown.get(playing[0])?.kilobits[0]?.length ?? 0);
    const after = isWhole && next !== undefined ? shown.get(next[0])?.last : undefined;
    return after ?? shown.get(playing[0])?.last ?? lastAsked;
  };
  let lastAsked: number | undefined;

  return {
    reset(session) {
      chunkSeconds = session.chunkMs / 1000;
      quality = session.kbps.map((kbps) => kbps / 1000);
      shown = new Map();
      model = createWatchTime(0);
      throughput = noThroughput;
      before = undefined;
      lastAsked = undefined;
    },
    video({ id, sizes, retention }) {
      const chunks = sizes[0]?.length ?? 0;
      const startSeconds = Float64Array.from({ length: chunks + 1 }, (_, chunk) => chunk * chunkSeconds);
      const kilobits = sizes.map((level) => Float64Array.from(level, (bytes) => (bytes * 8) / 1000));
      const facts = { durationSeconds: chunks * chunkSeconds, tags: [], retention: retention.slice(0, chunks + 1) };
      const outlook = outlookOf(facts, startSeconds, kilobits, before?.now ?? 0);
      shown.set(id, { facts, startSeconds, kilobits, outlook, last: undefined });
    },
    decide(o): Decision {
      if (o.bytes > 0) throughput = observeTransfer(throughput, o.bytes, o.delay / 1000, overheadSeconds);
      learnSwipes(o);
      before = o;
      const videos = o.q.flatMap((entry) => shown.get(entry[0]) ?? []);
      const choice = chooseNext(
        {
          reels: videos.map(({ outlook }) => outlook),
          inHand: o.q.map(([, chunks]) => chunks),
          positionSeconds: (o.q[0]?.[2] ?? 0) / 1000,
          lastRendition: lastRenditionBefore(o),
          link: linkOf(throughput, overheadSeconds),
          weights: { quality, stallPerSecond, costPerMegabit },
        },
        tuning,
      );
      const wanted = choice === undefined || choice.reel < 0 ? undefined : o.q[choice.reel];
      if (choice === undefined || wanted === undefined)
        return [o.play, 0, Math.max(10, Math.min(longestSleepMs, Math.round((choice?.seconds ?? 1) * 1000)))];
      lastAsked = choice.habit.rendition;
      const video = shown.get(wanted[0]);
      if (video !== undefined) video.last = lastAsked;
      return [wanted[0], choice.habit.rendition, 0];
    },
  };
}
