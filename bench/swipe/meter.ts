/** One swipe as a viewer sees it, in ms after the key press; null if it did not happen before the next swipe. */
export type Swipe = { readonly reelId: string; readonly firstFrameMs: number | null; readonly movingMs: number | null };

declare global {
  interface Window {
    swipes: Swipe[];
  }
}

/**
 * Runs in the measured page, the same way for all contenders: inspects the current reel in every animation frame. A
 * frame is on screen once the video has data of this reel and is partly within the window (a scrolling feed shows a
 * reel's upper part first). The reel moves once a second frame has come.
 */
export function installMeter(): void {
  let openSwipe:
    | { fromId: string | undefined; startMs: number; swipe: { -readonly [K in keyof Swipe]: Swipe[K] } }
    | undefined;
  let framesAtStart: { video: HTMLVideoElement; count: number } | undefined;
  window.swipes = [];

  const current = () => document.querySelector<HTMLElement>('article[aria-current="true"]');
  const framesOf = (video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames;

  const inspectFrame = (nowMs: number) => {
    requestAnimationFrame(inspectFrame);
    const article = current();
    const id = article?.dataset['reelId'];
    const video = article?.querySelector('video');
    if (openSwipe === undefined || !article || !video || id === undefined || id === openSwipe.fromId) return;
    const box = video.getBoundingClientRect();
    const isOnScreen = box.top < innerHeight && box.bottom > 0;
    const showsThisReel = (video.dataset['shows'] ?? id) === id;
    if (!isOnScreen || !showsThisReel || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const sinceMs = Math.max(0, nowMs - openSwipe.startMs);
    openSwipe.swipe.reelId = id;
    if (openSwipe.swipe.firstFrameMs === null) {
      openSwipe.swipe.firstFrameMs = sinceMs;
      framesAtStart = { video, count: framesOf(video) };
      return;
    }
    if (openSwipe.swipe.movingMs === null && video === framesAtStart?.video && framesOf(video) > framesAtStart.count) {
      openSwipe.swipe.movingMs = sinceMs;
    }
  };
  requestAnimationFrame(inspectFrame);

  window.addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key !== 'ArrowDown') return;
      const swipe = { reelId: '', firstFrameMs: null, movingMs: null };
      openSwipe = { fromId: current()?.dataset['reelId'], startMs: timeStamp, swipe };
      window.swipes.push(swipe);
    },
    { capture: true },
  );
}
