import { isTimeToRequestAhead } from '../../src/player/request-ahead.ts';
import { networkTiming } from '../../src/player/network-timing.ts';
import { mediaHeaders } from '../../src/shared/media-headers.ts';
import { parseManifest, type Rendition } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist, type Playlist } from '../../sw/decision/playlist/parse-playlist.ts';
import type { HlsEstimate } from './hls-estimate.ts';
import { timeParsing } from './parsing-time.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { VirtualTime } from './virtual-time.ts';

export type PlayerParts = {
  readonly time: VirtualTime;
  readonly estimate: HlsEstimate;
  readonly fetch: (url: string, signal: AbortSignal) => Promise<Response>;
  readonly onAdvance: () => void;
  /** Whether the next segment is requested one round trip before the current one has arrived. */
  readonly requestsAhead?: () => boolean;
  /** Whether the page pauses the video before its buffer runs dry. */
  readonly isHeld?: boolean;
};

/** Chromium resumes once this much is buffered, and requires twice as much after each stall. */
const [firstResumeSeconds, mostResumeSeconds] = [0.2, 3];

/** As in src/player/buffer-depth.ts: the beginning of a reel stays in the rendition that the worker put first. */
const beginningSeconds = 2;
/** As in the settings of hls.js. */
const abr = { factor: 0.95, upFactor: 0.7, mostStarvationSeconds: 4 };

/** hls.js as the network sees it: one request after another, until the buffer is long enough. */
export class VirtualPlayer {
  maxBufferSeconds = 30;
  rendition: Rendition | undefined;
  hasFrame = false;
  isPlaying = false;
  playedMs = 0;
  stalledMs = 0;
  readonly playedMsByLines: Record<number, number> = {};
  readonly shown = new Set<string>();
  #abort = new AbortController();
  #loop: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #levels: readonly Rendition[] = [];
  readonly #playlists = new Map<number, Playlist>();
  readonly #inits = new Set<string>();
  #level = -1;
  #lastSegmentSeconds = 0;
  #forcedLevel: number | undefined;
  #isOrdered = false;
  /** The picture height of each segment, and how far the buffer reaches without a gap. */
  readonly #buffered: { readonly endSeconds: number; readonly lines: number }[] = [];
  #position = 0;
  #isDry = false;
  #resumeSeconds = firstResumeSeconds;
  #syncedAtMs = 0;
  #durationSeconds = Infinity;

  constructor(
    readonly url: string,
    readonly parts: PlayerParts,
  ) {}

  get positionSeconds(): number {
    this.sync();
    return this.#position;
  }

  get aheadSeconds(): number {
    this.sync();
    return Math.max(0, this.#bufferedTo - this.#position);
  }

  get isBufferedToEnd(): boolean {
    return this.#bufferedTo >= this.#durationSeconds - 0.1;
  }

  get #bufferedTo(): number {
    return this.#buffered.at(-1)?.endSeconds ?? 0;
  }

  get isLoading(): boolean {
    return this.#loop !== undefined;
  }

  load(): void {
    if (this.#loop !== undefined) return;
    const { signal } = (this.#abort = new AbortController());
    const loop = this.#run(signal)
      .catch((cause: unknown) => {
        if (!signal.aborted) console.error('A virtual player gave up:', cause);
      })
      .finally(() => {
        if (this.#loop === loop) this.#loop = undefined;
      });
    this.#loop = loop;
  }

  /** Stops playing and loading. The buffer is kept. */
  stop(): void {
    this.sync();
    this.isPlaying = false;
    this.#abort.abort();
    this.#cancelAheadRequest();
    this.#loop = undefined;
  }

  play(): void {
    this.sync();
    this.isPlaying = true;
  }

  setMaxBuffer(seconds: number): void {
    this.maxBufferSeconds = seconds;
    this.#wake();
  }

  /** Advances playback to the current time. */
  sync(): void {
    const nowMs = this.parts.time.nowMs;
    let leftMs = nowMs - this.#syncedAtMs;
    this.#syncedAtMs = nowMs;
    if (!this.isPlaying || !this.hasFrame) return;
    if (this.#isDry && !this.isBufferedToEnd && this.#bufferedTo - this.#position < this.#resumeSeconds) {
      this.stalledMs += leftMs;
      return;
    }
    this.#isDry = false;
    while (leftMs > 1e-6) {
      const segment = this.#buffered.find(({ endSeconds }) => endSeconds > this.#position + 1e-9);
      if (segment === undefined) {
        if (this.isBufferedToEnd) {
          this.#position = 0;
          continue;
        }
        this.#isDry = true;
        if (this.parts.isHeld !== true) this.#resumeSeconds = Math.min(mostResumeSeconds, 2 * this.#resumeSeconds);
        this.stalledMs += leftMs;
        return;
      }
      const stepMs = Math.min(leftMs, (segment.endSeconds - this.#position) * 1000);
      this.#position += stepMs / 1000;
      this.playedMs += stepMs;
      this.playedMsByLines[segment.lines] = (this.playedMsByLines[segment.lines] ?? 0) + stepMs;
      this.shown.add(`${Math.floor(this.#position * 10 - 0.001)}:${segment.lines}`);
      leftMs -= stepMs;
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    if (this.#levels.length === 0) await this.#loadManifest(signal);
    for (;;) {
      const level = this.#nextLevel();
      const playlist = this.#playlists.get(level) ?? (await this.#loadPlaylist(level, signal));
      const next = playlist.segments.find(({ startSeconds }) => startSeconds >= this.#bufferedTo - 0.05);
      if (next === undefined) return;
      if (this.aheadSeconds >= this.maxBufferSeconds) {
        await this.#untilBufferHasRoom(signal);
        continue;
      }
      this.#level = level;
      this.rendition = this.#levels[level];
      const init = playlist.initSegments[next.initIndex ?? 0];
      const loadInit = async () => {
        if (init === undefined || this.#inits.has(init.uri)) return;
        await this.#read(init.uri, signal);
        this.#inits.add(init.uri);
      };
      if (this.#aheadRequest?.url !== next.uri) this.#cancelAheadRequest();
      const wasMissing = this.#aheadRequest?.isMissing;
      const following = playlist.segments.find(({ startSeconds }) => startSeconds > next.startSeconds);
      const requestAhead = () => {
        if (following === undefined || this.#nextLevel() !== level) return;
        if (following.startSeconds - this.positionSeconds < this.maxBufferSeconds) this.#requestAhead(following.uri);
      };
      const [read] = await Promise.all([this.#read(next.uri, signal, true, requestAhead), loadInit()]);
      const route = read.headers.get(mediaHeaders.source);
      this.sync();
      const endSeconds = next.startSeconds + next.durationSeconds;
      this.#lastSegmentSeconds = next.durationSeconds;
      this.#buffered.push({ endSeconds, lines: this.rendition?.height ?? 0 });
      this.hasFrame = true;
      const isCached = route !== null && route !== 'network' && (await wasMissing) !== true;
      const isBeginning = this.#isOrdered && endSeconds < beginningSeconds;
      this.#forcedLevel = isCached || isBeginning ? level : undefined;
      this.parts.onAdvance();
    }
  }

  async #loadManifest(signal: AbortSignal): Promise<void> {
    const response = await this.#read(this.url, signal);
    const { renditions } = timeParsing(() => parseManifest(response.text, this.url));
    const [listedFirst] = renditions;
    this.#levels = renditions.toSorted((a, b) => a.bandwidthBps - b.bandwidthBps);
    this.#isOrdered = response.headers.get(mediaHeaders.ordered) !== null;
    if (this.#isOrdered && listedFirst !== undefined) this.#forcedLevel = this.#levels.indexOf(listedFirst);
  }

  async #loadPlaylist(level: number, signal: AbortSignal): Promise<Playlist> {
    const uri = this.#levels[level]?.uri ?? '';
    const { text } = await this.#read(uri, signal);
    const playlist = timeParsing(() => parsePlaylist(text, uri));
    this.#playlists.set(level, playlist);
    this.#durationSeconds = playlist.totalSeconds;
    return playlist;
  }

  /**
   * Returns hls.js's choice: the best level that loads before the buffer is empty, or else one that starves it for less
   * than a segment.
   */
  #nextLevel(): number {
    if (this.#forcedLevel !== undefined) return this.#forcedLevel;
    const { aheadSeconds } = this;
    const starvationSeconds = Math.min(this.#lastSegmentSeconds || Infinity, abr.mostStarvationSeconds);
    const levelWithoutStall = aheadSeconds > 0 ? this.#bestLevel(aheadSeconds, 0) : undefined;
    return levelWithoutStall ?? this.#bestLevel(aheadSeconds, starvationSeconds) ?? 0;
  }

  #bestLevel(aheadSeconds: number, starvationSeconds: number): number | undefined {
    const { bps, firstByteMs } = this.parts.estimate;
    const last = this.#lastSegmentSeconds;
    const isAverageEnough = last > 0 && aheadSeconds >= 2 * last && starvationSeconds === 0;
    for (let level = this.#levels.length - 1; level >= 0; level -= 1) {
      const { bandwidthBps = 0, averageBandwidthBps = null } = this.#levels[level] ?? {};
      const rate = isAverageEnough ? (averageBandwidthBps ?? bandwidthBps) : bandwidthBps;
      const usableBps = bps * (level <= this.#level ? abr.factor : abr.upFactor);
      const playlist = this.#playlists.get(level);
      const seconds = playlist === undefined ? last || 1 : playlist.totalSeconds / playlist.segments.length;
      const roundTrips = playlist === undefined ? 2 : 1;
      const loadSeconds = (roundTrips * firstByteMs) / 1000 + (rate * seconds) / usableBps;
      if (usableBps >= rate && loadSeconds < aheadSeconds + starvationSeconds) return level;
    }
    return undefined;
  }

  #untilBufferHasRoom(signal: AbortSignal): Promise<void> {
    const { time } = this.parts;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
      time.at(time.nowMs + 100, resolve);
    });
    return unlessAborted(woken, signal);
  }

  #aheadRequest:
    | { readonly url: string; readonly abort: AbortController; readonly isMissing: Promise<boolean> }
    | undefined;

  #requestAhead(url: string): void {
    if (this.parts.requestsAhead?.() !== true || this.#aheadRequest?.url === url) return;
    this.#cancelAheadRequest();
    const abort = new AbortController();
    const isMissing = this.parts.fetch(url, abort.signal).then(
      ({ headers }) => headers.get(mediaHeaders.source) === 'network',
      () => false,
    );
    this.#aheadRequest = { url, abort, isMissing };
  }

  #cancelAheadRequest(): void {
    this.#aheadRequest?.abort.abort();
    this.#aheadRequest = undefined;
  }

  async #read(
    url: string,
    signal: AbortSignal,
    isMeasured = false,
    onNearEnd: () => void = () => undefined,
  ): Promise<{ text: string; headers: Headers }> {
    const { time, estimate } = this.parts;
    const startMs = time.nowMs;
    const response = await this.parts.fetch(url, signal);
    const firstMs = time.nowMs;
    if (this.#aheadRequest?.url === url) this.#cancelAheadRequest();
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    const totalBytes = Number(response.headers.get('content-length'));
    const chunks: Uint8Array[] = [];
    let loadedBytes = 0;
    let isNearEnd = false;
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      loadedBytes += chunk.length;
      if (isNearEnd) continue;
      const link = { bps: estimate.measuredBps, firstByteMs: estimate.firstByteMs };
      isNearEnd = isTimeToRequestAhead(totalBytes - loadedBytes, link);
      if (isNearEnd) onNearEnd();
    }
    signal.throwIfAborted();
    const bytes = Buffer.concat(chunks);
    if (isMeasured) {
      const known = { bps: estimate.measuredBps, firstByteMs: estimate.firstByteMs, isRecent: () => true };
      const read = (name: string) => response.headers.get(name);
      estimate.sample(networkTiming({ startMs, firstMs, endMs: time.nowMs }, bytes.length, read, known), bytes.length);
    }
    return { text: new TextDecoder().decode(bytes), headers: response.headers };
  }
}
