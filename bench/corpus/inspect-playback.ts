/** What a viewer sees and hears of a presentation. */
export type PlaybackReport = {
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
  readonly inspectedSeconds: number | null;
  /** Downscaled pictures at these `shares` of the duration, as RGB values; null if no picture could be shown. */
  readonly pictures: readonly (readonly number[] | null)[];
  /** Captions and subtitles at the same times, '' if none; null on a page that shows them only on request. */
  readonly captions: readonly string[] | null;
};

export type InspectionOptions = {
  readonly shares: readonly number[];
  /**
   * The duration in the report to compare with, so that both are inspected at the same times; null for the first
   * one.
   */
  readonly inspectedSeconds: number | null;
  readonly playMs: number;
  readonly seekMs: number;
};

/** Runs in the page: plays the media of the element and inspects it. */
export async function inspectPlayback(video: HTMLVideoElement, options: InspectionOptions): Promise<PlaybackReport> {
  const { shares, playMs, seekMs } = options;
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const until = async (isDone: () => boolean, ms: number) => {
    const endMs = performance.now() + ms;
    while (!isDone() && performance.now() < endMs) await wait(20);
    return isDone();
  };
  const errorOf = (): string | null => {
    const reportedError: unknown = Reflect.get(window, 'playbackError');
    if (typeof reportedError === 'string') return reportedError;
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
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const capturePictureAt = async (seconds: number): Promise<number[] | null> => {
    let isPresented = false;
    video.requestVideoFrameCallback(() => {
      isPresented = true;
    });
    video.currentTime = seconds;
    const hasFrame = await until(() => !video.seeking && video.readyState >= 2, seekMs);
    if (!hasFrame || context === null || video.videoWidth === 0) return null;
    // A paused element that already shows this frame presents no new one.
    await until(() => isPresented, 500);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return [...data].filter((_, at) => at % 4 !== 3);
  };
  const captionTracks = () =>
    Array.from(video.textTracks).filter(({ kind }) => kind === 'captions' || kind === 'subtitles');
  const captionsAt = (seconds: number): string => {
    const cues = captionTracks().flatMap((track) => Array.from(track.cues ?? []));
    const shown = cues.filter(({ startTime, endTime }) => startTime <= seconds && seconds < endTime);
    return shown.map((cue) => (cue instanceof VTTCue ? cue.text : '?')).join(' / ');
  };
  const finiteDuration = () => (Number.isFinite(video.duration) ? video.duration : null);
  const inspectedSeconds = options.inspectedSeconds ?? finiteDuration();
  const pictures: (number[] | null)[] = [];
  const captions: string[] = [];
  if (hasPlayed && errorOf() === null && inspectedSeconds !== null) {
    for (const share of shares) {
      const seconds = inspectedSeconds * share;
      pictures.push(await capturePictureAt(seconds));
      // Subtitles in a separate file may load late.
      if (captionTracks().length > 0) await until(() => captionsAt(seconds) !== '', seekMs);
      captions.push(captionsAt(seconds));
    }
  }
  const { videoWidth: widthPx, videoHeight: heightPx } = video;
  return {
    error: errorOf(),
    hasPlayed,
    firstFrameMs,
    // The player may know the duration more precisely by now.
    durationSeconds: finiteDuration(),
    widthPx,
    heightPx,
    hasSound: hasSound(),
    inspectedSeconds,
    pictures,
    captions,
  };
}
