import type { FailureKind, LoadRole } from './media-backend.ts';
import type { RenditionFigures, SegmentFigures } from './segment-figures.ts';

/** What a player can tell of itself, to whoever looks. */
export type PlayerFigures = {
  readonly reelId: string;
  readonly isCurrent: boolean;
  readonly role: LoadRole;
  readonly hasFrame: boolean;
  readonly failure: FailureKind | null;
  readonly paused: boolean;
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  readonly bufferAheadSeconds: number;
  readonly bufferedToEnd: boolean;
  readonly bufferedRanges: readonly (readonly [startSeconds: number, endSeconds: number])[];
  readonly widthPx: number;
  readonly heightPx: number;
  readonly totalFrames: number;
  readonly droppedFrames: number;
  /** Null while it is not known, and when the browser plays the reel itself. */
  readonly rendition: RenditionFigures | null;
  /** The latest ones, oldest first. */
  readonly segments: readonly SegmentFigures[];
};
