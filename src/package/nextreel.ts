import type { Config } from './config.ts';
import type { NextreelEvents, SavedExport, SavedImport, SavedReel, Status } from './facts.ts';

/** The public types of the page API. They are written out in full so that editors show them as they are here. */

export type FeedEntry = {
  /** Unique in the feed; a string or a number. */
  readonly id: string | number;
  /**
   * URL of the HLS manifest or the MP4 file. A relative URL is resolved against the feed's first origin, or against the
   * page's base URL if the feed names no origins.
   */
  readonly src: string;
  readonly poster?: string | null | undefined;
  /** Seconds, or an ISO 8601 duration such as `PT1M5S`. */
  readonly duration?: number | string | null | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  /**
   * The share of viewers who are still watching at each second, for up to two minutes. It begins with 1 and never
   * rises. Without it the worker relies on what it learns about how long this viewer watches.
   */
  readonly retention?: readonly number[] | null | undefined;
  /** Topics of the reel. The worker learns for each tag how long the viewer watches. */
  readonly tags?: readonly string[] | undefined;
  /**
   * `keys: true` allows the viewer to save the reel even if it is encrypted. Its keys are then stored in the viewer's
   * browser, sealed with a key that scripts cannot read.
   */
  readonly offline?: { readonly keys?: boolean | undefined } | undefined;
};

export type FeedPage = {
  readonly reels: readonly FeedEntry[];
  /** Base URLs that all serve the same media. When one of them fails, the worker uses the next. */
  readonly origins?: readonly { readonly id: string; readonly url: string }[] | undefined;
  /** URL of the feed's next page. The worker fetches it before the viewer gets there. */
  readonly next?: string | null | undefined;
  /** Number of reels in the feed before this page. */
  readonly offset?: number | null | undefined;
  readonly total?: number | null | undefined;
};

export type Feed = readonly FeedEntry[] | FeedPage;

export type OffReason =
  /**
   * The browser has no service workers or forbids them here (private window, sandboxed frame), or the code runs on a
   * server.
   */
  | 'unsupported'
  /** Service workers require https or localhost. */
  | 'insecure'
  /** The page lies outside the scope that the worker serves, or the worker's script is on another origin. */
  | 'out-of-scope'
  /**
   * The worker at this address, or the one that already serves this page, is not Nextreel's, or answers requests before
   * the Nextreel script that it imports.
   */
  | 'foreign-worker'
  /** A Content Security Policy blocks the worker, or the media that the worker has to fetch. */
  | 'csp'
  /**
   * There is no file at the worker's address, it could not be installed, the site has not registered its own worker, or
   * `connect()` itself failed.
   */
  | 'missing'
  /** The file is not served as JavaScript. */
  | 'wrong-type'
  /** The worker is installed but serves only pages that are opened from now on. */
  | 'next-visit';

export type Standing =
  | { readonly state: 'on' }
  | {
      readonly state: 'off';
      readonly reason: OffReason;
      /** What to do about it, in plain words. */
      readonly help: string;
    };

/**
 * `scope`, `intercept` and `config` apply to the whole page: the first `connect()` for a worker decides, and later
 * calls share its connection.
 */
export type ConnectOptions = {
  /** URL of the worker's script. Default: `/nextreel-sw.js`. */
  readonly worker?: string | URL | undefined;
  /** URL of the folder whose pages the worker serves. Default: the folder of its script. */
  readonly scope?: string | URL | undefined;
  /** The element in which this caller shows reels. Renditions are chosen for its size. Default: the window. */
  readonly stage?: Element | null | undefined;
  /** Which media the worker answers in addition to the feed's, and which kinds of media it answers at all. */
  readonly intercept?: Config['intercept'];
  /**
   * The worker's configuration. Every key left out is set to its default, so `{}` resets them all. Without this option
   * the worker keeps the configuration that it has.
   */
  readonly config?: Config | undefined;
  /** Called once for each thing that is set up wrong. By default these warnings go to the console. */
  readonly onWarning?: ((message: string, cause?: unknown) => void) | undefined;
};

/** What a site's own controls let the viewer do with a reel. */
export type Interaction = 'like' | 'share' | 'save' | 'mute';

export type PrefetchOptions = {
  /** How many seconds to fetch, from the start of the reel. Default: 5. */
  readonly seconds?: number | undefined;
  /** Once it aborts, no further segment is requested. */
  readonly signal?: AbortSignal | undefined;
};

export type Nextreel = {
  /** Resolves once it is known whether the worker serves this page. Never rejects; playback never waits for it. */
  readonly ready: Promise<Standing>;

  /**
   * Sets the feed, as far as it is known, and replaces the one that this caller set before. Each caller of `connect()`
   * may set its own feed. The worker prefetches for the feed in which a reel was shown last, until its caller
   * disconnects. A caller that sets no feed uses another caller's. A function is called for the feed at once, and again
   * when the viewer continues on this page after a sign-out.
   */
  setFeed(feed: Feed | (() => Feed)): void;
  /** Appends a further part of the feed. */
  add(more: Feed): void;
  /**
   * Reports which reel plays from now on, and in which element: a `<video>`, or an element that contains one. A string
   * is the reel's id. A number is an id if the feed has that number as an id; otherwise it is an index into the feed,
   * counted from 0.
   */
  show(reel: string | number, element: Element | null | undefined): void;
  /**
   * Calls `show()` automatically for the reel that the viewer sees: of all elements that match the selector, now or
   * later, the one that fills most of the window. `idOf` returns the reel that an element holds; each element is a
   * `<video>` or contains one. Returns a function that stops watching.
   */
  watch(selector: string, idOf: (element: HTMLElement) => string | number | null | undefined): () => void;

  /**
   * Watches a single element in the same way, for frameworks that hand out elements one by one. May be called again for
   * the same element with another reel. Returns a function that stops watching.
   */
  observe(element: Element, reel: string | number): () => void;

  /**
   * Reports what the viewer has just done with the shown reel, for the worker's model of the viewer. Swipes, watch time,
   * loops, pauses and seeks are noticed without it.
   */
  interact(interaction: Interaction): void;

  /**
   * Fetches the start of any reel of the feed into the cache. Resolves with the number of seconds that are now cached;
   * 0 without a worker.
   */
  prefetch(reel: string | number, options?: PrefetchOptions): Promise<number>;
  /**
   * Saves whole reels for watching without a network; `on('saved')` reports the progress. A call for a reel whose
   * saving has stopped resumes it, and one for a saved reel of which there is a newer version updates it. Resolves with
   * false if there is no worker, if the feed lacks one of the reels, or if there are more than 1,000.
   */
  save(reels: string | number | readonly (string | number)[]): Promise<boolean>;
  /** Deletes saved reels, also those still being saved. Resolves with false if there is no worker. */
  unsave(reels: string | number | readonly (string | number)[]): Promise<boolean>;
  saved(): Promise<readonly SavedReel[]>;
  /**
   * Exports all saved reels, or only those given, to one file that `importSaved` reads in another browser or on another
   * phone. Rejects with the reason if it fails.
   */
  exportSaved(reels?: string | number | readonly (string | number)[]): Promise<SavedExport>;
  /**
   * Imports a file made by `exportSaved`: its reels are then saved in this browser and play without a network. Rejects
   * with the reason if the file is refused; nothing has changed in that case.
   */
  importSaved(file: Blob): Promise<SavedImport>;

  /** Returns all current figures of the worker, the player and the viewing experience. Costs nothing until called. */
  getStatus(): Promise<Status>;
  /** Calls the listener whenever the worker reports new facts on the topic. Returns a function that unsubscribes. */
  on<T extends keyof NextreelEvents>(topic: T, listener: (facts: NextreelEvents[T]) => void): () => void;
  /**
   * Changes these configuration values. The worker keeps them in this browser, until a `connect()` with a `config` sets
   * its own. Rejects if a value is invalid, and says which.
   */
  configure(part: Config): Promise<void>;
  /** Returns the bridge: frames and figures of the shown reel, and prefetching of single files. */
  getBridge(): Promise<Bridge>;
  /** Opens the dashboard over the page. Resolves with a function that closes it. */
  openDashboard(): Promise<() => void>;
  /**
   * Erases everything about this viewer from the browser: cached media, saved reels and learned habits. It also works
   * on a page that the worker does not serve. This page and every other tab are then as they were before `setFeed()`.
   * Rejects if the worker could not do it; call it again then.
   */
  signOut(): Promise<void>;

  /**
   * Ends what this caller of `connect()` does: its feed, watches and listeners. The page's connection ends with its
   * last caller; the worker stays installed.
   */
  disconnect(): void;
  /**
   * Removes Nextreel from this browser: its worker, caches, databases and localStorage entries are gone when this
   * resolves. A worker of the site's own that imports Nextreel stays.
   */
  remove(): Promise<void>;
};

/** The first three methods work for the shown reel only, the prefetching ones for any reel of the feed. */
export type Bridge = {
  /** Returns the frame that the reel shows now; null if it shows none. */
  currentFrame(reelId: string): Promise<ImageBitmap | null>;
  /** Returns that frame as an image file. Rejects for media that the browser loaded without CORS. */
  currentFrameFile(reelId: string, type?: string): Promise<Blob | null>;
  displayStatistics(reelId: string): DisplayStatistics | null;
  /**
   * Fetches these files of a reel into the cache. Names are relative to the manifest's folder, such as
   * `540x960/003.m4s`. Returns false if there is no worker or no such reel.
   */
  prefetchChunks(reelId: string, names: readonly string[]): boolean;
  /**
   * Fetches what a reel plays at this time into the cache. Resolves with the chosen fragment and the reason for it;
   * null if nothing could be fetched.
   */
  prefetchMoment(reelId: string, timeSeconds: number): Promise<ChosenFragment | null>;
  /** The state of worker and player at the last check; before the first one both count as healthy. */
  readonly health: ConnectionHealth;
  /** Calls the listener at every change of health. Returns a function that unsubscribes. */
  onHealth(listener: (health: ConnectionHealth) => void): () => void;
};

export type ConnectionHealth = {
  /** absent: no worker serves this page; `ready` says why. lost: it did, but does not answer now. */
  readonly worker: 'connected' | 'absent' | 'lost';
  /** failed: the shown video reports an error, or stands still for seconds although it plays and has data. */
  readonly player: 'ok' | 'failed';
};

export type DisplayStatistics = {
  readonly presentedFrames: number;
  readonly droppedFrames: number;
  /** Size of the rendition on the screen; 0 while nothing is decoded. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly positionSeconds: number;
  readonly decodeState: 'empty' | 'loading' | 'ready' | 'decoding' | 'waiting' | 'failed';
};

export type ChosenFragment = {
  readonly url: string;
  readonly range: { readonly firstByte: number; readonly lastByte: number } | null;
  /** Null for a URL that is on none of the feed's origins. */
  readonly originId: string | null;
  readonly rendition: {
    readonly height: number | null;
    readonly bandwidthBps: number;
    readonly codecs: string | null;
  };
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Why it was chosen, as one readable line. */
  readonly reason: string;
};
