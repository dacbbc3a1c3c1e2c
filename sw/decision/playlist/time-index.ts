import type { Playlist } from './parse-playlist.ts';

const indexes = new WeakMap<Playlist, TimeIndex>();

/** Built when it is first asked for. */
export function timeIndexOf(playlist: Playlist): TimeIndex {
  const index = indexes.get(playlist) ?? new TimeIndex(playlist);
  indexes.set(playlist, index);
  return index;
}

/** A playlist that has grown at its end goes on with the index that it had, which is extended by what is new. */
export function inheritTimeIndex(grown: Playlist, before: Playlist): void {
  const index = indexes.get(before);
  if (index === undefined || grown.mediaSequence !== before.mediaSequence || !index.extend(grown)) return;
  indexes.delete(before);
  indexes.set(grown, index);
}

/** At most so many buckets for each segment, however uneven the durations are. */
const maxBucketsPerSegment = 4;
const minBucketSeconds = 0.001;

/**
 * Start times of a playlist's segments by time. Time is cut into buckets about one segment long, each of which knows
 * the first segment that reaches into it; a look-up goes on from there. A live playlist extends the index by what is
 * new at its end; what it has dropped at its beginning stays known, so start times do not shift.
 */
export class TimeIndex {
  readonly #firstSequence: number;
  /** Ascending: segment i lasts from #bounds[i] to #bounds[i + 1]. */
  readonly #bounds: number[] = [0];
  #bucketSeconds = 1;
  #segmentsWhenCut = 0;
  #firstOfBucket: number[] = [];

  constructor(playlist: Playlist) {
    this.#firstSequence = playlist.mediaSequence;
    this.extend(playlist);
  }

  get totalSeconds(): number {
    return this.#bounds.at(-1) ?? 0;
  }

  get segmentCount(): number {
    return this.#bounds.length - 1;
  }

  /**
   * Takes in the segments that are not known yet. False, and nothing done, when the playlist has moved on so far that
   * segments between are missing, or has begun anew: then only a new index can be right.
   */
  extend(playlist: Playlist): boolean {
    const known = this.#firstSequence + this.segmentCount - playlist.mediaSequence;
    if (known < 0 || known > playlist.segments.length) return false;
    for (let index = known; index < playlist.segments.length; index++) {
      this.#bounds.push(this.totalSeconds + (playlist.segments[index]?.durationSeconds ?? 0));
    }
    if (this.#needsNewCut()) {
      this.#cutBuckets();
      this.#fillBuckets(0);
    } else {
      this.#fillBuckets(known);
    }
    return true;
  }

  /** The number of the segment that is on at a time, or undefined before the beginning and from the end on. */
  segmentAt(seconds: number): number | undefined {
    if (!(seconds >= 0 && seconds < this.totalSeconds)) return undefined;
    const bucket = this.#bucketOf(seconds);
    let low = this.#firstOfBucket[bucket] ?? 0;
    let high = this.#firstOfBucket[bucket + 1] ?? this.segmentCount - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle + 1] ?? Infinity) > seconds) high = middle;
      else low = middle + 1;
    }
    return this.#firstSequence + low;
  }

  /**
   * Bucket b begins with the first segment whose end lies in b or later. Both ends of a look-up go through the same
   * rounding, so it holds for any floating point numbers.
   */
  #fillBuckets(from: number): void {
    for (let index = from; index < this.segmentCount; index++) {
      const last = this.#bucketOf(this.#bounds[index + 1] ?? 0);
      while (this.#firstOfBucket.length <= last) this.#firstOfBucket.push(index);
    }
  }

  /** Buckets are cut anew when segments or time have doubled: seldom enough to cost nothing per segment. */
  #needsNewCut(): boolean {
    return (
      this.segmentCount >= 2 * this.#segmentsWhenCut ||
      this.#bucketOf(this.totalSeconds) > maxBucketsPerSegment * this.segmentCount
    );
  }

  #cutBuckets(): void {
    // Durations next to nothing would round to buckets of no length.
    this.#bucketSeconds = Math.max(minBucketSeconds, this.totalSeconds / this.segmentCount);
    this.#segmentsWhenCut = this.segmentCount;
    this.#firstOfBucket = [];
  }

  #bucketOf(seconds: number): number {
    return Math.floor(seconds / this.#bucketSeconds);
  }
}
