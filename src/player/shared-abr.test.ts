import type HlsClass from 'hls.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NetworkEstimate } from './network-estimate.ts';
import { sharedAbr } from './shared-abr.ts';

// hls.js reads the global `self` when it is imported.
vi.stubGlobal('self', globalThis);
const { default: Hls, Events, Fragment, PlaylistLevelType } = await import('hls.js');

const fastBps = 50_000_000;

let estimate: NetworkEstimate;
let players: HlsClass[];

const addPlayer = () => {
  const player = new Hls({ abrController: sharedAbr(Hls, estimate), abrEwmaDefaultEstimate: estimate.bps ?? 1 });
  players.push(player);
  return player;
};
const beginSegment = (player: HlsClass) =>
  player.trigger(Events.FRAG_LOADING, {
    frag: new Fragment(PlaylistLevelType.MAIN, 'https://a.test/'),
    targetBufferTime: 0,
  });
const measureFast = () => {
  for (let sample = 0; sample < 5; sample++) estimate.shared?.sample(1_000, fastBps / 8);
};

beforeEach(() => {
  estimate = new NetworkEstimate(fastBps);
  players = [];
});

afterEach(() => {
  for (const player of players) player.destroy();
});

test('existing players measure a new network from scratch, all with one estimator', () => {
  const [first, second] = [addPlayer(), addPlayer()];
  measureFast();
  expect(estimate.measuredBps).toBeCloseTo(fastBps);

  estimate.reset(700_000, 1_000);
  beginSegment(first);
  expect([estimate.measuredBps, estimate.bps, first.bandwidthEstimate]).toEqual([null, 700_000, 700_000]);
  const { shared } = estimate;
  beginSegment(second);
  expect(estimate.shared).toBe(shared);
  expect(second.bandwidthEstimate).toBe(700_000);
});

test('a player that missed a network change has no estimate on the next network', () => {
  const [first, second] = [addPlayer(), addPlayer()];
  measureFast();
  estimate.reset(700_000, 1_000);
  beginSegment(first);
  estimate.reset(null, 2_000);
  beginSegment(second);
  expect(estimate.measuredBps).toBeNull();
  expect(second.bandwidthEstimate).toBe(Hls.DefaultConfig.abrEwmaDefaultEstimate);
});
