import { deleteNotes } from '../api-client/notes.ts';
import type { DeviceMonitor } from '../device/device-monitor.ts';
import type { Device } from '../shared/device.ts';
import { unknownDevice } from '../shared/unknown-device.ts';
import type { View } from '../shared/messages.ts';
import { deleteKeptMedia } from '../shared/traces.ts';
import { Tracker } from '../tracker/tracker.ts';
import { buildView } from '../worker-client/view.ts';
import { viewerId } from '../worker-client/viewer-id.ts';
import { WorkerClient } from '../worker-client/worker-client.ts';
import { HostFeed } from './host-feed.ts';
import type { WorkerPlace } from './install-worker.ts';
import { followMostVisible } from './most-visible.ts';
import type { Nextreel } from './nextreel.ts';
import { playbackOf, unknownPlayback } from './playback.ts';
import { videoOf } from './video-of.ts';
import type { Warnings } from './warnings.ts';
import { WorkerLink } from './worker-link.ts';

type Shown = { readonly reel: string | number; readonly video: HTMLVideoElement | null };

/** How many of the first reels tell where media comes from, before one is shown. */
const telling = 24;

/** One page's connection to its worker: what is in the feed, what is shown, and how it plays. */
export class Connection implements Omit<Nextreel, 'disconnect'> {
  readonly #ending = new AbortController();
  readonly #viewer = viewerId();
  readonly #pageUrl = document.baseURI;
  readonly #followed = new WeakSet<HTMLVideoElement>();
  readonly #stage: Element;
  readonly #tracker: Tracker;
  readonly #client: WorkerClient;
  readonly #link: WorkerLink;
  #feed = new HostFeed(this.#pageUrl);
  #hasFeed = false;
  /** Undefined until it is loaded, which is when a worker serves the page; null where it cannot be. */
  #monitor: DeviceMonitor | null | undefined;
  #shown: Shown | null = null;

  constructor(
    place: WorkerPlace,
    stage: Element | null,
    readonly warnings: Warnings,
  ) {
    const { signal } = this.#ending;
    this.#stage = stage ?? document.documentElement;
    this.#client = new WorkerClient({
      worker: () => this.#link.worker,
      viewerId: this.#viewer,
      readView: () => this.#readView(),
      onWarning: (message, cause) => warnings.once(message, cause),
    });
    this.#tracker = new Tracker((told) => this.#client.sendSignal(told));
    this.#link = new WorkerLink({
      place,
      origins: () => originsOf(this.#feed.reels.slice(0, telling).map(({ src }) => this.#urlOf(src))),
      warnings,
      onServed: ({ found, registration }) => {
        // A host decides itself when its own worker is replaced.
        if (!found.isEmbedded) this.#client.follow(registration);
        this.#watchDevice().catch((cause: unknown) => warnings.once('What the device can do is not known.', cause));
        this.#client.repeat();
      },
      signal,
    });
    this.#client.start(signal);
  }

  get ready(): Nextreel['ready'] {
    return this.#link.ready;
  }

  setFeed(feed: unknown): void {
    const fresh = new HostFeed(this.#pageUrl);
    for (const warning of fresh.add(feed)) this.warnings.once(warning);
    this.#feed = fresh;
    this.#hasFeed = true;
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

  watch(selector: string, idOf: (element: HTMLElement) => string | number | null | undefined): () => void {
    const stop = followMostVisible(selector, (element) => {
      const reel = idOf(element);
      const video = videoOf(element);
      if (reel === null || reel === undefined) {
        this.warnings.once(
          `watch("${selector}"): idOf() tells no id for an element. Return that of the reel in it.`,
          element,
        );
      } else if (reel !== this.#shown?.reel || video !== this.#shown.video) this.show(reel, video);
    });
    this.#ending.signal.addEventListener('abort', stop);
    return stop;
  }

  /** Stops all that this page does. The worker stays, for the next one. */
  end(): void {
    this.#ending.abort();
  }

  async remove(): Promise<void> {
    this.end();
    await this.#link.leave();
    await deleteKeptMedia(caches, indexedDB);
    deleteNotes();
  }

  /** The viewer is at the reel that is shown, as soon as the feed has it. */
  #enter(): void {
    const index = this.#index;
    const reel = index === undefined ? undefined : this.#feed.reels[index];
    if (index !== undefined && reel !== undefined) {
      this.#tracker.enter({ reelId: reel.id, index, durationSeconds: reel.durationSeconds }, Date.now());
    } else if (this.#shown !== null && this.#hasFeed) {
      this.warnings.once(
        `show(${name(this.#shown.reel)}): the feed has no such reel. Name it to setFeed() or add() before it is shown.`,
      );
    }
    this.#client.sendView();
  }

  get #index(): number | undefined {
    return this.#shown === null ? undefined : this.#feed.indexOf(this.#shown.reel);
  }

  /** A page may show many reels in one element. */
  #follow(video: HTMLVideoElement): void {
    if (this.#followed.has(video)) return;
    this.#followed.add(video);
    const progress = () => {
      if (this.#shown?.video === video) this.#tracker.progress(video.currentTime, video.duration);
    };
    video.addEventListener('timeupdate', progress, { signal: this.#ending.signal });
  }

  #readView(): View | null {
    const index = this.#index;
    if (index === undefined || this.#shown === null || this.#monitor === undefined) return null;
    const { video } = this.#shown;
    const view = buildView({
      viewerId: this.#viewer,
      atMs: Date.now(),
      visible: document.visibilityState === 'visible',
      reels: this.#feed.reels,
      activeIndex: index,
      origins: this.#feed.origins,
      pageUrl: this.#pageUrl,
      nextPageUrl: this.#feed.next,
      playback: video === null ? unknownPlayback : playbackOf(video),
      throughputBps: this.#monitor?.connection.usualBps ?? null,
      device: this.#device,
    });
    // A worker that may not fetch them must not hear of them: it would take them away from a page that may.
    return this.#link.mayFetchFrom(originsOf(view.reels.map(({ url }) => url))) ? view : null;
  }

  async #watchDevice(): Promise<void> {
    if (this.#monitor !== undefined) return;
    this.#monitor = null;
    const { DeviceMonitor: Monitor } = await import('../device/device-monitor.ts');
    const { signal } = this.#ending;
    if (signal.aborted) return;
    this.#monitor = new Monitor({
      stage: this.#stage,
      readFrames: () => {
        const quality = this.#shown?.video?.getVideoPlaybackQuality();
        return { total: quality?.totalVideoFrames ?? 0, dropped: quality?.droppedVideoFrames ?? 0 };
      },
      onReport: () => this.#client.sendView(),
      onOtherNetwork: () => this.#client.sendView(),
      signal,
    });
    this.#monitor.start();
    this.#client.sendView();
  }

  get #device(): Device {
    const device = this.#monitor?.device ?? unknownDevice;
    if (this.#stage.isConnected) return device;
    this.warnings.once('The stage has left the document: the size of the window counts. Pass one that stays, or none.');
    const screen = {
      widthPx: Math.round(innerWidth * devicePixelRatio),
      heightPx: Math.round(innerHeight * devicePixelRatio),
    };
    return { ...device, screen };
  }

  #urlOf(path: string): string {
    return new URL(path, this.#feed.origins[0]?.url ?? this.#pageUrl).href;
  }
}

function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

function name(reel: string | number): string {
  return JSON.stringify(reel);
}
