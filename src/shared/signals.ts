import * as v from 'valibot';
import { notNegative } from './numbers.ts';

export const reelId = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));

/** What a viewer can do to a reel apart from swiping. */
export const interactionActions = [
  'like',
  'pause',
  'play',
  'seek',
  'loop',
  'revisit',
  'mute',
  'share',
  'save',
] as const;
export type InteractionAction = (typeof interactionActions)[number];

/** The viewer left a reel: how long it was watched, and which way the swipe went. */
const swipeSchema = v.object({
  kind: v.literal('swipe'),
  atMs: notNegative,
  fromReelId: reelId,
  toReelId: reelId,
  watchedSeconds: notNegative,
  durationSeconds: notNegative,
  /** +1 forward, -1 back. */
  direction: v.picklist([1, -1]),
});

/** How fast reels pass by, measured over the last moments of scrolling. */
const scrollSchema = v.object({ kind: v.literal('scroll'), atMs: notNegative, reelsPerSecond: notNegative });

const interactionSchema = v.object({
  kind: v.literal('interaction'),
  atMs: notNegative,
  reelId,
  action: v.picklist(interactionActions),
});

/** One thing the viewer did. The page sends them in order; the worker builds its behaviour model from them alone. */
export const signalSchema = v.variant('kind', [swipeSchema, scrollSchema, interactionSchema]);
export type Signal = v.InferOutput<typeof signalSchema>;
export type SwipeSignal = v.InferOutput<typeof swipeSchema>;
