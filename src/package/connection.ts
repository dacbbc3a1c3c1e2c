import { mediaUrl } from '../shared/feed.ts';
import type { ReelInView, View } from '../shared/messages.ts';
import { Tracker } from '../tracker/tracker.ts';
import { buildView, describeReel } from '../worker-client/view.ts';
import { viewerId } from '../worker-client/viewer-id.ts';
import { WorkerClient } from '../worker-client/worker-client.ts';
import { HostFeed } from './host-feed.ts';
import type { WorkerPlace } from './page-worker.ts';
import type { ConnectOptions, Nextreel } from './nextreel.ts';
import type { PlaybackMeasures } from './playback-measures.ts';
import { playbackOf, unknownPlayback } from './playback.ts';
import type { Services } from './services.ts';
import { Stage } from './stage.ts';
import type { Warnings } from './warnings.ts';
import { type IdOf, WatchedElements } from './watched-elements.ts';
import { WorkerLink } from './worker-link.ts';

type Shown = { readonly reel: string | number; readonly video: HTMLVideoElement | null };

/** How many of the first reels tell where media comes from, before one is shown. */
const telling = 24;

/** One page's connection to its worker: what is in the feed, what is shown, and how it plays. */
export class Connection {
  readonly #ending = new AbortController();
  #viewer = viewerId();
  readonly #pageUrl = document.baseURI;
  readonly #followed = new WeakSet<HTMLVideoElement>();
  readonly #watched: WatchedElements;
  readonly #stage: Stage;
  readonly #client: WorkerClient;
  readonly #link: WorkerLink;
  readonly #measures: Promise<PlaybackMeasures | null>;
  #tracker = this.#newTracker();
  #services: Promise<Services> | undefined;
  #isConfigured = false;
  #feed = new HostFeed(this.#pageUrl);
  #hasFeed = false;
  #shown: Shown | null = null;

  constructor(
    place: WorkerPlace,
    readonly options: Pick<ConnectOptions, 'stage' | 'config' | 'intercept'>,
    readonly warnings: Warnings,
  ) {
    const { signal } = this.#ending;
    this.#watched = new WatchedElements((reel, video) => {
      if (reel !== this.#shown?.reel || video !== this.#shown.video) this.show(reel, video);
    }, warnings);
    signal.addEventListener('abort', () => this.#watched.close());
    this.#stage = new Stage({
      element: options.stage ?? null,
      video: () => this.#shown?.video ?? null,
      onChange: () => this.#client.sendView(),
      onGiveUp: (request) => this.#client.giveUp(request),
      warnings,
      signal,
    });
    this.#client = new WorkerClient({
      worker: () => this.#link.worker,
      viewerId: () => this.#viewer,
      readView: () => this.#readView(),
      onWarning: (message, cause) => warnings.once(message, cause),
    });
    this.#link = new WorkerLink({
      place,
      origins: () => originsOf(this.#feed.reels.slice(0, telling).map(({ src }) => this.#urlOf(src))),
      warnings,
      onServed: ({ found, registration }) => {
        // A host decides itself when its own worker is replaced.
        if (!found.isEmbedded) this.#client.follow(registration);
        void this.#stage.watch();
        void this.#configure().then(() => this.#client.repeat());
      },
      signal,
    });
    this.#client.start(signal);
    this.#measures = import('./playback-measures.ts').then(
      ({ PlaybackMeasures: Measures }) => new Measures(signal),
      () => null,
    );
  }

  get ready(): Nextreel['ready'] {
    return this.#link.ready;
  }

  setFeed(feed: unknown): void {
    const fresh = new HostFeed(this.#pageUrl);
    for (const warning of fresh.add(feed)) this.warnings.once(warning);
    const wasThere = this.#index !== undefined;
    this.#feed = fresh;
    this.#hasFeed = true;
    // Another feed need not have what the viewer still looks at.
    if (wasThere && this.#index === undefined) this.#shown = null;
    this.#enter();
  }

  add(more: unknown): void {
    for (const warning of this.#feed.add(more)) this.warnings.once(warning);
    this.#hasFeed = true;
    this.#enter();
  }

  show(reel: string | number, video: HTMLVideoElement | null): void {
    this.#shown = { reel, video };
    if (!this.#hasFeed) {
      this.warnings.once(
        `show(${name(reel)}) came before the feed: call setFeed() first. The reel counts once it is there.`,
      );
    }
    if (video === null) {
      this.warnings.once(
        `show(${name(reel)}, null): Nextreel cannot see how the reel plays. Call show() when its <video> is in the document.`,
      );
    } else this.#follow(video);
    this.#enter();
  }

  watch(selector: string, idOf: IdOf): () => void {
    return this.#watched.addMatches(selector, idOf);
  }

  observe(element: Element, reel: string | number): () => void {
    return this.#watched.add(element, reel);
  }

  /** What pages seldom ask for is loaded when one does. */
  services(): Promise<Services> {
    this.#services ??= import('./services.ts').then(
      ({ Services: Loaded }) =>
        new Loaded({
          link: this.#link,
          warnings: this.warnings,
          reelOf: (reel) => this.#describe(reel),
          titleOf: (reel) => this.#feed.find(reel)?.title ?? '',
          mayKeepKeys: (reel) => this.#feed.find(reel)?.mayKeepKeys === true,
          shown: () => {
            const reel = this.#shown === null ? undefined : this.#feed.find(this.#shown.reel);
            return reel === undefined ? null : { reelId: reel.id, video: this.#shown?.video ?? null };
          },
          coming: () => {
            const next = (this.#index ?? -1) + 1;
            return this.#feed.reels.slice(next, next + 10).map(({ id, title }) => ({ id, title: title || id }));
          },
          throughputBps: () => this.#stage.throughputBps,
          onSignedOut: () => this.#startAnew(),
          end: () => this.end(),
          signal: this.#ending.signal,
        }),
      (cause: unknown) => {
        this.#services = undefined;
        throw cause;
      },
    );
    return this.#services;
  }

  /** Stops all that this page does. The worker stays, for the next one. */
  end(): void {
    this.#ending.abort();
  }

  /** Another viewer is here: what was shown to the one before is not theirs. */
  #startAnew(): void {
    this.#viewer = viewerId();
    this.#tracker = this.#newTracker();
    this.#feed = new HostFeed(this.#pageUrl);
    this.#hasFeed = false;
    this.#shown = null;
  }

  #newTracker(): Tracker {
    return new Tracker((told) => this.#client.sendSignal(told));
  }

  /** The worker is to be as the host says here, before it hears what is shown: it would fetch in another way. */
  async #configure(): Promise<void> {
    const { config, intercept } = this.options;
    try {
      if (config !== undefined || intercept !== undefined) await (await this.services()).declare(config, intercept);
    } catch (cause) {
      this.warnings.once(
        `The configuration is not in force: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    }
    this.#isConfigured = true;
  }

  /** The viewer is at the reel that is shown, as soon as the feed has it. */
  #enter(): void {
    const index = this.#index;
    const reel = index === undefined ? undefined : this.#feed.reels[index];
    if (index !== undefined && reel !== undefined) {
      this.#tracker.enter({ reelId: reel.id, index, durationSeconds: reel.durationSeconds }, Date.now());
      this.#measure(reel.id, this.#shown?.video ?? null);
    } else if (this.#shown !== null && this.#hasFeed) {
      this.warnings.once(
        `show(${name(this.#shown.reel)}): the feed has no such reel. Name it to setFeed() or add() before it is shown.`,
      );
    }
    this.#client.sendView();
  }

  #measure(reelId: string, video: HTMLVideoElement | null): void {
    const atMs = performance.now();
    if (video !== null) void this.#measures.then((measures) => measures?.show(reelId, video, atMs));
  }

  get #index(): number | undefined {
    return this.#shown === null ? undefined : this.#feed.indexOf(this.#shown.reel);
  }

  /** A page may show many reels in one element. */
  #follow(video: HTMLVideoElement): void {
    this.#stage.enter(video);
    if (this.#followed.has(video)) return;
    this.#followed.add(video);
    const progress = () => {
      if (this.#shown?.video === video) this.#tracker.progress(video.currentTime, video.duration);
    };
    video.addEventListener('timeupdate', progress, { signal: this.#ending.signal });
  }

  #readView(): View | null {
    // Nothing tells of a video that is put into a shadow tree.
    if (this.#shown?.video === null) this.#watched.lookAgain();
    const index = this.#index;
    if (index === undefined || this.#shown === null || !this.#stage.isWatched || !this.#isConfigured) return null;
    const { video } = this.#shown;
    const view = buildView({
      viewerId: this.#viewer,
      atMs: Date.now(),
      visible: document.visibilityState === 'visible',
      reels: this.#feed.reels,
      feedOffset: this.#feed.offset,
      activeIndex: index,
      origins: this.#feed.origins,
      pageUrl: this.#pageUrl,
      nextPageUrl: this.#feed.next,
      playsFiles: true,
      playback: video === null ? unknownPlayback : { ...playbackOf(video), ...this.#stage.told(video) },
      throughputBps: this.#stage.throughputBps,
      device: this.#stage.device,
    });
    // A worker that may not fetch them must not hear of them: it would take them away from a page that may.
    return this.#link.mayFetchFrom(originsOf(view.reels.map(({ url }) => url))) ? view : null;
  }

  #describe(reel: string | number): ReelInView | undefined {
    const found = this.#feed.find(reel);
    return found && describeReel(found, (path) => this.#urlOf(path), true);
  }

  #urlOf(path: string): string {
    return mediaUrl(path, this.#feed.origins[0], this.#pageUrl);
  }
}

function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

function name(reel: string | number): string {
  return JSON.stringify(reel);
}
