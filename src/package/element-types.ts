import type { ConnectOptions, Nextreel } from './nextreel.ts';

/**
 * Reels in a page without a framework:
 *
 *     <nextreel-feed worker="/nextreel-sw.js" feed="/feed.json"></nextreel-feed>
 *
 * or with reels of its own, `<nextreel-reel reel-id="a" src="a.m3u8"></nextreel-reel>`, as its children; these may have
 * `poster`, `heading`, `author`, `duration` (seconds, or ISO 8601) and `tags` (between commas). A `<template>`
 * among them is put into every reel that the feed brings; `data-field="title"` or `"author"` is filled in there.
 * It tells of `nextreel-change` (`detail: { reelId, index }`) and `nextreel-error` (`detail: { message }`).
 *
 * Parts: of the feed `notice` and `retry`, of a reel `video`, `text`, `title`, `author`, `sound`.
 */
export interface NextreelFeedElement extends HTMLElement {
  /** The connection, for everything else that it can do; null while the element is in no document. */
  readonly nextreel: Nextreel | null;
  /** What is told to `connect` beside the attributes; to be set before the element comes into the document. */
  options: ConnectOptions | undefined;
  /** The reel that the viewer sees; null before one is seen. */
  readonly current: NextreelReelElement | null;
  /** So many reels on, or back. */
  step(reels: number): void;
}

export interface NextreelReelElement extends HTMLElement {
  /** The attribute `reel-id`. */
  readonly reelId: string;
  readonly video: HTMLVideoElement;
  /** All reels of a page are muted, or none. */
  muted: boolean;
}

/** The viewer sees another reel. */
export type NextreelChangeEvent = CustomEvent<{ readonly reelId: string; readonly index: number }>;
/** The feed has not come, or not all of it. */
export type NextreelErrorEvent = CustomEvent<{ readonly message: string }>;

declare global {
  interface GlobalEventHandlersEventMap {
    'nextreel-change': NextreelChangeEvent;
    'nextreel-error': NextreelErrorEvent;
  }
  interface HTMLElementTagNameMap {
    'nextreel-feed': NextreelFeedElement;
    'nextreel-reel': NextreelReelElement;
  }
}
