import { cpuLoadFrom, type FrameCounts, framesSince, type PressureState } from './cpu-load.ts';

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
  readonly #readFrames: () => FrameCounts;
  readonly #onChange: () => void;
  #pressure: PressureState | null = null;
  #longTaskMs = 0;
  #sampledAtMs = performance.now();
  #frames = noFrames;
  #load: number | null = null;

  constructor(readFrames: () => FrameCounts, onChange: () => void, signal?: AbortSignal) {
    this.#readFrames = readFrames;
    this.#onChange = onChange;
    this.#watchLongTasks(signal);
    this.#watchPressure(signal).catch(() => {
      // Not offered on this machine: long tasks and frames have to do.
      this.#pressure = null;
    });
  }

  get load(): number | null {
    return this.#load;
  }

  /** Looks at what has come since the last sample. */
  sample(): void {
    const nowMs = performance.now();
    const frames = this.#readFrames();
    this.#load = cpuLoadFrom({
      pressure: this.#pressure,
      longTaskMs: this.#longTaskMs,
      windowMs: nowMs - this.#sampledAtMs,
      frames: framesSince(frames, this.#frames),
    });
    this.#frames = frames;
    this.#longTaskMs = 0;
    this.#sampledAtMs = nowMs;
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
