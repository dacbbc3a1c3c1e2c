import type { Canvas } from './canvas';

/** Draws the frame at a time. `progress` goes from 0 to 1 over the reel. */
export type Painter = (canvas: Canvas, seconds: number, progress: number) => void;

export type Scene = {
  /** Width to draw at in pixels. Soft scenes are drawn small and scaled up. */
  readonly width: number;
  /** Prepares everything that is the same in all frames. */
  prepare(): Painter;
};
