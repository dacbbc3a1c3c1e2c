import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultBuffer } from '../shared/buffer-settings.ts';
import type { MotionListener } from './frame-watch.ts';
import { PlaybackError, type SharedPlayback } from './media-backend.ts';
import { NetworkEstimate } from './network-estimate.ts';
import type { PlayerPool } from './player-pool.ts';
import type { PoolListener } from './pool-listener.ts';
import type { ReelMedia } from './reel-media.ts';
import type { PlayerListener } from './reel-player.ts';

const players: FakePlayer[] = [];

/** Holds a reel. The test decides when it shows frames and when it fails. */
class FakePlayer {
  readonly video = Object.assign(new EventTarget(), { networkState: 0, muted: false, pause: () => undefined });
  readonly buffer = { aheadSeconds: 0, reachesEnd: false };
  readonly hasFrame = false;
  readonly renditionBps = null;
  readonly role = 'parked';
  reelId: string | null = null;
  failure: PlaybackError | null = null;
  motion: MotionListener | null = null;

  constructor(
    _shared: SharedPlayback,
    readonly listener: PlayerListener,
  ) {
    players.push(this);
  }

  assign(media: ReelMedia | null): void {
    this.reelId = media?.reelId ?? null;
  }
  expectMotion(motion: MotionListener): void {
    this.motion = motion;
  }
  fail(): void {
    this.failure = new PlaybackError('network', 'https://a.example/', 'no answer');
    this.listener.onError(Object(this), this.failure);
  }
  mayRetry(): boolean {
    return this.failure !== null;
  }
  retry(): void {
    this.failure = null;
  }
  load(): void {}
  setReadAhead(): void {}
  holdBack(): void {}
  leave(): void {}
}

vi.resetModules();
vi.doMock('./reel-player.ts', () => ({ ReelPlayer: FakePlayer }));
const { PlayerPool: Pool } = await import('./player-pool.ts');
afterAll(() => {
  vi.doUnmock('./reel-player.ts');
  vi.resetModules();
});

let pool: PlayerPool;

beforeEach(() => {
  players.length = 0;
  vi.stubGlobal('HTMLMediaElement', { NETWORK_EMPTY: 0 });
  vi.stubGlobal('HTMLVideoElement', EventTarget);
  vi.stubGlobal('document', { pictureInPictureElement: null });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const shared = { buffer: () => defaultBuffer, estimate: new NetworkEstimate(null), maySpeculate: () => false };
  const listener: PoolListener = Object(new Proxy({}, { get: () => () => undefined }));
  pool = new Pool(Object(shared), listener);
});
afterEach(() => {
  performance.clearMeasures();
  vi.unstubAllGlobals();
});

const show = (reelId: string, atMs: number) => {
  pool.show({ reelId, format: 'hls', urls: [] }, [], atMs);
  return players.find((player) => player.reelId === reelId);
};
const swipes = () =>
  performance.getEntriesByName('nextreel:swipe').map((entry) => Reflect.get(entry, 'detail') as unknown);

it('a reel that keeps failing is measured as one swipe without a first frame', () => {
  show('first', 0)?.motion?.onMoving(100);
  const player = show('second', 1000);
  for (let attempts = 0; attempts < 5; attempts += 1) {
    player?.fail();
    pool.retryFailed();
  }
  expect(swipes()).toEqual([]);
  show('third', 9000);
  expect(swipes()).toMatchObject([{ reelId: 'second', firstFrameMs: null, movingMs: null }]);
});

it('a reel that plays after a failed attempt is measured from the swipe on, once', () => {
  show('first', 0)?.motion?.onMoving(100);
  const player = show('second', 1000);
  player?.fail();
  pool.retryFailed();
  player?.motion?.onFirstFrame(7000);
  player?.motion?.onMoving(7100);
  // It fails again in the middle, and recovers.
  player?.fail();
  pool.retryFailed();
  player?.motion?.onMoving(9000);
  expect(swipes()).toMatchObject([{ reelId: 'second', firstFrameMs: 6000, movingMs: 6100 }]);
});
