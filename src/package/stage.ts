import type { EarlierFiles } from '../adapters/earlier-files.ts';
import type { FoundPlayers } from '../adapters/found-players.ts';
import { readConnection } from '../device/connection.ts';
import type { DeviceMonitor } from '../device/device-monitor.ts';
import type { Device } from '../shared/device.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { unknownDevice } from '../shared/unknown-device.ts';
import type { Warnings } from './warnings.ts';

export type StageParts = {
  /** Null for the whole window. */
  readonly element: () => Element | null;
  /** The video that plays. */
  readonly video: () => HTMLVideoElement | null;
  readonly onChange: () => void;
  readonly onGiveUp: (request: GivenUpRequest) => void;
  readonly warnings: Warnings;
  /** Whether the page began without a worker, so that players may have loaded files before it came. */
  readonly isFirstVisit: boolean;
  readonly signal: AbortSignal;
};

/** The place where reels are shown, and the players in it. Observed only while a worker serves the page. */
export class Stage {
  /** Undefined until requested; null while it loads, or if it fails to load. */
  #monitor: DeviceMonitor | null | undefined;
  #players: FoundPlayers | undefined;
  #earlier: EarlierFiles | undefined;

  constructor(readonly parts: StageParts) {}

  get isWatched(): boolean {
    return this.#monitor !== undefined;
  }

  /** Throughput measured by players, else what this connection delivered on earlier visits. */
  get throughputBps(): number | null {
    return this.#monitor?.throughputBps ?? null;
  }

  /** Call when a reel starts in this video. */
  enter(video: HTMLVideoElement): void {
    this.#players?.follow(video);
    void this.#earlier?.handOver(video);
  }

  /** What the video's player reports about itself. */
  reportOf(video: HTMLVideoElement): { readonly playlistUrl?: string } {
    return this.#players?.playlistOf(video) ?? {};
  }

  get device(): Device {
    return { ...(this.#monitor?.device ?? initialDevice()), screen: this.#screen };
  }

  get #screen(): Device['screen'] {
    const element = this.parts.element();
    if (element?.isConnected === false) {
      this.parts.warnings.once('The stage has left the document. Pass one that stays, or none.');
    }
    const [width, height] = element?.isConnected
      ? [element.clientWidth, element.clientHeight]
      : [innerWidth, innerHeight];
    return { widthPx: Math.round(width * devicePixelRatio), heightPx: Math.round(height * devicePixelRatio) };
  }

  /** Call when a worker serves the page. `viewSent` resolves once the worker knows the page's reels. */
  async watch(viewSent: Promise<void>): Promise<void> {
    if (this.isWatched) return;
    this.#monitor = null;
    const { video, onChange, onGiveUp, signal, warnings, isFirstVisit } = this.parts;
    const servedSinceMs = performance.now();
    try {
      const [{ DeviceMonitor: Monitor }, { FoundPlayers: Players, measured, EarlierFiles: Earlier }] =
        await Promise.all([import('../device/device-monitor.ts'), import('../adapters/found-players.ts')]);
      if (signal.aborted) return;
      this.#players = new Players(signal, onGiveUp);
      const shown = video();
      if (shown !== null) this.enter(shown);
      this.#monitor = new Monitor({
        stage: document.documentElement,
        video,
        onReport: onChange,
        measured,
        signal,
      });
      this.#monitor.start();
      onChange();
      await viewSent;
      if (!isFirstVisit || this.device.connection.saveData) return;
      this.#earlier = new Earlier(servedSinceMs, signal);
      if (shown !== null) await this.#earlier.handOver(shown);
    } catch (cause) {
      warnings.once('What the device can do is not known.', cause);
    }
  }
}

/** Reads the connection at once, so that data saving is respected from the first view on. */
function initialDevice(): Device {
  const connection = readConnection(Reflect.get(navigator, 'connection'));
  return { ...unknownDevice, connection: { ...connection, usualBps: null } };
}
