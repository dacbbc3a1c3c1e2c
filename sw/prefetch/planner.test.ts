import { describe, expect, test } from 'vitest';
import { defaultConfig, readConfig } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import type { PlannableReel } from '../decision/plan/goal.ts';
import { parseManifest } from '../decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../decision/playlist/parse-playlist.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { BehaviourMemory } from './behaviour-memory.ts';
import { Planner, type PlannerParts } from './planner.ts';
import { RenditionChoices } from './rendition-choices.ts';
import { TransferMemory } from './transfer-memory.ts';
import { WatchMemory } from './watch-memory.ts';

const base = 'https://a.example/';
const nowMs = () => 1_000_000;

function filmOf(id: string, segments: number): PlannableReel {
  const url = `${base}${id}.m3u8`;
  const lines = Array.from({ length: segments }, (_, number) => `#EXTINF:2,\n${id}/${number}.m4s`);
  const playlist = parsePlaylist(['#EXTM3U', '#EXT-X-TARGETDURATION:2', ...lines, '#EXT-X-ENDLIST'].join('\n'), url);
  const reel = { id, url, format: 'hls', poster: null, durationSeconds: 2 * segments, tags: [] } as const;
  return {
    reel: { ...reel, tags: [] },
    outline: { manifest: null, rendition: null, tracks: [{ url, playlist }], missing: [] },
  };
}

const viewOf = (reels: View['reels'], playback: Partial<View['playback']>): View => ({
  type: 'view',
  viewerId: 'ann',
  atMs: nowMs(),
  visible: true,
  origins: [],
  reels,
  currentIndex: 0,
  playback: { positionSeconds: 0, bufferAheadSeconds: 8, bufferedToEnd: false, paused: false, ...playback },
  throughputBps: 8_000_000,
  device: unknownDevice,
});

type Read = PlannerParts['network']['readKeptText'];

const networkOf = (readKeptText: Read = () => Promise.resolve(undefined)): PlannerParts['network'] => ({
  identity: () => Promise.resolve({ origins: [], volatileParameters: [] }),
  readKeptText,
});

function plannerWith(parts: Partial<PlannerParts>): Planner {
  return new Planner({
    config: defaultConfig,
    behaviour: new BehaviourMemory({
      config: defaultConfig,
      settings: { restore: () => Promise.resolve() },
      viewers: new FakeMemory(),
      strategies: new FakeMemory(),
      nowMs,
    }),
    watchTime: new WatchMemory(new FakeMemory(), nowMs),
    choices: new RenditionChoices(new FakeMemory()),
    network: networkOf(),
    cache: { has: () => Promise.resolve(false), hasEvenIfStale: () => Promise.resolve(false) },
    measured: new TransferMemory(),
    settings: { restore: () => Promise.resolve() },
    view: { latest: undefined },
    region: () => '',
    nowMs,
    ...parts,
  });
}

test('viewing behaviour is learned from a reel of unknown length too', async () => {
  const planner = plannerWith({ view: { latest: viewOf([filmOf('far', 0).reel], {}) } });
  const swipe = { kind: 'swipe', atMs: nowMs(), watchedSeconds: 3, durationSeconds: 0, direction: 1 } as const;
  const left = { ...swipe, fromReelId: 'far', toReelId: 'one' };
  expect(await planner.observeAll('ann', [left])).toBeUndefined();
  expect(await planner.observe('ann', left)).toBeUndefined();
  expect(planner.parts.behaviour.find('ann').watches).toHaveLength(2);
});

test('a swipe in a newly shown tab is learned from before that tab has a plan', async () => {
  const view = { latest: viewOf([filmOf('one', 3).reel], {}) };
  const planner = plannerWith({ view });
  await planner.decide(view.latest, []);
  view.latest = viewOf([{ ...filmOf('other', 3).reel, tags: ['cats'] }], {});
  const swipe = { kind: 'swipe', atMs: nowMs(), watchedSeconds: 3, durationSeconds: 6, direction: 1 } as const;
  expect(await planner.observe('ann', { ...swipe, fromReelId: 'other', toReelId: 'next' })).toBeUndefined();
  expect(planner.parts.watchTime.model.tags).toHaveProperty('cats');
});

test('no watch time is learned if its tracking is disabled', async () => {
  const config = readConfig({ analyzer: { enable_watch_time_tracking: false } });
  const memory = new FakeMemory();
  const view = { latest: viewOf([filmOf('one', 3).reel], {}) };
  const planner = plannerWith({ config, view, watchTime: new WatchMemory(memory, nowMs) });
  const swipe = { kind: 'swipe', atMs: nowMs(), watchedSeconds: 3, durationSeconds: 6, direction: 1 } as const;
  expect(await planner.observe('ann', { ...swipe, fromReelId: 'one', toReelId: 'next' })).toBeUndefined();
  expect(memory.writes).toBe(0);
});

test('the expected watch time is rounded to a tenth of a second, so that it does not change all the time', () => {
  let now = 1_000_000;
  const planner = plannerWith({ nowMs: () => now });
  const { reel } = filmOf('one', 10);
  const seconds = planner.expectSeconds(reel);
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBe(Number(seconds.toFixed(1)));
  now += 250;
  expect(planner.expectSeconds(reel)).toBe(seconds);
});

/** Returns how many cache look-ups one plan makes. */
async function questionsFor(segments: number): Promise<number> {
  let questions = 0;
  const planner = plannerWith({
    cache: {
      has: () => {
        questions += 1;
        return Promise.resolve(false);
      },
      hasEvenIfStale: () => Promise.resolve(false),
    },
  });
  const films = ['one', 'two', 'three'].map((id) => filmOf(id, segments));
  const view = viewOf(
    films.map(({ reel }) => reel),
    { positionSeconds: segments },
  );
  expect(await planner.decide(view, films)).not.toEqual([]);
  return questions;
}

test('a plan makes as many cache look-ups for playlists of 10,000 segments as for those of 1,000', async () => {
  expect(await questionsFor(10_000)).toBe(await questionsFor(1000));
});

const manifestUrl = `${base}r/main.m3u8`;
const renditionLines = [300, 600, 900].flatMap((kbps) => [`#EXT-X-STREAM-INF:BANDWIDTH=${kbps}000`, `${kbps}.m3u8`]);
const manifest = parseManifest(['#EXTM3U', ...renditionLines].join('\n'), manifestUrl);
const chosenBy = async (planner: Planner) => (await planner.chooseNow(manifestUrl, manifest)).uri;
const usual = `${base}r/900.m3u8`;
const middle = `${base}r/600.m3u8`;

/** The playlists and the beginnings of these renditions are cached. */
const begun = (...kbps: number[]): Pick<PlannerParts, 'network' | 'cache'> => ({
  ...listed(...kbps),
  cache: {
    has: () => Promise.resolve(false),
    hasEvenIfStale: (key) => Promise.resolve(kbps.some((one) => key.endsWith(`/${one}-0.m4s`))),
  },
});

/** Only the playlists of these renditions are cached. */
const listed = (...kbps: number[]): Pick<PlannerParts, 'network'> => ({
  network: networkOf((url) => {
    const one = kbps.find((each) => url.endsWith(`/${each}.m3u8`));
    const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${one}-0.m4s\n#EXT-X-ENDLIST`;
    return Promise.resolve(one === undefined ? undefined : text);
  }),
});

test('a reel that was played before the worker started begins in the cached rendition', async () => {
  const choices = new RenditionChoices(new FakeMemory());
  expect(await chosenBy(plannerWith({ choices }))).toBe(usual);
  expect(await chosenBy(plannerWith({ choices, ...begun(300, 600) }))).toBe(middle);
  expect(await chosenBy(plannerWith({ choices }))).toBe(middle);
});

test('a rendition with a cached playlist but no cached beginning is not preferred', async () => {
  expect(await chosenBy(plannerWith(listed(600)))).toBe(usual);
});

test('a cached beginning is found in a playlist that uses variables of the manifest', async () => {
  const { network, cache } = begun(600);
  const written = networkOf(async (url) => {
    const text = await network.readKeptText(url);
    return text?.replace('\n', '\n#EXT-X-DEFINE:IMPORT="ending"\n').replace('.m4s', '.{$ending}');
  });
  const definition = '#EXT-X-DEFINE:NAME="ending",VALUE="m4s"';
  const defining = parseManifest(['#EXTM3U', definition, ...renditionLines].join('\n'), manifestUrl);
  const choice = await plannerWith({ network: written, cache }).chooseNow(manifestUrl, defining);
  expect(choice.uri).toBe(middle);
});

test('a reel begins in standard dynamic range if it has one, as with hls.js alone', async () => {
  const lines = ['#EXT-X-STREAM-INF:BANDWIDTH=950000,VIDEO-RANGE=PQ', 'hdr.m3u8', ...renditionLines];
  const ranged = parseManifest(['#EXTM3U', ...lines].join('\n'), manifestUrl);
  expect((await plannerWith({}).chooseNow(manifestUrl, ranged)).uri).not.toContain('hdr');
  const only = parseManifest(['#EXTM3U', ...lines.slice(0, 2)].join('\n'), manifestUrl);
  expect((await plannerWith({}).chooseNow(manifestUrl, only)).uri).toContain('hdr');
});

test('a manifest without a decodable rendition is passed on, and the player says what is wrong with it', async () => {
  const { device, ...view } = viewOf([], {});
  const undecodable = ['avc1.64001f'];
  const latest = { ...view, device: { ...device, undecodableCodecs: undecodable } };
  const lines = ['#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.64001f"', 'v.m3u8'];
  const planner = plannerWith({ view: { latest } });
  const choice = await planner.chooseNow(manifestUrl, parseManifest(['#EXTM3U', ...lines].join('\n'), manifestUrl));
  expect(choice.uri).toBe(`${base}r/v.m3u8`);
});

test('a choice whose beginning is cached stays, whatever else is cached', async () => {
  const choices = new RenditionChoices(new FakeMemory());
  await chosenBy(plannerWith({ choices, ...begun(600) }));
  expect(await chosenBy(plannerWith({ choices, ...begun(600, 900) }))).toBe(middle);
});

test('a playlist that cannot be read counts as not cached', async () => {
  const network = networkOf(() => Promise.reject(new Error('no answer')));
  expect(await chosenBy(plannerWith({ network }))).toBe(usual);
});

test('the playing reel is prefetched in the rendition that its player has loaded', async () => {
  const reel = { ...filmOf('r', 1).reel, url: manifestUrl };
  const view = { latest: viewOf([reel], { playlistUrl: middle }) };
  const choose = await plannerWith({ view }).chooseAhead();
  expect(choose(manifestUrl, manifest).uri).toBe(middle);
});

describe('a coming reel in a rendition that the link no longer carries', () => {
  const playlistUrl = usual;
  const playlist = parsePlaylist(
    '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n900-0.m4s\n#EXT-X-ENDLIST',
    playlistUrl,
  );
  const rendition = manifest.renditions.find(({ uri }) => uri === usual) ?? null;
  const coming: PlannableReel = {
    reel: { id: 'r', url: manifestUrl, format: 'hls', poster: null, durationSeconds: 2, tags: [] },
    outline: { manifest, rendition, tracks: [{ url: playlistUrl, playlist }], missing: [] },
  };
  const playing = filmOf('playing', 10);
  const view = viewOf([playing.reel, coming.reel], {});

  /** Returns the rendition that is chosen once the throughput has fallen to 400 kbit/s. */
  async function chosenAfterFall(parts: Partial<PlannerParts>, before?: (choices: RenditionChoices) => void) {
    const choices = new RenditionChoices(new FakeMemory());
    const planner = plannerWith({ choices, ...parts });
    const choose = await planner.choose();
    await planner.decide(view, [playing, coming]);
    expect(choose(manifestUrl, manifest).uri).toBe(usual);
    before?.(choices);
    await planner.decide({ ...view, throughputBps: 400_000 }, [playing, coming]);
    return choose(manifestUrl, manifest).uri;
  }

  test('is fetched in a lower one as long as nothing of it is cached', async () => {
    expect(await chosenAfterFall({})).toBe(`${base}r/300.m3u8`);
  });

  test('stays in it once a part of it is cached', async () => {
    const has = (key: string) => Promise.resolve(key.endsWith('/900-0.m4s'));
    expect(await chosenAfterFall({ cache: { has, hasEvenIfStale: has } })).toBe(usual);
  });

  test('stays in it once a player has got the manifest', async () => {
    const { key } = resourceOf(manifestUrl, null, await networkOf().identity());
    expect(await chosenAfterFall({}, (choices) => choices.noteServed(key))).toBe(usual);
  });
});
