import type { Connection, Device } from '../shared/device.ts';
import { BandwidthMemory } from './bandwidth-memory.ts';
import { BatteryWatch } from './battery-watch.ts';
import { CodecCheck } from './codec-check.ts';
import { connectionKey, readConnection } from './connection.ts';
import { CpuWatch, type WatchedVideo } from './cpu-watch.ts';
import { localString } from './local-string.ts';
import { VerdictCache } from './verdict-cache.ts';

export type DeviceMonitorOptions = {
  /** The element that shows reels. */
  readonly stage: Element;
  /** Returns the video of the reel that plays. */
  readonly video: () => WatchedVideo | null;
  /** Called every five seconds while the page is visible, and whenever something has changed. */
  readonly onReport: () => void;
  readonly measured: {
    /** The measured throughput; null while unknown. It is remembered for the next visit. */
    readonly bps: number | null;
    /** Called when the network has changed: earlier measurements do not apply to the new one. */
    forget(): void;
  };
  /** Stops the monitor. */
  readonly signal?: AbortSignal;
};

const reportEveryMs = 5_000;

/** Collects facts about the viewer's device: processor, memory, network, screen, decoders, battery. */
export class DeviceMonitor {
  readonly #options: DeviceMonitorOptions;
  readonly #cpu: CpuWatch;
  readonly #battery: BatteryWatch;
  readonly #codecs: CodecCheck;
  readonly #bandwidths = new BandwidthMemory(localString('nextreel:bandwidth'));
  #connection = readConnection(networkInformation());

  constructor(options: DeviceMonitorOptions) {
    this.#options = options;
    const { onReport, signal } = options;
    this.#cpu = new CpuWatch(options.video, onReport, signal);
    this.#battery = new BatteryWatch(onReport, signal);
    const verdicts = new VerdictCache({
      ...localString('nextreel:codecs'),
      agent: navigator.userAgent,
      schedule: (work, delayMs) => setTimeout(work, delayMs),
      signal,
    });
    this.#codecs = new CodecCheck(verdicts, onReport);
  }

  start(): void {
    this.#codecs.start();
    const { stage, onReport, signal } = this.#options;
    const connection = networkInformation();
    const note = () => this.#noteConnection();
    if (connection instanceof EventTarget) connection.addEventListener('change', note);
    const size = new ResizeObserver(onReport);
    size.observe(stage);
    const reportTimer = setInterval(() => this.#report(), reportEveryMs);
    signal?.addEventListener('abort', () => {
      if (connection instanceof EventTarget) connection.removeEventListener('change', note);
      size.disconnect();
      clearInterval(reportTimer);
    });
  }

  get device(): Device {
    const { deviceMemory }: Navigator & { deviceMemory?: number } = navigator;
    const { clientWidth, clientHeight } = this.#options.stage;
    return {
      screen: {
        widthPx: Math.round(clientWidth * devicePixelRatio),
        heightPx: Math.round(clientHeight * devicePixelRatio),
      },
      pixelRatio: devicePixelRatio,
      cpuLoad: this.#cpu.load,
      memoryGibibytes: deviceMemory ?? null,
      connection: this.connection,
      battery: this.#battery.facts,
      undecodableCodecs: this.#codecs.undecodable,
    };
  }

  get connection(): Connection {
    return { ...this.#connection, usualBps: this.#bandwidths.recall(connectionKey(this.#connection)) };
  }

  /** The throughput as measured, else as remembered for this kind of connection. */
  get throughputBps(): number | null {
    return this.#options.measured.bps ?? this.connection.usualBps;
  }

  noteCodecs(codecs: string): void {
    this.#codecs.note(codecs);
  }

  #report(): void {
    if (document.visibilityState === 'hidden') return;
    this.#cpu.sample();
    const { bps } = this.#options.measured;
    if (bps !== null) this.#bandwidths.remember(connectionKey(this.#connection), bps);
    this.#options.onReport();
  }

  #noteConnection(): void {
    const { type } = this.#connection;
    this.#connection = readConnection(networkInformation());
    // The effective type is no sign of another network: it is itself measured, and changes on the same network.
    if (type !== this.#connection.type) this.#options.measured.forget();
    this.#options.onReport();
  }
}

function networkInformation(): unknown {
  return Reflect.get(navigator, 'connection');
}
