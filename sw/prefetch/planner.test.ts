import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import type { PlannableReel } from '../decision/plan/goal.ts';
import { parsePlaylist } from '../decision/playlist/parse-playlist.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { BehaviourMemory } from './behaviour-memory.ts';
import { Planner } from './planner.ts';
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

/** How many files the cache is asked about for one plan. */
async function questionsFor(segments: number): Promise<number> {
  let questions = 0;
  const planner = new Planner({
    config: defaultConfig,
    behaviour: new BehaviourMemory({
      config: defaultConfig,
      viewers: new FakeMemory(),
      strategies: new FakeMemory(),
      nowMs,
    }),
    watchTime: new WatchMemory(new FakeMemory(), nowMs),
    choices: new RenditionChoices(new FakeMemory()),
    identity: () => Promise.resolve({ origins: [], volatileParameters: [] }),
    has: () => {
      questions += 1;
      return Promise.resolve(false);
    },
    transfers: new TransferMemory(),
    view: () => undefined,
    region: () => '',
    nowMs,
  });
  const films = ['one', 'two', 'three'].map((id) => filmOf(id, segments));
  const view: View = {
    type: 'view',
    viewerId: 'ann',
    atMs: nowMs(),
    visible: true,
    origins: [],
    reels: films.map(({ reel }) => reel),
    currentIndex: 0,
    playback: { positionSeconds: segments, bufferAheadSeconds: 8, bufferedToEnd: false, paused: false },
    throughputBps: 8_000_000,
    device: unknownDevice,
  };
  expect(await planner.decide(view, films)).not.toEqual([]);
  return questions;
}

test('a plan asks the cache for as much in playlists of 10,000 segments as in those of 1,000', async () => {
  expect(await questionsFor(10_000)).toBe(await questionsFor(1000));
});
