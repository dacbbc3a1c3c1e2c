/** What a viewer sees and hears of a presentation. */
export type Sight = {
  readonly error: string | null;
  /** Whether playback moved by more than 0.25 s, or by half of the duration if that is shorter. */
  readonly hasPlayed: boolean;
  readonly firstFrameMs: number | null;
  /** Null if it never ends. */
  readonly durationSeconds: number | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasSound: boolean;
  /** The duration that `shares` refer to, as known when the pictures were taken. */
  readonly lookedAtSeconds: number | null;
  /** Downscaled pictures at these `shares` of the duration, as RGB values; null if no picture could be shown. */
  readonly pictures: readonly (readonly number[] | null)[];
  /** Captions and subtitles at the same times, '' if none; null on a page that shows them only on request. */
  readonly words: readonly string[] | null;
};

export type Watching = {
  readonly shares: readonly number[];
  /**
   * The duration found by the sight to compare with, so that both are inspected at the same times; null for the first
   * one.
   */
  readonly lookedAtSeconds: number | null;
  readonly playMs: number;
  readonly seekMs: number;
};

/** Runs in the page: plays the media of the element and inspects it. */
export async function watch(video: HTMLVideoElement, watching: Watching): Promise<Sight> {
  const { shares, playMs, seekMs } = watching;
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const until = async (isDone: () => boolean, ms: number) => {
    const endMs = performance.now() + ms;
    while (!isDone() && performance.now() < endMs) await wait(20);
    return isDone();
  };
  const errorOf = (): string | null => {
    const told: unknown = Reflect.get(window, 'playbackError');
    if (typeof told === 'string') return told;
    return video.error === null ? null : `code ${video.error.code}`;
  };
  const startedMs: unknown = Reflect.get(window, 'startedMs');
  let firstFrameMs: number | null = null;
  if (typeof startedMs === 'number') {
    video.requestVideoFrameCallback((nowMs) => {
      firstFrameMs = nowMs - startedMs;
    });
  }
  const leastSeconds = () => Math.min(0.25, (video.duration || Infinity) / 2);
  const hasMoved = () => {
    const ranges = Array.from(
      { length: video.played.length },
      (_, at) => video.played.end(at) - video.played.start(at),
    );
    return ranges.some((seconds) => seconds > leastSeconds());
  };
  await until(() => errorOf() !== null || hasMoved(), playMs);
  const hasPlayed = hasMoved();
  video.pause();
  const hasSound = () => Number(Reflect.get(video, 'webkitAudioDecodedByteCount')) > 0;
  const canvas = new OffscreenCanvas(32, 18);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const lookAt = async (seconds: number): Promise<number[] | null> => {
    let isSeen = false;
    video.requestVideoFrameCallback(() => {
      isSeen = true;
    });
    video.currentTime = seconds;
    const isThere = await until(() => !video.seeking && video.readyState >= 2, seekMs);
    if (!isThere || brush === null || video.videoWidth === 0) return null;
    // A paused element that already shows this frame presents no new one.
    await until(() => isSeen, 500);
    brush.clearRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
    return [...data].filter((_, at) => at % 4 !== 3);
  };
  const tracksOfWords = () =>
    Array.from(video.textTracks).filter(({ kind }) => kind === 'captions' || kind === 'subtitles');
  const wordsAt = (seconds: number): string => {
    const cues = tracksOfWords().flatMap((track) => Array.from(track.cues ?? []));
    const shown = cues.filter(({ startTime, endTime }) => startTime <= seconds && seconds < endTime);
    return shown.map((cue) => (cue instanceof VTTCue ? cue.text : '?')).join(' / ');
  };
  const ownSeconds = () => (Number.isFinite(video.duration) ? video.duration : null);
  const lookedAtSeconds = watching.lookedAtSeconds ?? ownSeconds();
  const pictures: (number[] | null)[] = [];
  const words: string[] = [];
  if (hasPlayed && errorOf() === null && lookedAtSeconds !== null) {
    for (const share of shares) {
      const seconds = lookedAtSeconds * share;
      pictures.push(await lookAt(seconds));
      // Subtitles in a separate file may load late.
      if (tracksOfWords().length > 0) await until(() => wordsAt(seconds) !== '', seekMs);
      words.push(wordsAt(seconds));
    }
  }
  const { videoWidth: widthPx, videoHeight: heightPx } = video;
  return {
    error: errorOf(),
    hasPlayed,
    firstFrameMs,
    // The player may know the duration more precisely by now.
    durationSeconds: ownSeconds(),
    widthPx,
    heightPx,
    hasSound: hasSound(),
    lookedAtSeconds,
    pictures,
    words,
  };
}
