import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFixedCount } from './baselines.ts';
import { createClairvoyant } from './clairvoyant.ts';
import { drawChart } from './chart.ts';
import { listGeneratedScenarios, runScenarios } from './experiment.ts';
import { policyNames } from './policies.ts';
import { createRandom } from './random.ts';
import { formatResults } from './report.ts';
import { transfer } from './rules.ts';
import { download, runSession, settle, sleep, startSession } from './session.ts';
import { comparePaired } from './statistics.ts';
import { drawWatchMs, generateLibrary, generateNetwork, generateViewing } from './traces.ts';
import type { Network, Policy, Video, Viewing } from './world.ts';

const steady: Network = { name: 'steady', stepMs: 500, kbps: [1000] };

function video(chunks: number, bytes = 100_000): Video {
  return {
    chunkMs: 1000,
    kbps: [750, 1200, 1850],
    sizes: [1, 2, 3].map((factor) => Array.from({ length: chunks }, () => factor * bytes)),
    retention: [...Array.from({ length: chunks + 1 }, () => 1), 0],
  };
}

const twoVideos: Viewing = { videos: [video(4), video(4)], watchMs: [2500, 4000] };

test('a transfer takes its bits at 95 % of the rate plus one round trip, which does not advance the trace', () => {
  const { delayMs, cursorMs } = transfer(steady, 0, 118_750);
  expect(cursorMs).toBeCloseTo(1000);
  expect(delayMs).toBe(1080);
});

test('sleeping does not advance the trace, and a trace repeats from its start', () => {
  const network: Network = { name: 'two steps', stepMs: 500, kbps: [1000, 2000] };
  const state = startSession(twoVideos);
  sleep(twoVideos, state, 700);
  expect(state).toMatchObject({ nowMs: 700, cursorMs: 0 });
  const whole = transfer(network, 0, (0.95 * 500 * (1000 + 2000)) / 8);
  expect(transfer(network, whole.cursorMs, 10_000).delayMs).toBe(transfer(network, 0, 10_000).delayMs);
});

test('all time after the buffer runs dry is stall, and the swipe comes only after the full watch time', () => {
  const state = startSession(twoVideos);
  expect(download(twoVideos, steady, state, 0, 0)).toMatchObject({ stallMs: 922, delayMs: 922 });
  expect(sleep(twoVideos, state, 1500).stallMs).toBe(500);
  expect(state).toMatchObject({ play: 0, playedMs: 1000 });
  download(twoVideos, steady, state, 0, 0);
  download(twoVideos, steady, state, 0, 0);
  expect(state).toMatchObject({ play: 0, playedMs: 1922 });
  expect(sleep(twoVideos, state, 600).stallMs).toBe(22);
  expect(state).toMatchObject({ play: 1, playedMs: 0 });
});

test('the score is quality minus switches, stalls and bytes, and unwatched chunks are waste', () => {
  const viewing: Viewing = { videos: [video(4)], watchMs: [1500] };
  const state = startSession(viewing);
  download(viewing, steady, state, 0, 0);
  download(viewing, steady, state, 0, 2);
  download(viewing, steady, state, 0, 0);
  const outcome = settle(viewing, state);
  expect(outcome).toMatchObject({ bytes: 500_000, wastedBytes: 100_000 });
  expect(outcome.quality).toBeCloseTo(0.75 + 1.85);
  expect(outcome.switching).toBeCloseTo(1.1);
  expect(outcome.score).toBeCloseTo(0.75 + 1.85 - 1.1 - 1.85 * outcome.stallSeconds - 0.5 * 4);
});

test('for a chunk not requested yet the first rules assume the top level, and the last rules charge later', () => {
  const viewing: Viewing = { videos: [video(4), video(4)], watchMs: [1500, 500] };
  const switchesOf = (asked: readonly (readonly [id: number, level: number])[]) => {
    const state = startSession(viewing);
    for (const [id, level] of asked) download(viewing, steady, state, id, level);
    const { score, scoreByFirstRules, scoreByLastRules, switching } = settle(viewing, state);
    const round = (value: number) => Math.round(value * 1000) / 1000;
    return [switching, switching + score - scoreByFirstRules, switching + score - scoreByLastRules].map(round);
  };
  const inOrder = switchesOf([
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(inOrder).toEqual([0.9, 0.9, 0.9]);
  const nextAhead = switchesOf([
    [0, 0],
    [1, 0],
    [0, 1],
  ]);
  expect(nextAhead).toEqual([0.9, 0.45 + 1.1, 0.45 + 0.75]);
});

test('the last rules count no switch from a video that is watched to its end to the next one', () => {
  const viewing: Viewing = { videos: [video(2), video(2)], watchMs: [2000, 500] };
  const state = startSession(viewing);
  for (const [id, level] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const)
    download(viewing, steady, state, id, level);
  const { score, scoreByLastRules, switching } = settle(viewing, state);
  expect(switching).toBeCloseTo(0.9);
  expect(switching + score - scoreByLastRules).toBeCloseTo(0.45);
});

test('a request outside the window of five is refused', () => {
  const viewing: Viewing = {
    videos: Array.from({ length: 7 }, () => video(3)),
    watchMs: Array.from({ length: 7 }, () => 1000),
  };
  expect(() => download(viewing, steady, startSession(viewing), 5, 0)).toThrow('not in the window');
});

test('bytes are conserved and virtual time never goes back under any policy', () => {
  const library = generateLibrary(5, 6);
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat(99), { minLength: 5, maxLength: 40 }), (seed, moves) => {
      const random = createRandom(seed);
      const viewing = generateViewing(random, library, 0.3);
      const network = generateNetwork(random, 'medium', 'medium');
      let turn = 0;
      let lastMs = 0;
      let asked = 0;
      const wild: Policy = {
        reset: () => {},
        video: () => {},
        decide(o) {
          expect(o.now).toBeGreaterThanOrEqual(lastMs);
          expect(o.now - lastMs).toBe(o.delay);
          expect(o.rebuf).toBeLessThanOrEqual(o.delay);
          lastMs = o.now;
          asked += o.bytes;
          const move = moves[turn++ % moves.length] ?? 0;
          const open = o.q.filter(([id, chunks]) => chunks < (viewing.videos[id]?.sizes[0]?.length ?? 0));
          const entry = open[move % Math.max(1, open.length)];
          return move > 80 || entry === undefined ? [o.play, 0, 50 + move] : [entry[0], move % 3, 0];
        },
      };
      const outcome = runSession(viewing, network, wild);
      const watchedMs = viewing.watchMs.reduce((sum, ms) => sum + ms, 0);
      // The last request may still have been in flight when the viewer left.
      expect(outcome.bytes).toBeGreaterThanOrEqual(asked);
      expect(outcome.wastedBytes).toBeLessThanOrEqual(outcome.bytes);
      expect(outcome.endMs).toBeGreaterThanOrEqual(watchedMs + outcome.stallSeconds * 1000 - 1e-6);
    }),
    { numRuns: 30 },
  );
});

test('viewers leave according to the retention curve', () => {
  const random = createRandom(9);
  const retention = [1, 0.8, 0.5, 0.5, 0.2, 0];
  const curve: Video = { ...video(4), retention };
  const drawn = Array.from({ length: 20_000 }, () => drawWatchMs(random, curve, 1));
  const share = (ms: number) => drawn.filter((watchMs) => watchMs >= ms).length / drawn.length;
  expect([share(1000), share(2000), share(3000)].map((value) => Math.round(value * 20) / 20)).toEqual([0.8, 0.5, 0.5]);
  expect(Math.abs(share(4000) - 0.2)).toBeLessThan(0.02);
});

test('the same seed gives the same traces', () => {
  expect(listGeneratedScenarios({ viewers: 2, networks: 1 }, 0.3)).toEqual(
    listGeneratedScenarios({ viewers: 2, networks: 1 }, 0.3),
  );
});

test('a policy that knows swipes and network scores at least as high as any other, and wastes nothing', () => {
  const scenarios = listGeneratedScenarios({ viewers: 1, networks: 1 }, 0);
  const results = runScenarios(scenarios, policyNames);
  const total = (name: (typeof policyNames)[number]) =>
    (results.get(name) ?? []).reduce((sum, { score }) => sum + score, 0);
  for (const name of policyNames) expect(total('knows all')).toBeGreaterThanOrEqual(total(name));
  expect(total('adaptive')).toBeGreaterThan(total('fixed 3'));
  for (const outcome of results.get('knows all') ?? []) expect(outcome.wastedBytes).toBe(0);
  expect(formatResults('Own', scenarios, results).split('\n')).toHaveLength(policyNames.length + 3);
  const svg = drawChart('Score against waste', results);
  expect(svg.match(/<circle/g)).toHaveLength(policyNames.length);
  expect(svg).not.toContain('NaN');
});

test('the clairvoyant policy beats a fixed number of reels on a network that it knows', () => {
  const viewing = generateViewing(createRandom(4), generateLibrary(4, 5), 0);
  const network = generateNetwork(createRandom(4), 'high', 'high');
  const clairvoyant = runSession(viewing, network, createClairvoyant(viewing, network));
  expect(clairvoyant.score).toBeGreaterThan(runSession(viewing, network, createFixedCount(3)).score);
});

test('a paired comparison is certain of a constant difference and not of a random one', () => {
  expect(comparePaired([2, 3, 4], [1, 2, 3])).toMatchObject({ mean: 1, half: 0, p: 0 });
  const random = createRandom(1);
  const noise = Array.from({ length: 200 }, () => random() - 0.5);
  expect(
    comparePaired(
      noise,
      noise.map((value) => -value),
    ).p,
  ).toBeGreaterThan(0.01);
  expect(
    comparePaired(
      noise.map((value) => value + 0.3),
      noise.map((value) => -value),
    ).p,
  ).toBeLessThan(0.001);
});
