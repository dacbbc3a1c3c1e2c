import type { FailureKind, LoadRole, MediaBackend } from './media-backend.ts';
import type { RenditionFigures, SegmentFigures } from './segment-figures.ts';
import type { VideoFigures } from './video-figures.ts';

/** Figures that the backend provides. */
type BackendFigures = {
  /** Null while unknown, and when the browser plays the reel itself. */
  readonly rendition: RenditionFigures | null;
  /** The latest ones, oldest first. */
  readonly segments: readonly SegmentFigures[];
};

/** What a player reports about itself. */
export type PlayerFigures = VideoFigures &
  BackendFigures & {
    readonly reelId: string;
    readonly isCurrent: boolean;
    readonly role: LoadRole;
    readonly hasFrame: boolean;
    readonly failure: FailureKind | null;
  };

export function backendFigures(backend: MediaBackend | null): BackendFigures {
  return { rendition: backend?.rendition ?? null, segments: [...(backend?.segments ?? [])] };
}
