import { DeviceMonitor } from '../device/device-monitor.ts';
import { log } from '../log.ts';
import { type FeedPage, readFeedPage } from '../shared/feed.ts';
import { Tracker } from '../tracker/tracker.ts';
import { buildView } from '../worker-client/view.ts';
import { viewerId } from '../worker-client/viewer-id.ts';
import { WorkerClient } from '../worker-client/worker-client.ts';

export type DropInOptions = {
  /** Where the page serves the worker; its folder is the scope. */
  readonly workerUrl?: string;
  /** The element in which reels are shown. */
  readonly stage: HTMLElement;
  readonly onWarning?: (message: string, cause?: unknown) => void;
};

export type DropIn = {
  /** The reels as far as they are known, in the form of a feed page. May be called again with more. */
  setFeed(feed: unknown): void;
  /** The reel with this place in the feed plays now, in this element. */
  show(index: number, video: HTMLVideoElement): void;
};

const warn = (message: string, cause?: unknown) => log('warn', message, cause);

/** Gives a page with players of its own what Nextreel's page has: a worker that knows what the viewer does. */
export function connect({ workerUrl = '/sw.js', stage, onWarning = warn }: DropInOptions): DropIn {
  const viewer = viewerId();
  let feed: Pick<FeedPage, 'reels' | 'origins' | 'next'> = { reels: [], origins: [], next: null };
  let current: { readonly index: number; readonly video: HTMLVideoElement } | undefined;

  const monitor = new DeviceMonitor({
    stage,
    readFrames: () => {
      const quality = current?.video.getVideoPlaybackQuality();
      return { total: quality?.totalVideoFrames ?? 0, dropped: quality?.droppedVideoFrames ?? 0 };
    },
    onReport: () => client.sendView(),
    onOtherNetwork: () => client.sendView(),
  });
  const client = new WorkerClient({
    scriptUrl: workerUrl,
    viewerId: viewer,
    readView: () =>
      current === undefined || feed.reels[current.index] === undefined
        ? null
        : buildView({
            viewerId: viewer,
            atMs: Date.now(),
            visible: document.visibilityState === 'visible',
            reels: feed.reels,
            activeIndex: current.index,
            origins: feed.origins,
            pageUrl: location.href,
            nextPageUrl: feed.next,
            playback: playbackOf(current.video),
            throughputBps: monitor.connection.usualBps,
            device: monitor.device,
          }),
    onWarning,
  });
  const tracker = new Tracker((signal) => client.sendSignal(signal));

  /** A page may show many reels in one element. */
  const followed = new WeakSet<HTMLVideoElement>();
  const follow = (video: HTMLVideoElement) => {
    if (followed.has(video)) return;
    followed.add(video);
    video.addEventListener('timeupdate', () => {
      if (current?.video === video) tracker.progress(video.currentTime, video.duration);
    });
  };

  monitor.start();
  client.start();
  client.register();
  return {
    setFeed(json) {
      const { reels, origins, next, warnings } = readFeedPage(json, location.href);
      for (const warning of warnings) onWarning(warning);
      feed = { reels, origins, next };
      client.sendView();
    },
    show(index, video) {
      const reel = feed.reels[index];
      if (reel === undefined) throw new RangeError(`show(${index}): the feed has ${feed.reels.length} reels`);
      current = { index, video };
      follow(video);
      tracker.enter({ reelId: reel.id, index, durationSeconds: reel.durationSeconds }, Date.now());
      client.sendView();
    },
  };
}

/** What a video element tells of its own buffer. */
function playbackOf({ buffered, currentTime, duration, paused }: HTMLVideoElement) {
  const ranges = Array.from({ length: buffered.length }, (_, index) => [buffered.start(index), buffered.end(index)]);
  const end = ranges.find(([start = 0, stop = 0]) => start <= currentTime && currentTime <= stop)?.[1] ?? currentTime;
  return {
    positionSeconds: currentTime,
    bufferAheadSeconds: end - currentTime,
    bufferedToEnd: duration > 0 && end >= duration - 0.1,
    paused,
  };
}
