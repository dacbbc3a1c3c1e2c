import type { Canvas } from './canvas';

/** Draws the picture of a moment. `progress` goes from 0 to 1 over the reel. */
export type Painter = (canvas: Canvas, seconds: number, progress: number) => void;

export type Scene = {
  /** Soft scenes are drawn small and scaled up. */
  readonly width: number;
  /** Everything that stays the same from picture to picture is prepared here. */
  prepare(): Painter;
};
