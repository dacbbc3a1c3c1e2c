/** The public types of the page's part. Plain, so that a team's editor shows them as they stand here. */

export type FeedEntry = {
  /** Unique in the feed. A number is as good as a text. */
  readonly id: string | number;
  /** Address of the HLS manifest or of the MP4 file: absolute, below the feed's first origin, or relative to the page. */
  readonly src: string;
  readonly poster?: string | null | undefined;
  /** Seconds, or ISO 8601 such as `PT1M5S`. */
  readonly duration?: number | string | null | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  /** What the reel is about: how long a viewer watches is learned by tag. */
  readonly tags?: readonly string[] | undefined;
};

export type FeedPage = {
  readonly reels: readonly FeedEntry[];
  /** Base addresses with the same media below each: what one cannot deliver comes from the next. */
  readonly origins?: readonly { readonly id: string; readonly url: string }[] | undefined;
  /** Where the feed goes on; it is fetched before the viewer gets there. */
  readonly next?: string | null | undefined;
  readonly total?: number | null | undefined;
};

export type Feed = readonly FeedEntry[] | FeedPage;

export type OffReason =
  /** The browser has no service workers, or forbids them here (private window, sandboxed frame, server). */
  | 'unsupported'
  /** Service workers need https, or localhost. */
  | 'insecure'
  /** The page lies outside the folder that the worker serves. */
  | 'out-of-scope'
  /** The worker at this address, or the one that serves this page already, is not Nextreel's. */
  | 'foreign-worker'
  /** A Content Security Policy forbids the worker, or what the worker has to fetch. */
  | 'csp'
  /** There is no file at the worker's address, or it cannot be installed. */
  | 'missing'
  /** The file is not served as JavaScript. */
  | 'wrong-type'
  /** The worker is there and serves pages that are opened from now on; this one was opened before. */
  | 'next-visit';

export type Standing =
  | { readonly state: 'on' }
  | {
      readonly state: 'off';
      readonly reason: OffReason;
      /** What to do about it, in a sentence. */
      readonly help: string;
    };

export type ConnectOptions = {
  /** Address of the worker's script; `/nextreel-sw.js` unless said otherwise. */
  readonly worker?: string | URL | undefined;
  /** The folder that the worker serves: that of its script unless said otherwise. */
  readonly scope?: string | URL | undefined;
  /** The element in which reels are shown; the window unless said otherwise. */
  readonly stage?: Element | null | undefined;
  /** Hears of what is set up wrong; the console does unless said otherwise. Each thing is said once. */
  readonly onWarning?: ((message: string, cause?: unknown) => void) | undefined;
};

export type Nextreel = {
  /** How it stands with the worker, as soon as that is known. Never rejects; playback never waits for it. */
  readonly ready: Promise<Standing>;

  /** The feed as far as it is known. It replaces what was there before. */
  setFeed(feed: Feed): void;
  /** More of the feed, behind what is there. */
  add(more: Feed): void;
  /**
   * The reel that plays from now on, and the element it plays in. A text is an id. A number is an id where the feed's ids
   * are numbers and one of them is this one; otherwise it is a place in the feed, counted from 0.
   */
  show(reel: string | number, video: HTMLVideoElement | null): void;
  /**
   * Shows by itself what the viewer sees: of the elements that match, the one that fills most of the window. `idOf` tells
   * which reel an element holds; an element is a video, or has one in it. Returns what ends it.
   */
  watch(selector: string, idOf: (element: HTMLElement) => string | number | null | undefined): () => void;

  /** This part of the page is done with it. The last one to say so ends the connection; the worker stays. */
  disconnect(): void;
  /** Leaves without a trace: worker, caches, database and notes are gone from this browser when it resolves. */
  remove(): Promise<void>;
};
