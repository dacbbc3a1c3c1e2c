import type { MediaSource as MediaRoute } from '../shared/media-headers.ts';

export type RenditionFigures = {
  readonly bandwidthBps: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly codecs: string;
};

/** One segment that a player has loaded. Route and origin are null when no worker has answered. */
export type SegmentFigures = {
  readonly number: number;
  readonly bytes: number;
  readonly heightPx: number;
  readonly route: MediaRoute | null;
  /** As in the worker's header, encoded with `encodeURI`. */
  readonly originId: string | null;
};
