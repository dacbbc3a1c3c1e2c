import type { PageFigures } from './api-client/page-figures.ts';
import { lazyBridge } from './bridge/feed-bridge.ts';
import { DashboardSwitch, dashboardRoute } from './dashboard/dashboard-switch.ts';
import { DeviceMonitor } from './device/device-monitor.ts';
import { find } from './feed/document.ts';
import { Feed, type FeedCommand } from './feed/feed.ts';
import { FeedSource, fetchJson } from './feed/feed-source.ts';
import { connectInput } from './feed/input.ts';
import type { PageCommand } from './feed/key-commands.ts';
import { Masthead } from './feed/masthead.ts';
import { PageStatus } from './feed/page-status.ts';
import { readEntrance, showReelInUrl } from './feed/reel-url.ts';
import { isExtra, LazyExtras } from './lazy-extras.ts';
import { log } from './log.ts';
import { readPageSettings } from './page-settings.ts';
import { loadHlsLibrary } from './player/hls-library.ts';
import { NetworkEstimate } from './player/network-estimate.ts';
import { browserSupport, supportNotice } from './player/support.ts';
import { type BufferSettings, defaultBuffer, readBufferSettings } from './shared/buffer-settings.ts';
import type { InteractionAction } from './shared/signals.ts';
import { isSignedOutMessage } from './shared/signed-out.ts';
import { InteractionTracker } from './tracker/interaction-tracker.ts';
import { controller } from './worker-client/controller.ts';
import { FirstVisit } from './worker-client/first-visit.ts';
import { OwnWorker } from './worker-client/own-worker.ts';
import { mayTakeOver } from './worker-client/take-over.ts';
import { buildView } from './worker-client/view.ts';
import { isNoLonger, viewerId } from './worker-client/viewer-id.ts';
import { WorkerClient } from './worker-client/worker-client.ts';

/** How often failed loads are retried. */
const retryEveryMs = 2000;
const workerScriptUrl = '/sw.js';

const warn = (message: string, cause?: unknown) => log('warn', message, cause);
const registerAfterMs = 3_000;
const pageUrl = location.href;
const { feedUrl, maxBufferSeconds, startReelId, isSavedFeed } = readPageSettings(
  document.documentElement.dataset,
  pageUrl,
);
/** The worker's buffer settings, capped by the page's own limit. */
let buffer = limitBuffer(defaultBuffer);
const scroller = find(document, '#feed', HTMLElement);
const status = new PageStatus(find(document, '#notice', HTMLElement), find(document, '#status', HTMLElement));
const masthead = new Masthead(find(document, '.masthead', HTMLElement), find(document, '#notice', HTMLElement));
const source = new FeedSource({
  url: feedUrl,
  fetchJson: async (url) => {
    if (isSavedFeed) return (await import('./offline/saved-feed.ts')).readSavedFeed();
    firstVisit.noteLoaded({ url, range: null, isIndex: true });
    return fetchJson(url);
  },
  onWarning: warn,
});
const firstVisit = new FirstVisit({
  isAllowed: () => !monitor.connection.saveData,
  mayUseLink: () =>
    feed.players.isLinkFree ||
    mayTakeOver({ visible: document.visibilityState === 'visible', ...feed.controls.playback }),
  wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
});
const viewer = viewerId();
const tracker = new InteractionTracker((signal) => workerClient.sendSignal(signal));

const monitor = new DeviceMonitor({
  stage: scroller,
  video: () => feed.players.video,
  onReport: () => workerClient.sendView(),
  measured: {
    get bps() {
      return estimate.measuredBps;
    },
    forget: () => estimate.reset(monitor.connection.usualBps, performance.now()),
  },
});
const estimate = new NetworkEstimate(monitor.connection.usualBps);

const feed = new Feed({
  scroller,
  track: find(document, '#feed-track', HTMLElement),
  template: find(document, '#reel-template', HTMLTemplateElement),
  endTemplate: find(document, '#end-template', HTMLTemplateElement),
  source,
  status,
  pageUrl,
  playback: {
    buffer: () => buffer,
    estimate,
    onLoaded: (...loaded) => firstVisit.noteLoaded(...loaded),
    onGiveUp: (request) => workerClient.giveUp(request),
    onCodecs: (codecs) => monitor.noteCodecs(codecs),
    maySpeculate: () => document.visibilityState === 'visible' && !monitor.connection.saveData && ownWorker.isSettled,
  },
  start: { feedUrl, startReelId, entrance: readEntrance(history.state), isSavedFeed },
  onEnter: (reel, index) => {
    const { id, durationSeconds } = reel;
    showCurrentReelInUrl();
    extras.loaded?.enter();
    tracker.enter({ reelId: id, index, durationSeconds }, Date.now());
    workerClient.sendView();
  },
  onProgress: (reelId, { positionSeconds, durationSeconds }) =>
    tracker.progress(reelId, positionSeconds, durationSeconds),
  onPlayback: () => extras.loaded?.notePlayback(),
  onInteraction: interact,
  onDoubleTap: (card, tap) => void extras.load().then((loaded) => loaded?.showHeart(card, tap)),
  onMoving: () => {
    workerClient.sendView();
    ownWorker.register(workerScriptUrl);
    if (hasMoved) return;
    hasMoved = true;
    void extras.load();
    getBridge().catch((cause: unknown) => warn('The bridge did not load.', cause));
  },
  onNothingPlays: () => void extras.load(),
  onWarning: warn,
});

const workerClient = new WorkerClient({
  worker: controller,
  viewerId: () => viewer,
  readView: () =>
    feed.activeIndex === -1
      ? null
      : buildView({
          viewerId: viewer,
          atMs: Date.now(),
          visible: document.visibilityState === 'visible',
          reels: source.reels,
          placeOf: source.placeOf,
          activeIndex: feed.activeIndex,
          origins: source.origins,
          pageUrl,
          nextPageUrl: source.nextUrl,
          playback: feed.controls.playback,
          throughputBps: estimate.bps,
          device: monitor.device,
          languages: feed.controls.languages,
        }),
  questions: [{ type: 'read-buffer-settings' }],
  onAnswer: (data) => {
    if (isSignedOutMessage(data)) void import('./api-client/sign-out.ts').then(({ followSignOut }) => followSignOut());
    const settings = readBufferSettings(data);
    if (settings !== undefined) buffer = limitBuffer(settings);
  },
});

const ownWorker = new OwnWorker({ onRegistered: (registration) => workerClient.follow(registration), onWarning: warn });

const figures: PageFigures = {
  worker: controller,
  readPlayers: () => feed.players.figures,
  readThroughputBps: () => estimate.bps,
  titleOf: (reelId) => source.find(reelId)?.title || reelId,
  readUpcoming: () =>
    source.reels
      .slice(feed.activeIndex + 1, feed.activeIndex + 11)
      .map(({ id, title }) => ({ id, title: title || id })),
};
const dashboard = new DashboardSwitch(
  figures,
  (isOpen) => workerClient.enterRoute(isOpen ? dashboardRoute : '/'),
  warn,
);

function showCurrentReelInUrl(): void {
  const { reel, activeIndex } = feed;
  if (reel !== undefined) showReelInUrl(reel, source.isFirst(activeIndex), source.entranceOf(activeIndex));
}

function limitBuffer(settings: BufferSettings): BufferSettings {
  return { ...settings, maxBufferSeconds: Math.min(settings.maxBufferSeconds, maxBufferSeconds) };
}

function interact(action: InteractionAction): void {
  tracker.interact(action, Date.now());
  workerClient.sendView();
}

const extras = new LazyExtras(() => ({
  feed,
  source,
  status,
  pageUrl,
  onInteraction: interact,
  onWarning: warn,
  onSavedCount: (count) => masthead.showSaved(count),
}));

let hasMoved = false;
const getBridge = lazyBridge({ feed, source, pageUrl, workerScriptUrl });

function run(command: FeedCommand | PageCommand, atMs: number): void {
  if (command === 'toggle-dashboard') dashboard.toggle();
  else if (command === 'toggle-stats') dashboard.toggleStats();
  else if (command === 'first' && !source.isFirst(0)) location.assign(startOfFeed());
  else if (isExtra(command)) void extras.run(command);
  else feed.run(command, atMs);
}

/** Returns the URL of the feed's first page, which is not loaded if the feed was entered in the middle. */
function startOfFeed(): string {
  const url = new URL(location.href);
  url.searchParams.delete('reel');
  return url.href;
}

function showConnection(): void {
  if (navigator.onLine) status.showLine(supportNotice(browserSupport()) ?? '');
  else status.showLine('You’re offline', true);
}

function openFeed(): void {
  // If the library does not load, the reels that need it show the failure.
  loadHlsLibrary().catch((cause: unknown) => warn('hls.js did not load.', cause));
  if (isSavedFeed) masthead.nameFeed();
  connectInput(document, {
    isDialogOpen: () => document.querySelector('dialog[open]') !== null,
    run,
    tap: (tap) => feed.tap(tap),
    hold: (isHeld) => feed.controls.hold(isHeld),
  });
  addEventListener('online', () => feed.resume());
  // The history entry that the viewer returned to may name an earlier reel.
  addEventListener('popstate', showCurrentReelInUrl);
  setInterval(() => {
    if (document.visibilityState === 'visible') feed.retryFailed();
  }, retryEveryMs);
  document.addEventListener('visibilitychange', () => feed.players.setVisible(document.visibilityState === 'visible'));
  feed.players.setVisible(document.visibilityState === 'visible');
  void feed.load();
  monitor.start();
  dashboard.openIfRouted();
}

async function openSaved(): Promise<void> {
  document.body.classList.add('is-saved-page');
  scroller.hidden = true;
  try {
    const { openSavedPage } = await import('./offline/saved-page.ts');
    openSavedPage(find(document, 'main', HTMLElement));
  } catch (cause) {
    warn('/saved did not load.', cause);
    const onRetry = () => location.reload();
    status.showNotice({ title: 'This page did not load', text: 'Part of it couldn’t be loaded.', onRetry });
  }
}

showConnection();
// No message reaches a page in the back/forward cache.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted && isNoLonger(viewer)) location.reload();
});
addEventListener('offline', showConnection);
addEventListener('online', showConnection);
if (location.pathname === '/saved') void openSaved();
else openFeed();
workerClient.start();
// On a first visit the worker fetches the whole shell, so it waits for the first reel, but not forever if none plays.
setTimeout(() => ownWorker.register(workerScriptUrl), registerAfterMs);
workerClient.enterRoute(location.pathname);
window.nextreel = {
  getStatus: async () => (await import('./api-client/status.ts')).readStatus(figures),
  getBridge,
  signOut: async () => {
    const { signOutOfPage } = await import('./api-client/sign-out.ts');
    await signOutOfPage(new URL(workerScriptUrl, pageUrl));
  },
};
