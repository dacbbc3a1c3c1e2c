import type { Config } from './config.ts';
import type { NextreelEvents, SavedExport, SavedImport, SavedReel, Status } from './facts.ts';

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
  /**
   * The share of viewers who still watch at each second: up to two minutes, beginning with 1 and never rising. Without it
   * the worker learns how long this viewer watches.
   */
  readonly retention?: readonly number[] | null | undefined;
  /** What the reel is about: how long a viewer watches is learned by tag. */
  readonly tags?: readonly string[] | undefined;
  /** `keys`: it may be saved although it is encrypted. Its keys are then kept in the viewer's browser, sealed. */
  readonly offline?: { readonly keys?: boolean | undefined } | undefined;
};

export type FeedPage = {
  readonly reels: readonly FeedEntry[];
  /** Base addresses with the same media below each: what one cannot deliver comes from the next. */
  readonly origins?: readonly { readonly id: string; readonly url: string }[] | undefined;
  /** Where the feed goes on; it is fetched before the viewer gets there. */
  readonly next?: string | null | undefined;
  /** How many reels come before this page. */
  readonly offset?: number | null | undefined;
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

/** `worker`, `scope`, `intercept` and `config` are of the whole page: the first caller of `connect()` decides. */
export type ConnectOptions = {
  /** Address of the worker's script; `/nextreel-sw.js` unless said otherwise. */
  readonly worker?: string | URL | undefined;
  /** The folder that the worker serves: that of its script unless said otherwise. */
  readonly scope?: string | URL | undefined;
  /** The element in which this caller shows reels; the window unless said otherwise. */
  readonly stage?: Element | null | undefined;
  /** Media that the worker answers beside what the feed names, and kinds of media that it leaves alone. */
  readonly intercept?: Config['intercept'];
  /**
   * How the worker is to be configured. What is not named here has its default; `{}` is all of them. Without this the
   * worker keeps the configuration that it has.
   */
  readonly config?: Config | undefined;
  /** Hears of what is set up wrong; the console does unless said otherwise. Each thing is said once. */
  readonly onWarning?: ((message: string, cause?: unknown) => void) | undefined;
};

export type PrefetchOptions = {
  /** So much of the reel, from its start; 5 unless said otherwise. */
  readonly seconds?: number | undefined;
  /** Nothing more is begun once it aborts. */
  readonly signal?: AbortSignal | undefined;
};

export type Nextreel = {
  /** How it stands with the worker, as soon as that is known. Never rejects; playback never waits for it. */
  readonly ready: Promise<Standing>;

  /**
   * The feed as far as it is known. It replaces what was named here before. Each caller of `connect()` may have one of its
   * own: that counts in which a reel was shown last, until its caller disconnects. Who names none speaks of the latest.
   * A function is asked for it, and asked again when the viewer goes on after a sign-out in what is still on the page.
   */
  setFeed(feed: Feed | (() => Feed)): void;
  /** More of the feed, behind what is there. */
  add(more: Feed): void;
  /**
   * The reel that plays from now on, and its video, or an element that has it inside. A text is an id. A number is an id where the feed's ids
   * are numbers and one of them is this one; otherwise it is a place in the feed, counted from 0.
   */
  show(reel: string | number, element: Element | null | undefined): void;
  /**
   * Shows by itself what the viewer sees: of the elements that match, the one that fills most of the window. `idOf` tells
   * which reel an element holds; an element is a video, or has one in it. Returns what ends it.
   */
  watch(selector: string, idOf: (element: HTMLElement) => string | number | null | undefined): () => void;

  /** The same for one element, as frameworks hand them out. An element may be given again with another reel. */
  observe(element: Element, reel: string | number): () => void;

  /** Brings the start of any reel of the feed into the cache. How many seconds of it are here now; 0 without a worker. */
  prefetch(reel: string | number, options?: PrefetchOptions): Promise<number>;
  /**
   * Keeps these reels whole, for watching without a network: `on('saved')` tells how far it is. Called again it goes on
   * where it was given up. False where there is no worker, where the feed lacks one of them, or where there are more than
   * 1,000 of them.
   */
  save(reels: string | number | readonly (string | number)[]): Promise<boolean>;
  /** Keeps them no longer. */
  unsave(reels: string | number | readonly (string | number)[]): Promise<boolean>;
  saved(): Promise<readonly SavedReel[]>;
  /**
   * All saved reels in one file, or these, for a viewer who changes browsers or phones. There `importSaved` takes it in.
   * Rejects with what stood in the way.
   */
  exportSaved(reels?: string | number | readonly (string | number)[]): Promise<SavedExport>;
  /**
   * Takes in what `exportSaved` has made: the reels are saved here then, and play without a network. Rejects with the
   * reason when the file is refused; then nothing was changed.
   */
  importSaved(file: Blob): Promise<SavedImport>;

  /** Everything there is to know, as it is now. Costs nothing until it is called. */
  getStatus(): Promise<Status>;
  /** Hears what the worker tells from now on. Returns what ends it. */
  on<T extends keyof NextreelEvents>(topic: T, listener: (facts: NextreelEvents[T]) => void): () => void;
  /** Changes these values, for this browser and for as long as the worker keeps them. Rejects with what is wrong. */
  configure(part: Config): Promise<void>;
  /** Pictures and figures of the reel that is shown, and single files in advance. */
  getBridge(): Promise<Bridge>;
  /** Opens the dashboard over the page. Returns what closes it. */
  openDashboard(): Promise<() => void>;
  /**
   * Leaves nothing of this viewer: no byte, no saved reel, no habit, also on a page that the worker does not serve. Then
   * this page and every other tab are as before `setFeed()`. Rejects when the worker could not do it: then it is to be
   * done again.
   */
  signOut(): Promise<void>;

  /** This part of the page is done with it. The last one to say so ends the connection; the worker stays. */
  disconnect(): void;
  /** Leaves without a trace: worker, caches, database and notes are gone from this browser when it resolves. */
  remove(): Promise<void>;
};

/** Of the reel that is shown, unless said otherwise. */
export type Bridge = {
  /** The picture that the reel shows now; null while it has none. */
  currentFrame(reelId: string): Promise<ImageBitmap | null>;
  /** The same as a file. Rejects for media that the browser has loaded without CORS. */
  currentFrameFile(reelId: string, type?: string): Promise<Blob | null>;
  displayStatistics(reelId: string): DisplayStatistics | null;
  /**
   * Brings these files of any reel into the cache: names as its playlists write them, from the manifest's folder, such as
   * `540x960/003.m4s`. False where no worker can do it.
   */
  prefetchChunks(reelId: string, names: readonly string[]): boolean;
  /** Brings what is played at this time of any reel into the cache, and tells what that is and why. */
  prefetchMoment(reelId: string, timeSeconds: number): Promise<ChosenFragment | null>;
};

export type DisplayStatistics = {
  readonly presentedFrames: number;
  readonly droppedFrames: number;
  /** Of the rendition on the screen; 0 while nothing is decoded. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly positionSeconds: number;
  readonly decodeState: 'empty' | 'loading' | 'ready' | 'decoding' | 'waiting' | 'failed';
};

export type ChosenFragment = {
  readonly url: string;
  readonly range: { readonly firstByte: number; readonly lastByte: number } | null;
  /** Null for an address that has no replica. */
  readonly originId: string | null;
  readonly rendition: {
    readonly height: number | null;
    readonly bandwidthBps: number;
    readonly codecs: string | null;
  };
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** One line for people. */
  readonly reason: string;
};
