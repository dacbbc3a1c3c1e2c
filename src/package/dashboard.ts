import type { PageFigures } from '../api-client/page-figures.ts';
import dashboardStyles from '../dashboard/dashboard.css?inline';
import { openDashboard } from '../dashboard/dashboard.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import tokens from '../styles/tokens.css?inline';
import base from './dashboard-base.css?inline';
import { playbackOf } from './playback.ts';

type HostFigures = Pick<PageFigures, 'worker' | 'titleOf'> & {
  readonly upcoming: PageFigures['readUpcoming'];
  readonly throughputBps: PageFigures['readThroughputBps'];
  readonly shown: () => { readonly reelId: string; readonly video: HTMLVideoElement | null } | null;
};

/** Closes the open dashboard; two would cover each other. */
let closeFormer = () => {};

/**
 * Opens the dashboard over another site's page, with styles isolated in both directions. Returns a function that closes
 * it.
 */
export function openDashboardOver(host: HostFigures, ending: AbortSignal): () => void {
  closeFormer();
  const element = document.createElement('nextreel-dashboard');
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync([base, tokens, dashboardStyles].join('\n').replaceAll(':root', ':host'));
  root.adoptedStyleSheets = [sheet];
  document.body.append(element);
  const figures: PageFigures = {
    worker: host.worker,
    readPlayers: () => {
      const now = host.shown();
      return now === null || now.video === null ? [] : [describePlayer(now.reelId, now.video)];
    },
    readThroughputBps: host.throughputBps,
    titleOf: host.titleOf,
    readUpcoming: host.upcoming,
  };
  const dashboard = openDashboard(figures, 'beside', {
    container: root,
    onClose: () => close(),
    onPlace: () => undefined,
  });
  const close = () => {
    dashboard.close();
    element.remove();
  };
  closeFormer = close;
  ending.addEventListener('abort', close);
  return close;
}

/** Describes the player from its video element; renditions and segments are known only to the site's own player. */
function describePlayer(reelId: string, video: HTMLVideoElement): PlayerFigures {
  const { buffered, duration, error, readyState, videoWidth, videoHeight } = video;
  const quality = video.getVideoPlaybackQuality();
  return {
    reelId,
    isCurrent: true,
    role: 'playing',
    hasFrame: readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
    failure: error === null ? null : 'media',
    ...playbackOf(video),
    durationSeconds: Number.isFinite(duration) ? duration : 0,
    bufferedRanges: Array.from({ length: buffered.length }, (_, at) => [buffered.start(at), buffered.end(at)] as const),
    widthPx: videoWidth,
    heightPx: videoHeight,
    totalFrames: quality.totalVideoFrames,
    droppedFrames: quality.droppedVideoFrames,
    rendition: null,
    segments: [],
  };
}
