import { cpuLoadFrom, type FrameCounts, framesSince, type PressureState } from './cpu-load.ts';

/** The video that plays. */
export type WatchedVideo = {
  getVideoPlaybackQuality(): Pick<VideoPlaybackQuality, 'totalVideoFrames' | 'droppedVideoFrames'>;
};

const pressureStates: readonly string[] = ['nominal', 'fair', 'serious', 'critical'] satisfies PressureState[];
const noFrames: FrameCounts = { total: 0, dropped: 0 };

type PressureObserverClass = new (
  onRecords: (records: readonly { readonly state: unknown }[]) => void,
) => {
  observe(source: 'cpu', options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
};

/** Follows how busy the processor is: by Compute Pressure where it works (Chromium), else by long tasks and frames. */
export class CpuWatch {
  readonly #playing: () => WatchedVideo | null;
  readonly #onChange: () => void;
  #pressure: PressureState | null = null;
  #longTaskMs = 0;
  #sampledAtMs = performance.now();
  /** The last counters of each video, which continue when the viewer turns back to its reel. */
  readonly #counted = new WeakMap<WatchedVideo, FrameCounts>();
  #load: number | null = null;

  constructor(playing: () => WatchedVideo | null, onChange: () => void, signal?: AbortSignal) {
    this.#playing = playing;
    this.#onChange = onChange;
    this.#watchLongTasks(signal);
    this.#watchPressure(signal).catch(() => {
      // Not available on this machine: long tasks and frames have to do.
      this.#pressure = null;
    });
  }

  get load(): number | null {
    return this.#load;
  }

  /** Computes the load since the last sample. */
  sample(): void {
    const nowMs = performance.now();
    this.#load = cpuLoadFrom({
      pressure: this.#pressure,
      longTaskMs: this.#longTaskMs,
      windowMs: nowMs - this.#sampledAtMs,
      frames: this.#countFrames(this.#playing()),
    });
    this.#longTaskMs = 0;
    this.#sampledAtMs = nowMs;
  }

  #countFrames(video: WatchedVideo | null): FrameCounts {
    if (video === null) return noFrames;
    const { totalVideoFrames: total, droppedVideoFrames: dropped } = video.getVideoPlaybackQuality();
    const before = this.#counted.get(video) ?? noFrames;
    this.#counted.set(video, { total, dropped });
    return framesSince({ total, dropped }, before);
  }

  #watchLongTasks(signal: AbortSignal | undefined): void {
    if (!PerformanceObserver.supportedEntryTypes.includes('longtask')) return;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#longTaskMs += duration;
    });
    observer.observe({ type: 'longtask' });
    signal?.addEventListener('abort', () => observer.disconnect());
  }

  async #watchPressure(signal: AbortSignal | undefined): Promise<void> {
    const { PressureObserver }: typeof globalThis & { PressureObserver?: PressureObserverClass } = globalThis;
    if (PressureObserver === undefined) return;
    const observer = new PressureObserver((records) => this.#notePressure(records.at(-1)?.state));
    signal?.addEventListener('abort', () => observer.disconnect());
    await observer.observe('cpu', { sampleInterval: 1_000 });
  }

  #notePressure(state: unknown): void {
    if (!isPressureState(state) || state === this.#pressure) return;
    this.#pressure = state;
    this.sample();
    this.#onChange();
  }
}

function isPressureState(state: unknown): state is PressureState {
  return typeof state === 'string' && pressureStates.includes(state);
}
