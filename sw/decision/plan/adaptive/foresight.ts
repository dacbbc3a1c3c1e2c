import type { DecisionState, ReelState } from './decision-state.ts';
import { segmentsOf } from './reach.ts';
import { segmentAt, survivalAt } from './survival.ts';

/** A segment of a coming reel that may be fetched ahead. */
export type SegmentAhead = {
  readonly reel: number;
  readonly segment: number;
  readonly seconds: number;
  /** By rendition. */
  readonly kilobits: readonly number[];
  /** P(the viewer gets to watch it). */
  readonly share: number;
};

/** The link, and the weights of quality, stalls and bytes. */
export type Terms = Pick<DecisionState, 'link' | 'weights'>;

/**
 * The expected value after a swipe with `ahead` of the segments ahead in hand, while a transfer keeps the link busy for
 * another `busySeconds`. `bringsNext`: that transfer delivers the next of the segments ahead.
 */
export type AfterSwipe = (ahead: number, rendition: number, busySeconds: number, bringsNext: boolean) => number;

export type Stretch = {
  readonly reel: ReelState;
  readonly positionSeconds: number;
  /** The first missing segment, and the end (exclusive) of the segments that are considered. */
  readonly from: number;
  readonly until: number;
};

/** The number of levels into which buffer lengths are discretised. */
const bufferSteps = 28;
/** The size of a step: fine enough for a segment, coarse enough that all levels cover the present buffer and more. */
const stepSeconds = { least: 0.25, perSegment: 1 / 6, perBuffer: 1.3 / bufferSteps };
const leastSurvival = 1e-9;

/**
 * The best that can still be made of a stretch of a reel: the value of the coming seconds if every decision in them is
 * right, computed backwards from the stretch's end (dynamic programming). A state is the next segment to fetch, the
 * buffer, the previous rendition and the number of segments ahead that are in hand. Two things are random: when the
 * viewer swipes, and whether a transfer is fast or slow.
 */
export class Foresight {
  readonly #values: Float64Array;
  readonly #step: number;
  readonly #count: number;
  readonly #lengthSeconds: number;
  readonly #renditions: number;
  readonly #pricePerKilobit: number;
  readonly #secondsPerKilobit: readonly [fast: number, slow: number];
  readonly #survival: Float64Array;
  /** Scratch space of `#fill`: the value of fetching, by rendition. */
  readonly #fetched: Float64Array;

  constructor(
    readonly terms: Terms,
    readonly stretch: Stretch,
    readonly ahead: readonly SegmentAhead[],
    readonly afterSwipe: AfterSwipe,
  ) {
    const { link, weights } = terms;
    const { reel, from, until, positionSeconds } = stretch;
    this.#count = segmentsOf(reel);
    this.#lengthSeconds = reel.startSeconds[this.#count] ?? 0;
    this.#renditions = weights.quality.length;
    this.#pricePerKilobit = weights.costPerMegabit / 1000;
    const usual = 1000 / link.bps;
    this.#secondsPerKilobit = [usual * Math.exp(-link.spread), usual * Math.exp(link.spread)];
    const startSeconds = reel.startSeconds[from] ?? 0;
    const segmentSeconds = ((reel.startSeconds[until] ?? 0) - startSeconds) / Math.max(1, until - from);
    this.#step = Math.max(
      stepSeconds.least,
      stepSeconds.perSegment * segmentSeconds,
      stepSeconds.perBuffer * (startSeconds - positionSeconds),
    );
    this.#survival = this.#sampleSurvival();
    this.#fetched = new Float64Array(this.#renditions);
    this.#values = new Float64Array((until - from + 1) * (ahead.length + 1) * this.#renditions * bufferSteps);
    for (let segment = until; segment >= from; segment -= 1) {
      const reachable = ((reel.startSeconds[segment] ?? 0) - positionSeconds) / this.#step;
      const highest = Math.min(bufferSteps - 1, Math.floor(reachable + 1e-9) + 1);
      for (let held = ahead.length; held >= 0; held -= 1) this.#fill(segment, held, Math.max(0, highest));
    }
  }

  get isToReelsEnd(): boolean {
    return this.stretch.until === this.#count;
  }

  /** The value of the stretch from this state on. */
  value(segment: number, held: number, rendition: number, bufferSeconds: number): number {
    const offset = this.#offset(segment, held, rendition);
    const steps = Math.min(bufferSteps - 1, Math.max(0, bufferSeconds / this.#step));
    const below = Math.min(bufferSteps - 2, Math.floor(steps));
    const low = this.#values[offset + below] ?? 0;
    return low + ((this.#values[offset + below + 1] ?? 0) - low) * (steps - below);
  }

  /** The value of fetching this reel's next segment now, or `next`, without the cost of a rendition switch. */
  fetchValue(segment: number, held: number, rendition: number, bufferSeconds: number, next?: SegmentAhead): number {
    const { reel } = this.stretch;
    const { weights, link } = this.terms;
    const startSeconds = reel.startSeconds[segment] ?? 0;
    const seconds = next?.seconds ?? (reel.startSeconds[segment + 1] ?? 0) - startSeconds;
    const kilobits = (next === undefined ? reel.kilobits[rendition]?.[segment] : next.kilobits[rendition]) ?? 0;
    const position = startSeconds - bufferSeconds;
    const survivalNow = this.#survivalAt(position);
    const isAhead = next !== undefined;
    let sum = 0;
    for (const secondsPerKilobit of this.#secondsPerKilobit) {
      const busySeconds = link.overheadSeconds + kilobits * secondsPerKilobit;
      const playedSeconds = Math.min(busySeconds, bufferSeconds);
      const isOver = position + playedSeconds >= this.#lengthSeconds - 1e-9;
      const staying = isOver ? 0 : this.#survivalAt(position + playedSeconds) / survivalNow;
      const buffer = bufferSeconds - playedSeconds;
      if (staying > 0)
        sum +=
          staying *
          ((isAhead
            ? this.value(segment, held + 1, rendition, buffer)
            : this.value(segment + 1, held, rendition, buffer + seconds)) -
            weights.stallPerSecond * (busySeconds - playedSeconds));
      // On average a swipe comes halfway through the transfer; at the reel's end it comes when playback ends.
      const leftSeconds = busySeconds - (isOver ? playedSeconds : playedSeconds / 2);
      if (staying < 1) sum += (1 - staying) * this.afterSwipe(held, rendition, leftSeconds, isAhead);
    }
    const watched = this.watchedShare(segment, bufferSeconds, next);
    return watched * (weights.quality[rendition] ?? 0) * seconds - this.#pricePerKilobit * kilobits + sum / 2;
  }

  /** The value of fetching nothing for one step; -Infinity if the buffer would run dry before the reel's end. */
  waitValue(segment: number, held: number, rendition: number, bufferSeconds: number): number {
    if (segment >= this.#count && bufferSeconds <= this.#step * 1.001)
      return this.afterSwipe(held, rendition, 0, false);
    if (bufferSeconds < this.#step * 0.999) return -Infinity;
    const position = (this.stretch.reel.startSeconds[segment] ?? 0) - bufferSeconds;
    const staying = this.#survivalAt(position + this.#step) / this.#survivalAt(position);
    const stay = staying * this.value(segment, held, rendition, bufferSeconds - this.#step);
    return staying < 1 ? stay + (1 - staying) * this.afterSwipe(held, rendition, 0, false) : stay;
  }

  /** The length of the step for which `waitValue` fetches nothing. */
  get momentSeconds(): number {
    return this.#step;
  }

  /** P(a viewer at the present position watches the segment). */
  watchedShare(segment: number, bufferSeconds: number, next?: SegmentAhead): number {
    if (next !== undefined) return next.share;
    const startSeconds = this.stretch.reel.startSeconds[segment] ?? 0;
    return this.#survivalAt(startSeconds) / this.#survivalAt(startSeconds - bufferSeconds);
  }

  switchCost(before: number, rendition: number): number {
    const { quality } = this.terms.weights;
    return Math.abs((quality[rendition] ?? 0) - (quality[before] ?? 0));
  }

  /** Fills in the values for all renditions and all buffers up to `highest` steps; longer buffers cannot occur. */
  #fill(segment: number, held: number, highest: number): void {
    const { until } = this.stretch;
    const next = this.ahead[held];
    for (let steps = 0; steps <= highest; steps += 1) {
      const buffer = steps * this.#step;
      const isOver = segment === until && (steps === 0 || !this.isToReelsEnd);
      const watched = this.watchedShare(segment, buffer);
      const fetchable = segment < until ? this.#renditions : 0;
      for (let rendition = 0; rendition < fetchable; rendition += 1)
        this.#fetched[rendition] = this.fetchValue(segment, held, rendition, buffer);
      for (let before = 0; before < this.#renditions; before += 1) {
        // Every viewer swipes in the end, so the stretch ends in the value after a swipe, also for those who stay.
        let best = isOver
          ? this.afterSwipe(held, before, 0, false)
          : Math.max(
              this.waitValue(segment, held, before, buffer),
              next === undefined ? -Infinity : this.fetchValue(segment, held, before, buffer, next),
            );
        for (let rendition = 0; rendition < fetchable; rendition += 1)
          best = Math.max(best, (this.#fetched[rendition] ?? 0) - watched * this.switchCost(before, rendition));
        this.#values[this.#offset(segment, held, before) + steps] = best;
      }
    }
    for (let before = 0; before < this.#renditions; before += 1) {
      const offset = this.#offset(segment, held, before);
      this.#values.fill(this.#values[offset + highest] ?? 0, offset + highest + 1, offset + bufferSteps);
    }
  }

  #offset(segment: number, held: number, rendition: number): number {
    return (
      (((segment - this.stretch.from) * (this.ahead.length + 1) + held) * this.#renditions + rendition) * bufferSteps
    );
  }

  #sampleSurvival(): Float64Array {
    const { reel, positionSeconds, until } = this.stretch;
    const endSeconds = reel.startSeconds[until] ?? 0;
    const samples = Math.max(2, Math.ceil((2 * (endSeconds - positionSeconds)) / this.#step) + 2);
    return Float64Array.from({ length: samples }, (_, at) => {
      const seconds = Math.min(this.#lengthSeconds, positionSeconds + (at * this.#step) / 2);
      return Math.max(leastSurvival, survivalAt(reel, segmentAt(reel, seconds), seconds));
    });
  }

  #survivalAt(seconds: number): number {
    const samples = this.#survival;
    const at = Math.max(0, (2 * (seconds - this.stretch.positionSeconds)) / this.#step);
    const below = Math.min(samples.length - 2, Math.floor(at));
    const low = samples[below] ?? 0;
    return low + ((samples[below + 1] ?? 0) - low) * Math.min(1, at - below);
  }
}
