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
  type Open = Omit<
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
    standingMs: number;
    position: number;
    lines: number;
    playedMsByLines: Record<string, number>;
    switches: [number, number][];
    shown: Set<string>;
  };
  const visits: Open[] = [];
  let lines = 0;
  let lookedAtMs = 0;

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
      standingMs: 0,
      position: -1,
      lines: 0,
      playedMsByLines: {},
      switches: [],
      shown: new Set(),
    });
  };

  const look = (nowMs: number) => {
    requestAnimationFrame(look);
    const passedMs = nowMs - lookedAtMs;
    lookedAtMs = nowMs;
    const visit = visits.at(-1);
    if (visit === undefined) return;
    const article = current();
    const id = article?.dataset['reelId'];
    const video = article?.querySelector('video');
    const isOther = id !== undefined && (visits.length === 1 || id !== visit.fromId);
    const box = video?.getBoundingClientRect();
    const isSeen = box !== undefined && box.top < innerHeight && box.bottom > 0;
    const isItsOwn = video !== null && video !== undefined && (video.dataset['shows'] ?? id) === id;
    const hasFrame = isItsOwn && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    if (visit.startMs === null) {
      if (!isOther || !isSeen || !hasFrame) {
        visit.waitedMs = nowMs - visit.startedAtMs;
        return;
      }
      visit.reelId = id;
      visit.startMs = Math.max(0, nowMs - visit.startedAtMs);
      visit.waitedMs = visit.startMs;
      visit.position = video.currentTime;
      return;
    }
    if (!isItsOwn) return;
    const { currentTime, videoHeight } = video;
    visit.standingMs += passedMs;
    if (currentTime === visit.position) return;
    if (visit.standingMs > unnoticedMs) visit.stalledMs += visit.standingMs;
    else {
      visit.playedMs += visit.standingMs;
      visit.playedMsByLines[videoHeight] = (visit.playedMsByLines[videoHeight] ?? 0) + visit.standingMs;
    }
    visit.standingMs = 0;
    visit.position = currentTime;
    if (videoHeight > 0 && videoHeight !== lines) {
      if (lines > 0) visit.switches.push([lines, videoHeight]);
      lines = videoHeight;
    }
    visit.shown.add(`${Math.floor(currentTime * 10)}:${videoHeight}`);
  };

  begin(0);
  requestAnimationFrame((nowMs) => {
    lookedAtMs = nowMs;
    look(nowMs);
  });
  window.addEventListener(
    'keydown',
    ({ key, timeStamp }) => {
      if (key !== 'ArrowDown') return;
      const visit = visits.at(-1);
      if (visit !== undefined && visit.startMs !== null && visit.standingMs > unnoticedMs)
        visit.stalledMs += visit.standingMs;
      begin(timeStamp);
    },
    { capture: true },
  );
  window.readVisits = () =>
    visits.map(
      ({ reelId, startMs, playedMs, stalledMs, standingMs, waitedMs, playedMsByLines, switches, shown }, index) => ({
        reelId,
        startMs,
        playedMs,
        stalledMs:
          stalledMs + (index === visits.length - 1 && startMs !== null && standingMs > unnoticedMs ? standingMs : 0),
        waitedMs,
        playedMsByLines,
        switches,
        shown: [...shown],
      }),
    );
}
