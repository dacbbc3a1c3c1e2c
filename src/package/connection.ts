import { isMediaFile } from '../shared/media-file.ts';
import type { View } from '../shared/messages.ts';
import { isRemovedMessage } from '../shared/removed.ts';
import type { Signal } from '../shared/signals.ts';
import { isSignedOutMessage } from '../shared/signed-out.ts';
import { buildView } from '../worker-client/view.ts';
import { isNoLonger, viewerId } from '../worker-client/viewer-id.ts';
import { WorkerClient } from '../worker-client/worker-client.ts';
import { workers } from '../worker-client/workers.ts';
import { type Caller, Callers } from './callers.ts';
import type { ConnectOptions, Interaction } from './nextreel.ts';
import { describeOff } from './obstacle.ts';
import type { WorkerPlace } from './page-worker.ts';
import { playbackOf, unknownPlayback } from './playback.ts';
import { Stage } from './stage.ts';
import type { Viewing } from './viewing.ts';
import { messageOf, type Warnings } from './warnings.ts';
import { WatchedElements } from './watched-elements.ts';
import { WorkerLink } from './worker-link.ts';

/** How many of the first reels are inspected for their media origins before one is shown. */
const reelsInspected = 24;

/** One page's connection to its worker: the feeds of its callers, the shown reel, and its playback. */
export class Connection {
  readonly callers = new Callers();
  readonly watched: WatchedElements;
  readonly link: WorkerLink;
  readonly #ending = new AbortController();
  readonly #stage: Stage;
  readonly #client: WorkerClient;
  /** Null until it has loaded. */
  #viewing: Viewing | null = null;
  /** What to tell it once it has loaded; null if that is over or has failed. */
  #forViewing: ((viewing: Viewing) => void)[] | null = [];
  #viewer = viewerId();
  /** The application of the page's configuration; null before the first attempt and after a failed one. */
  #configuring: Promise<void> | null = null;
  #isConfigured = false;
  /** A viewer has signed out, and the worker does not know yet that this page continues for the next one. */
  isBetweenViewers = false;

  constructor(
    place: WorkerPlace,
    readonly options: Pick<ConnectOptions, 'config' | 'intercept'>,
    readonly warnings: Warnings,
  ) {
    const { signal, callers } = this;
    this.watched = new WatchedElements(warnings, signal);
    this.#stage = new Stage({
      element: () => callers.stage,
      video: () => callers.place?.video ?? null,
      onChange: () => this.#client.sendView(),
      onGiveUp: (request) => this.#client.giveUp(request),
      warnings,
      isFirstVisit: workers()?.controller === null,
      signal,
    });
    this.#client = new WorkerClient({
      worker: () => this.link.worker,
      viewerId: () => this.#viewer,
      readView: () => this.#readView(),
      onAnswer: (data) => {
        if (isSignedOutMessage(data)) this.followSignOut();
        // The worker goes on controlling this page until it is closed, and may be started again for it.
        if (isRemovedMessage(data)) this.leaveWorker();
      },
    });
    this.link = new WorkerLink({
      place,
      origins: () => this.#initialOrigins,
      warnings,
      onServed: ({ found, registration }) => {
        // The site itself decides when its own worker is replaced.
        if (!found.isEmbedded) this.#client.follow(registration);
        void this.#stage.watch(this.configured().then(() => this.#client.repeat()));
      },
      signal,
    });
    this.#client.start(signal);
    // No message reaches a page in the back/forward cache.
    const onShow = ({ persisted }: PageTransitionEvent) => {
      if (persisted && isNoLonger(this.#viewer)) this.followSignOut();
    };
    addEventListener('pageshow', onShow, { signal });
    void this.#loadViewing();
  }

  /** Aborts when the connection ends. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get throughputBps(): number | null {
    return this.#stage.throughputBps;
  }

  /**
   * Applies the page's configuration, unless that has been done: it would undo what `configure()` has changed since,
   * and a new worker reads what its predecessor has stored.
   */
  configured(): Promise<void> {
    this.#configuring ??= this.#configure();
    return this.#configuring;
  }

  /** Reports that the viewer is at the shown reel, once the feed contains it. */
  enter(): void {
    const { place } = this.callers;
    if (place !== undefined) {
      const [atMs, pageMs] = [Date.now(), performance.now()];
      // Before the view, which may no longer contain the reel that the viewer left.
      this.#withViewing((viewing) => viewing.enter(place, atMs, pageMs));
    }
    this.#client.sendView();
  }

  /** Follows the playback of a video. */
  follow(video: HTMLVideoElement): void {
    this.#stage.enter(video);
    this.#withViewing((viewing) => viewing.follow(video));
  }

  /** Reports what the viewer has done with the shown reel. */
  interact(interaction: Interaction): void {
    this.#withViewing((viewing) => {
      if (!viewing.note(interaction)) this.warnings.once(`interact(): there is no "${interaction}".`);
    });
  }

  /**
   * Handles a sign-out in this or another tab, which has already removed the viewer's id from localStorage. What was
   * shown to that viewer is dropped. A page is notified of its own sign-out twice; the second time the id is unchanged.
   */
  followSignOut(): void {
    const viewer = viewerId();
    if (viewer === this.#viewer) return;
    this.#viewer = viewer;
    this.#withViewing((viewing) => viewing.forget());
    this.isBetweenViewers = true;
    this.callers.forget();
  }

  /** Called when a caller has set or extended its feed for the current viewer. */
  onFeedSet(): void {
    if (this.isBetweenViewers) this.isBetweenViewers = !this.#client.announceViewer();
    // No event fires for an element that stays in the window and whose reel is new to the feed.
    if (this.callers.shownLast === undefined) this.watched.showIfInFeed();
  }

  /** Removes a caller. Its reel no longer counts as shown, and the last caller ends the connection. */
  removeCaller(caller: Caller): void {
    this.callers.remove(caller);
    this.watched.recheckVisible();
    this.enter();
    // Delayed, so that a component that is unmounted and remounted in one go keeps its connection.
    setTimeout(() => {
      if (this.callers.count === 0) this.end();
    });
  }

  /** Ends the connection. The worker stays for the next one. */
  end(): void {
    this.#ending.abort();
  }

  /** Ends the connection, and never uses its worker again: Nextreel is being removed. */
  leaveWorker(): void {
    this.end();
    this.link.release();
  }

  async #loadViewing(): Promise<void> {
    const { callers, signal } = this;
    const loaded = await import('./viewing.ts').catch(() => null);
    const waiting = this.#forViewing ?? [];
    this.#forViewing = null;
    if (loaded === null) return;
    const send = (sent: Signal) => this.#client.sendSignal(sent);
    this.#viewing = new loaded.Viewing({ place: () => callers.place, send, signal });
    for (const tell of waiting) tell(this.#viewing);
  }

  #withViewing(tell: (viewing: Viewing) => void): void {
    if (this.#viewing === null) this.#forViewing?.push(tell);
    else tell(this.#viewing);
  }

  /** Done before the worker learns which reel is shown; it would prefetch differently otherwise. */
  async #configure(): Promise<void> {
    const { config, intercept } = this.options;
    try {
      if (config === undefined && intercept === undefined) return;
      const { applyConfig } = await import('./declared-config.ts');
      await applyConfig(config, intercept);
    } catch (cause) {
      this.#configuring = null;
      this.warnings.once(`The configuration was not applied: ${messageOf(cause)}`);
    } finally {
      this.#isConfigured = true;
    }
  }

  /** The media origins known before a reel is shown. */
  get #initialOrigins(): string[] {
    const feed = this.callers.feedOf();
    return originsOf(feed?.reels.slice(0, reelsInspected).map(({ src }) => feed.urlOf(src)) ?? []);
  }

  #readView(): View | null {
    // No event fires when a video is added to a shadow tree.
    if (this.callers.place?.video === null) this.watched.recheckVisible();
    const { place } = this.callers;
    if (place === undefined || !this.#stage.isWatched || !this.#isConfigured) return null;
    const { feed, index, video, reel } = place;
    // The element plays an HLS URL natively: browsers send those requests past the worker.
    const address = video?.src || video?.currentSrc || '';
    if (reel.format === 'hls' && address.startsWith('http') && !isMediaFile(address)) {
      void describeOff((reasons) => reasons.ownHls()).then(({ help }) => this.warnings.once(help));
      return null;
    }
    const view = buildView({
      viewerId: this.#viewer,
      atMs: Date.now(),
      visible: document.visibilityState === 'visible',
      reels: feed.reels,
      placeOf: (one) => feed.placeOf(one),
      activeIndex: index,
      origins: feed.origins,
      pageUrl: feed.pageUrl,
      nextPageUrl: feed.next,
      playsFiles: true,
      playback: video === null ? unknownPlayback : { ...playbackOf(video), ...this.#stage.reportOf(video) },
      throughputBps: this.throughputBps,
      device: this.#stage.device,
    });
    // A worker that may not fetch from these origins must not learn of the reels: it would answer their requests, which
    // the page itself could make.
    return this.link.mayFetchFrom(originsOf(view.reels.map(({ url }) => url))) ? view : null;
  }
}

function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}
