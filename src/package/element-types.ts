import type { ConnectOptions, Nextreel } from './nextreel.ts';

/**
 * A list of reels for a page without a framework, loaded from a feed:
 *
 *     <nextreel-feed worker="/nextreel-sw.js" feed="/feed.json"></nextreel-feed>
 *
 * or made of its own children, `<nextreel-reel reel-id="a" src="a.m3u8"></nextreel-reel>`. A reel may also have the
 * attributes `poster`, `heading`, `author`, `duration` (seconds or ISO 8601) and `tags` (separated by commas). The
 * content of a child `<template>` is added to every reel loaded from the feed; elements with `data-field="title"` or
 * `data-field="author"` in it are filled in. The element dispatches `nextreel-change` (`detail: { reelId, index }`) and
 * `nextreel-error` (`detail: { message }`).
 *
 * CSS parts: `notice` and `retry` of the feed; `video`, `text`, `title`, `author` and `sound` of a reel.
 */
export interface NextreelFeedElement extends HTMLElement {
  /** The connection, for the rest of the API; null while the element is not in a document. */
  readonly nextreel: Nextreel | null;
  /** Further options for `connect()` beside the attributes. Set them before the element is added to the document. */
  options: ConnectOptions | undefined;
  /** The reel that the viewer sees; null before the first one is seen. */
  readonly current: NextreelReelElement | null;
  /** Scrolls forward by this many reels; back if negative. */
  step(reels: number): void;
}

export interface NextreelReelElement extends HTMLElement {
  /** The value of the `reel-id` attribute. */
  readonly reelId: string;
  readonly video: HTMLVideoElement;
  /** Shared by all reels of the page: setting it mutes or unmutes every one. */
  muted: boolean;
}

/** Dispatched when the viewer reaches another reel. */
export type NextreelChangeEvent = CustomEvent<{ readonly reelId: string; readonly index: number }>;
/** Dispatched when a page of the feed does not load, or a reel does not play. */
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
