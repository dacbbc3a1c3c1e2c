// oxlint-disable-next-line import/no-unassigned-import -- it is imported for what it does, before anything that imports Workbox
import './quiet-workbox.ts';
import { startSeconds } from '../../src/player/buffer-depth.ts';
import { LoadDepth } from '../../src/player/load-depth.ts';
import { defaultBuffer } from '../../src/shared/buffer-settings.ts';
import type { View } from '../../src/shared/messages.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import { handleFetch } from '../../sw/fetch-handler/fetch-handler.ts';
import { ShellCache } from '../../sw/fetch-handler/shell.ts';
import type { Platform } from '../../sw/platform.ts';
import { createWorker, type Worker } from '../../sw/worker.ts';
import { HlsEstimate } from './hls-estimate.ts';
import { mediaBase, type PageParts, type VirtualPage } from './virtual-page.ts';
import { VirtualPlayer } from './virtual-player.ts';

const site = 'http://site.test';

/** From the first frame until the worker answers requests. */
const workerStartMs = 600;
const workerPatienceMs = 3_000;
const [articlesBehind, articlesAhead] = [2, 3];

/** The page's players and the worker, connected as in `src/player/player-pool.ts` and `src/main.ts`. */
export class NextreelPage implements VirtualPage {
  #worker: Worker | undefined;
  #isSettled = false;
  readonly #estimate = new HlsEstimate();
  readonly #depth = new LoadDepth({
    buffer: () => defaultBuffer,
    maySpeculate: () => this.#isSettled,
    estimate: this.#estimate,
  });
  readonly #players = new Map<number, VirtualPlayer>();
  readonly #posters = new Set<number>();
  #index = -1;
  #watchedFromMs = 0;

  constructor(readonly parts: PageParts) {
    const { time } = parts;
    time.at(workerPatienceMs, () => this.#startWorker());
    const sendViewEverySecond = () => {
      this.#sendView();
      time.at(time.nowMs + 1000, sendViewEverySecond);
    };
    time.at(1000, sendViewEverySecond);
    const advanceRegularly = () => {
      this.#advance();
      time.at(time.nowMs + 250, advanceRegularly);
    };
    time.at(250, advanceRegularly);
  }

  get current(): VirtualPlayer | undefined {
    return this.#players.get(this.#index);
  }

  get worker(): Worker | undefined {
    return this.#worker;
  }

  show(index: number): void {
    const { time } = this.parts;
    this.current?.stop();
    this.#depth.leave(time.nowMs);
    this.#reportSwipe(index);
    this.#index = index;
    this.#watchedFromMs = time.nowMs;
    const wanted = [index, index + 1, index - 1].filter((place) => place >= 0);
    for (const [place, player] of this.#players) {
      if (wanted.includes(place)) continue;
      player.stop();
      this.#players.delete(place);
    }
    for (const place of wanted) if (!this.#players.has(place)) this.#players.set(place, this.#createPlayer(place));
    this.#depth.enter(time.nowMs);
    const player = this.current;
    player?.setMaxBuffer(this.#depth.minSeconds(time.nowMs));
    player?.load();
    player?.play();
    this.#sendView();
    this.#loadNeighbours();
  }

  /** Replaces the worker as if the browser had stopped it: the next one knows only what is stored. */
  replaceWorker(): void {
    this.#worker?.end();
    this.#worker = undefined;
    this.#startWorker();
  }

  #createPlayer(place: number): VirtualPlayer {
    const { time, reels } = this.parts;
    return new VirtualPlayer(`${mediaBase}${reels[place]?.src}`, {
      time,
      estimate: this.#estimate,
      fetch: this.#fetch,
      requestsAhead: () => this.#worker !== undefined,
      isHeld: true,
      onAdvance: () => this.#advance(),
    });
  }

  #advance(): void {
    const player = this.current;
    if (player === undefined) return;
    const { nowMs } = this.parts.time;
    if (player.hasFrame && this.#worker === undefined) {
      this.parts.time.at(nowMs + workerStartMs, () => this.#startWorker());
    }
    const areReady = [this.#index + 1, this.#index - 1].every((place) => this.#players.get(place)?.hasFrame ?? true);
    const facts = {
      renditionBps: player.rendition?.averageBandwidthBps ?? null,
      buffer: { aheadSeconds: player.aheadSeconds, reachesEnd: player.isBufferedToEnd },
    };
    player.setMaxBuffer(this.#depth.playingSeconds({ ...facts, isPaused: false }, areReady, nowMs));
    this.#loadNeighbours();
  }

  #loadNeighbours(): void {
    const player = this.current;
    if (player === undefined) return;
    const waiting = [this.#index + 1, this.#index - 1]
      .map((place) => this.#players.get(place))
      .filter((neighbour) => neighbour !== undefined);
    const facts = {
      renditionBps: player.rendition?.averageBandwidthBps ?? null,
      buffer: { aheadSeconds: player.aheadSeconds, reachesEnd: player.isBufferedToEnd },
    };
    const isLoading = waiting.some((neighbour) => neighbour.isLoading && neighbour.rendition !== undefined);
    const neighbours = this.#depth.neighboursBeside(facts, isLoading, this.parts.time.nowMs);
    const mayLoadPosters = neighbours > 0 && this.#depth.mayLoadPosters(facts);
    if (mayLoadPosters && waiting.every(({ hasFrame }) => hasFrame)) this.#loadPosters();
    if (neighbours === 0) {
      for (const neighbour of waiting) if (neighbour.rendition !== undefined) neighbour.stop();
    }
    for (const neighbour of waiting.slice(0, neighbours)) {
      if (neighbour.hasFrame && neighbour !== this.#players.get(this.#index + 1)) continue;
      neighbour.setMaxBuffer(startSeconds);
      neighbour.load();
      if (!neighbour.hasFrame) return;
    }
  }

  #loadPosters(): void {
    for (let place = this.#index - articlesBehind; place <= this.#index + articlesAhead; place += 1) {
      const reel = this.parts.reels[place];
      if (reel === undefined || this.#posters.has(place)) continue;
      this.#posters.add(place);
      void this.#fetch(`${mediaBase}${reel.poster}`, new AbortController().signal)
        .then((response) => response.arrayBuffer())
        .catch(() => undefined);
    }
  }

  readonly #fetch = async (url: string, signal: AbortSignal): Promise<Response> => {
    if (this.#worker === undefined) return this.parts.link.fetch(url, { signal });
    const answers: (Response | Promise<Response>)[] = [];
    const event = {
      request: new Request(url, { signal }),
      respondWith: (response: Response | Promise<Response>) => void answers.push(response),
      waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
    };
    handleFetch(Object.assign(Object.create(null), event), this.#worker.routes);
    const [answer] = answers;
    return abortable(answer === undefined ? this.parts.link.fetch(url, { signal }) : answer, signal);
  };

  #startWorker(): void {
    if (this.#worker !== undefined) return;
    const platform = platformOver(this.parts);
    const shell = new ShellCache({ files: [], routes: {}, version: 'virtual' }, platform.caches, platform.listPages, {
      installing: null,
      waiting: null,
    });
    this.#worker = createWorker(platform, shell, '');
    this.#isSettled = true;
    this.#sendView();
  }

  #sendView(): void {
    const view = this.#view();
    if (this.#worker === undefined || view === undefined) return;
    void this.#worker.views.onView(view, 'page').catch((cause: unknown) => console.error(cause));
  }

  #reportSwipe(index: number): void {
    const { reels, time } = this.parts;
    const [left, entered] = [reels[this.#index], reels[index]];
    if (left === undefined || entered === undefined) return;
    void this.#worker?.planner.observe('viewer', {
      kind: 'swipe',
      atMs: time.nowMs,
      fromReelId: left.id,
      toReelId: entered.id,
      watchedSeconds: Math.min(left.durationSeconds, (time.nowMs - this.#watchedFromMs) / 1000),
      durationSeconds: left.durationSeconds,
      direction: 1,
    });
  }

  #view(): View | undefined {
    const { time, reels } = this.parts;
    if (this.#index < 0) return undefined;
    const first = Math.max(0, this.#index - 4);
    const player = this.current;
    return {
      type: 'view',
      viewerId: 'viewer',
      atMs: time.nowMs,
      visible: true,
      origins: [{ id: 'origin', url: mediaBase }],
      reels: reels.slice(first, this.#index + 25).map(({ id, src, poster, durationSeconds, tags }) => ({
        id,
        url: `${mediaBase}${src}`,
        format: 'hls',
        poster: `${mediaBase}${poster}`,
        durationSeconds,
        tags: [...tags],
      })),
      currentIndex: this.#index - first,
      playback: {
        positionSeconds: player?.positionSeconds ?? 0,
        bufferAheadSeconds: player?.aheadSeconds ?? 0,
        bufferedToEnd: player?.isBufferedToEnd ?? false,
        paused: false,
      },
      throughputBps: this.#estimate.measuredBps,
      device: { ...unknownDevice, screen: { widthPx: 390, heightPx: 844 } },
    };
  }
}

/** Stops reading the body when the signal is aborted. */
async function abortable(answer: Response | Promise<Response>, signal: AbortSignal): Promise<Response> {
  const response = await answer;
  const { body } = response;
  if (body === null) return response;
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const read = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(read, { status: response.status, headers: response.headers });
}

function platformOver({ time, link }: PageParts): Platform {
  let names = 0;
  return {
    scopeOrigin: site,
    fetch: link.fetch,
    caches: Object.assign(Object.create(null), {
      delete: () => Promise.resolve(true),
      open: () => Promise.reject(new Error('no shell here')),
    }),
    navigator: { onLine: true, storage: Object.assign(Object.create(null), { estimate: () => Promise.resolve({}) }) },
    registration: {},
    console: { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined },
    nowMs: () => time.nowMs,
    wait: (delayMs) => time.wait(delayMs),
    random: () => 0.5,
    newName: () => `name-${(names += 1)}`,
    region: () => 'Europe/Vienna',
    loadMp4: () => {
      throw new Error('no MP4 reel here');
    },
    notifyPages: () => Promise.resolve(),
    listPages: () => Promise.resolve([]),
  };
}
