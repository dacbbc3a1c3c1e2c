/** What a viewer saw of one reel, from the swipe to it until the next swipe. */
export type Visit = {
  readonly reelId: string;
  /** From the key press (for the first reel, the navigation) to the first frame; null if none appeared. */
  readonly startMs: number | null;
  readonly playedMs: number;
  /** Stalls after the first frame. */
  readonly stalledMs: number;
  /** The wait until the first frame. */
  readonly waitedMs: number;
  /** Time played by height of the picture. */
  readonly playedMsByLines: Readonly<Record<string, number>>;
  /** Changes of height during playback. */
  readonly switches: readonly (readonly [fromLines: number, toLines: number])[];
  /** The moments shown, in tenths of a second of the reel, each with the height of the picture, such as `12:640`. */
  readonly shown: readonly string[];
};

declare global {
  interface Window {
    readVisits(): Visit[];
  }
}

/**
 * Runs in the measured page, the same way for all contenders: inspects the current reel in every animation frame. A
 * frame is on screen once the video has data of this reel and is partly within the window. Playback has stalled when
 * the position does not move for longer than a few frames.
 */
export function installVisitMeter(): void {
  /** A viewer does not notice a shorter standstill; it counts as playback. */
  const unnoticedMs = 200;
  type OpenVisit = Omit<
    Visit,
    'startMs' | 'playedMs' | 'stalledMs' | 'waitedMs' | 'playedMsByLines' | 'switches' | 'shown'
  > & {
    startedAtMs: number;
    fromId: string | undefined;
    reelId: string;
    startMs: number | null;
    playedMs: number;
    stalledMs: number;
    waitedMs: number;
    standstillMs: number;
    position: number;
    lines: number;
    playedMsByLines: Record<string, number>;
    switches: [number, number][];
    shown: Set<string>;
  };
  const visits: OpenVisit[] = [];
  let lines = 0;
  let lastFrameMs = 0;

  const current = () => document.querySelector<HTMLElement>('article[aria-current="true"]');
  const begin = (startedAtMs: number) => {
    visits.push({
      startedAtMs,
      fromId: current()?.dataset['reelId'],
      reelId: '',
      startMs: null,
      playedMs: 0,
      stalledMs: 0,
      waitedMs: 0,
      standstillMs: 0,
      position: -1,
      lines: 0,
      playedMsByLines: {},
      switches: [],
      shown: new Set(),
    });
  };

  const inspectFrame = (nowMs: number) => {
    requestAnimationFrame(inspectFrame);
    const passedMs = nowMs - lastFrameMs;
    lastFrameMs = nowMs;
    const visit = visits.at(-1);
    if (visit === undefined) return;
    const article = current();
    const id = article?.dataset['reelId'];
    const video = article?.querySelector('video');
    const isOther = id !== undefined && (visits.length === 1 || id !== visit.fromId);
    const box = video?.getBoundingClientRect();
    const isOnScreen = box !== undefined && box.top < innerHeight && box.bottom > 0;
    const showsThisReel = video !== null && video !== undefined && (video.dataset['shows'] ?? id) === id;
    const hasFrame = showsThisReel && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    if (visit.startMs === null) {
      if (!isOther || !isOnScreen || !hasFrame) {
        visit.waitedMs = nowMs - visit.startedAtMs;
        return;
      }
      visit.reelId = id;
      visit.startMs = Math.max(0, nowMs - visit.startedAtMs);
      visit.waitedMs = visit.startMs;
      visit.position = video.currentTime;
      return;
    }
    if (!showsThisReel) return;
    const { currentTime, videoHeight } = video;
    visit.standstillMs += passedMs;
    if (currentTime === visit.position) return;
    if (visit.standstillMs > unnoticedMs) visit.stalledMs += visit.standstillMs;
    else {
      visit.playedMs += visit.standstillMs;
      visit.playedMsByLines[videoHeight] = (visit.playedMsByLines[videoHeight] ?? 0) + visit.standstillMs;
    }
    visit.standstillMs = 0;
    visit.position = currentTime;
    if (videoHeight > 0 && videoHeight !== lines) {
      if (lines > 0) visit.switches.push([lines, videoHeight]);
      lines = videoHeight;
    }
    visit.shown.add(`${Math.floor(currentTime * 10)}:${videoHeight}`);
  };

  begin(0);
  requestAnimationFrame((nowMs) => {
    lastFrameMs = nowMs;
    inspectFrame(nowMs);
  });
  window.addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key !== 'ArrowDown') return;
      const visit = visits.at(-1);
      if (visit !== undefined && visit.startMs !== null && visit.standstillMs > unnoticedMs)
        visit.stalledMs += visit.standstillMs;
      begin(timeStamp);
    },
    { capture: true },
  );
  window.readVisits = () =>
    visits.map(
      ({ reelId, startMs, playedMs, stalledMs, standstillMs, waitedMs, playedMsByLines, switches, shown }, index) => ({
        reelId,
        startMs,
        playedMs,
        stalledMs:
          stalledMs +
          (index === visits.length - 1 && startMs !== null && standstillMs > unnoticedMs ? standstillMs : 0),
        waitedMs,
        playedMsByLines,
        switches,
        shown: [...shown],
      }),
    );
}
