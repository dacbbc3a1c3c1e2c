import type { Playlist } from './parse-playlist.ts';

const indexes = new WeakMap<Playlist, TimeIndex>();

/** Returns the playlist's time index, which is built on first use. */
export function timeIndexOf(playlist: Playlist): TimeIndex {
  const index = indexes.get(playlist) ?? new TimeIndex(playlist);
  indexes.set(playlist, index);
  return index;
}

/** Hands the time index of a playlist on to a version that has only grown at its end, extended by the new segments. */
export function inheritTimeIndex(grown: Playlist, before: Playlist): void {
  const index = indexes.get(before);
  if (index === undefined || grown.mediaSequence !== before.mediaSequence) return;
  const hasChanged = before.segments.some(
    ({ durationSeconds }, place) => grown.segments[place]?.durationSeconds !== durationSeconds,
  );
  if (hasChanged || !index.extend(grown)) return;
  indexes.delete(before);
  indexes.set(grown, index);
}

/** The most buckets per segment, however uneven the durations are. */
const maxBucketsPerSegment = 4;
const minBucketSeconds = 0.001;

/**
 * Finds the segment of a playlist at a time. Time is divided into buckets of about one segment's length, each with the
 * first segment that reaches into it, where a look-up starts. A live playlist extends the index by its new segments;
 * segments that it has dropped at its beginning stay in the index, so start times do not shift.
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
   * Adds the segments that are not known yet. Returns false and does nothing if segments in between are missing or the
   * playlist has started over, so that a new index is needed.
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

  /** Returns the sequence number of the segment at a time, or undefined before the beginning and from the end on. */
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

  /** Whether the segments have doubled or the buckets become too many: rarely enough to cost little per segment. */
  #needsNewCut(): boolean {
    return (
      this.segmentCount >= 2 * this.#segmentsWhenCut ||
      this.#bucketOf(this.totalSeconds) > maxBucketsPerSegment * this.segmentCount
    );
  }

  #cutBuckets(): void {
    // Tiny durations would otherwise give buckets of length 0.
    this.#bucketSeconds = Math.max(minBucketSeconds, this.totalSeconds / this.segmentCount);
    this.#segmentsWhenCut = this.segmentCount;
    this.#firstOfBucket = [];
  }

  #bucketOf(seconds: number): number {
    return Math.floor(seconds / this.#bucketSeconds);
  }
}
