import type { MediaSource as MediaRoute } from '../shared/media-headers.ts';
import type { MotionListener } from './frame-watch.ts';

/** Details of the User Timing measures. Public: tests, benchmarks and third-party scripts read them. */
export type SwipeDetail = {
  readonly reelId: string;
  /** Activation to the first frame; null when the viewer left before. The measure ends at whichever came first. */
  readonly firstFrameMs: number | null;
  /** Activation to playback advancing on the screen; null when the viewer left before. */
  readonly movingMs: number | null;
  /** `preloaded`: the first frame was ready before the swipe. `unknown`: only the host's player knows. */
  readonly source: MediaRoute | 'preloaded' | 'unknown';
  /** Where the reel's first segment came from; null when the browser loads the reel itself. */
  readonly segmentSource: MediaRoute | null;
};

export type StartupDetail = {
  readonly reelId: string;
  readonly firstFrameMs: number;
  readonly segmentSource: MediaRoute | null;
};

export type StallDetail = { readonly reelId: string; readonly positionSeconds: number };

export type MeasuredPlayer = { readonly hasFrame: boolean; readonly firstSegmentRoute: MediaRoute | null };

/** Measures one activation of a reel. `leave` ends it when the viewer leaves the reel. */
export type ActivationMeasure = MotionListener & { leave(): void };

export function measureSwipe(reelId: string, activatedAtMs: number, player: MeasuredPlayer): ActivationMeasure {
  const wasReady = player.hasFrame;
  let firstFrameAtMs: number | null = null;
  let isDone = false;
  const finish = (movingAtMs: number | null) => {
    if (isDone) return;
    isDone = true;
    const sinceMs = (atMs: number | null) => (atMs === null ? null : atMs - activatedAtMs);
    const segmentSource = player.firstSegmentRoute;
    const detail: SwipeDetail = {
      reelId,
      firstFrameMs: sinceMs(firstFrameAtMs),
      movingMs: sinceMs(movingAtMs),
      source: wasReady ? 'preloaded' : (segmentSource ?? 'network'),
      segmentSource,
    };
    performance.measure('nextreel:swipe', { start: activatedAtMs, end: firstFrameAtMs ?? performance.now(), detail });
  };
  return {
    onFirstFrame: (atMs) => {
      firstFrameAtMs ??= atMs;
    },
    onMoving: (atMs) => {
      // A reel that moves has shown a frame, even if its paint was not observed.
      firstFrameAtMs ??= atMs;
      finish(atMs);
    },
    leave: () => finish(null),
  };
}

/** Measures from the start of the navigation until the first reel moves. */
export function measureStartup(reelId: string, player: MeasuredPlayer): ActivationMeasure {
  let firstFrameAtMs: number | null = null;
  let isDone = false;
  return {
    onFirstFrame: (atMs) => {
      firstFrameAtMs ??= atMs;
    },
    onMoving: (atMs) => {
      // A reloaded reel starts to move once more.
      if (isDone) return;
      isDone = true;
      const detail: StartupDetail = {
        reelId,
        firstFrameMs: firstFrameAtMs ?? atMs,
        segmentSource: player.firstSegmentRoute,
      };
      performance.measure('nextreel:startup', { start: 0, end: atMs, detail });
    },
    leave: () => undefined,
  };
}

export function measureStall(detail: StallDetail, startAtMs: number): void {
  performance.measure('nextreel:stall', { start: startAtMs, end: performance.now(), detail });
}
