import { linkOf, noTransfers, observeTransfer } from '../../sw/decision/plan/adaptive/link-model.ts';
import { planPrefetch } from '../../sw/decision/plan/adaptive/plan-prefetch.ts';
import type { CandidateReel, PlanningFacts } from '../../sw/decision/plan/adaptive/planning-facts.ts';
import { createWatchTime, observeWatch } from '../../sw/decision/plan/adaptive/watch-time.ts';
import type { Decision, Observation, Policy } from '../simulator/world.ts';

/** The challenge's link model: every transfer costs one round trip. */
const firstByteSeconds = 0.08;
const guessBps = 1_700_000;
/** A sleep cannot be interrupted, so a swipe during a long one would go unnoticed. */
const longestSleepMs = 200;
const shortestSleepMs = 10;
const setting = { hour: 12, region: '' };

/** A video of the challenge, with the rendition that was requested for each chunk. */
type Shown = Omit<CandidateReel, 'heldRenditions'> & { readonly levels: number[] };

/** Adapts the challenge's contract (CHALLENGE.md beside the recorded traces) to the worker's planner. */
export class ChallengeAdapter implements Policy {
  #session = { chunkSeconds: 1, bps: [] as readonly number[] };
  #shown = new Map<number, Shown>();
  #watchTime = createWatchTime(0);
  #transfers = noTransfers;
  #before: Observation | undefined;
  #lastLevel: number | undefined;

  reset({ chunkMs, kbps }: Parameters<Policy['reset']>[0]): void {
    this.#session = { chunkSeconds: chunkMs / 1000, bps: kbps.map((rate) => rate * 1000) };
    this.#shown = new Map();
    this.#watchTime = createWatchTime(0);
    this.#transfers = noTransfers;
    this.#before = undefined;
    this.#lastLevel = undefined;
  }

  video({ id, sizes, retention }: Parameters<Policy['video']>[0]): void {
    const { chunkSeconds, bps } = this.#session;
    const chunks = sizes[0]?.length ?? 0;
    this.#shown.set(id, {
      reelId: String(id),
      durationSeconds: chunks * chunkSeconds,
      tags: [],
      retention: retention.length === 0 ? null : retention.slice(0, chunks + 1),
      renditionBps: bps,
      segmentSeconds: Array.from({ length: chunks }, () => chunkSeconds),
      segmentBytes: sizes,
      levels: [],
    });
  }

  decide(o: Observation): Decision {
    this.observe(o);
    const facts = this.facts(o);
    if (facts === undefined) return [o.play, 0, longestSleepMs];
    const { items, rest } = planPrefetch(facts, { items: 1 });
    const [item] = items;
    if (item === undefined) {
      const sleepMs = Math.min(longestSleepMs, Math.round(rest.untilMs - facts.nowMs));
      return [o.play, 0, Math.max(shortestSleepMs, sleepMs)];
    }
    const id = Number(item.reelId);
    this.#shown.get(id)?.levels.push(item.rendition);
    return [id, item.rendition, 0];
  }

  observe(o: Observation): void {
    const { bytes, delay } = o;
    if (bytes > 0)
      this.#transfers = observeTransfer(this.#transfers, { bytes, seconds: delay / 1000, firstByteSeconds }, guessBps);
    this.#learnSwipes(o);
    this.#before = o;
  }

  facts(o: Observation): PlanningFacts | undefined {
    const reels = o.q.flatMap(([id, chunks]) => {
      const shown = this.#shown.get(id);
      if (shown === undefined) return [];
      const { levels, ...reel } = shown;
      return [
        {
          ...reel,
          heldRenditions: reel.segmentSeconds.map((_, chunk) => (chunk < chunks ? (levels[chunk] ?? 0) : null)),
        },
      ];
    });
    const [playing, ...coming] = reels;
    if (playing === undefined) return undefined;
    return {
      playing: { ...playing, positionSeconds: (o.q[0]?.[2] ?? 0) / 1000 },
      coming,
      link: linkOf(this.#transfers, guessBps),
      lastBps: this.#lastLevel === undefined ? null : (this.#session.bps[this.#lastLevel] ?? null),
      saveDataFactor: 1,
      // In the challenge no viewer leaves before the last video.
      goingOnShare: 1,
      watchTime: this.#watchTime,
      setting,
      nowMs: o.now,
    };
  }

  /**
   * Learns from swipes: the elapsed time was spent on the previous video, then on those in between, then on the current
   * one.
   */
  #learnSwipes(o: Observation): void {
    const before = this.#before;
    if (before === undefined || o.play <= before.play) return;
    let watchedMs = (before.q[0]?.[2] ?? 0) + o.delay - o.rebuf - (o.q[0]?.[2] ?? 0);
    for (let id = before.play; id < o.play; id += 1) {
      const shown = this.#shown.get(id);
      // With several swipes in one step only the total is known: the earlier videos take as much of it as fits.
      const watchedSeconds = Math.max(0, Math.min(watchedMs / 1000, shown?.durationSeconds ?? 0));
      watchedMs -= watchedSeconds * 1000;
      if (shown === undefined) continue;
      const prior = { ...shown, retention: shown.retention ?? undefined };
      this.#watchTime = observeWatch(this.#watchTime, { ...setting, watchedSeconds }, prior, o.now);
      this.#lastLevel = shown.levels.at(-1) ?? this.#lastLevel;
      this.#shown.delete(id);
    }
  }
}

export function createPolicy(): Policy {
  const adapter = new ChallengeAdapter();
  return {
    reset: (session) => adapter.reset(session),
    video: (video) => adapter.video(video),
    decide: (o) => adapter.decide(o),
  };
}
