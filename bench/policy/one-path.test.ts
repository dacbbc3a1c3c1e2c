import { expect, test } from 'vitest';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import type { ReelInView } from '../../src/shared/messages.ts';
import { planPrefetch } from '../../sw/decision/plan/adaptive/plan-prefetch.ts';
import type { PlanningFacts } from '../../sw/decision/plan/adaptive/planning-facts.ts';
import { type AdaptiveFacts, ladderOf, planningFactsOf, wholeLadder } from '../../sw/decision/plan/adaptive-goals.ts';
import type { PlannableReel } from '../../sw/decision/plan/goal.ts';
import { parseManifest } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';
import { listGeneratedScenarios } from '../simulator/experiment.ts';
import { runSession } from '../simulator/session.ts';
import type { Decision, Observation, Policy, Video, Viewing } from '../simulator/world.ts';
import { ChallengeAdapter } from './policy.ts';

const base = 'https://a.example/';
const bandwidths = [750, 1200, 1850];
const manifest = parseManifest(
  [
    '#EXTM3U',
    ...bandwidths.flatMap((k) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${k}000,AVERAGE-BANDWIDTH=${k}000,CODECS="avc1.64001f"`,
      `${k}.m3u8`,
    ]),
  ].join('\n'),
  `${base}main.m3u8`,
);
const ladder = ladderOf(manifest);

/** Makes the sizes of all renditions proportional, since the worker infers sizes that playlists do not state. */
function withProportionalSizes(viewing: Viewing): Viewing {
  const proportional = (video: Video): Video => ({
    ...video,
    // Multiples of 75, so that every rendition has whole bytes: 75 * kbps / 750 is an integer for each.
    sizes: bandwidths.map((kbps) => (video.sizes[0] ?? []).map((bytes) => (Math.ceil(bytes / 75) * 75 * kbps) / 750)),
  });
  return { ...viewing, videos: viewing.videos.map(proportional) };
}

type Recorded = { readonly o: Observation; readonly facts: PlanningFacts; readonly decision: Decision };

function record(viewing: Viewing, network: Parameters<typeof runSession>[1]): Recorded[] {
  const adapter = new ChallengeAdapter();
  const recorded: Recorded[] = [];
  const policy: Policy = {
    reset: (session) => adapter.reset(session),
    video: (video) => adapter.video(video),
    decide: (o) => {
      const decision = adapter.decide(o);
      const facts = adapter.facts(o);
      if (facts !== undefined) recorded.push({ o: structuredClone(o), facts, decision });
      return decision;
    },
  };
  runSession(viewing, network, policy);
  return recorded;
}

/** Builds the planning facts of the same moment from the page's view and the worker's memory. */
function workerFactsOf({ o, facts }: Recorded, viewing: Viewing, levels: readonly number[][]) {
  const ids = [o.play - 1, ...o.q.map(([id]) => id)].filter((id) => id >= 0);
  const reelOf = (id: number): ReelInView => ({
    id: String(id),
    url: `${base}${id}/main.m3u8`,
    format: 'hls',
    poster: null,
    durationSeconds: viewing.videos[id]?.sizes[0]?.length ?? 0,
    tags: [],
    retention: [...(viewing.videos[id]?.retention ?? [])].slice(0, (viewing.videos[id]?.sizes[0]?.length ?? 0) + 1),
  });
  const bytes = new Map<string, number>();
  const here = new Set<string>();
  const reels = ids.map((id): PlannableReel => {
    const level = levels[id]?.at(-1);
    const sizes = viewing.videos[id]?.sizes[level ?? 0] ?? [];
    const url = `${base}${id}/${bandwidths[level ?? 0]}.m3u8`;
    const lines = sizes.map((_, chunk) => `#EXTINF:1,\n${chunk}.m4s`).join('\n');
    const playlist = parsePlaylist(`#EXTM3U\n#EXT-X-TARGETDURATION:1\n${lines}\n#EXT-X-ENDLIST`, url);
    const arrived = o.q.find(([inQueue]) => inQueue === id)?.[1] ?? 0;
    for (const [chunk, { uri }] of playlist.segments.entries()) {
      bytes.set(uri, sizes[chunk] ?? 0);
      if (chunk < arrived) here.add(uri);
    }
    return {
      reel: reelOf(id),
      outline: { manifest, rendition: ladder[level ?? 0] ?? null, tracks: [{ url, playlist }], missing: [] },
    };
  });
  const [, , positionMs = 0, bufferMs = 0] = o.q[0] ?? [];
  const known: AdaptiveFacts = {
    view: {
      type: 'view',
      viewerId: 'v',
      atMs: o.now,
      visible: true,
      origins: [],
      reels: ids.map(reelOf),
      currentIndex: ids.indexOf(o.play),
      playback: {
        positionSeconds: positionMs / 1000,
        bufferAheadSeconds: bufferMs / 1000,
        bufferedToEnd: false,
        paused: false,
      },
      throughputBps: null,
      device: unknownDevice,
    },
    direction: 1,
    identity: { origins: [], volatileParameters: [] },
    has: (key) => here.has(key),
    bytesOf: (key) => bytes.get(key),
    link: facts.link,
    watchTime: facts.watchTime,
    setting: facts.setting,
    nowMs: facts.nowMs,
  };
  const planned = planningFactsOf(reels, known, wholeLadder);
  // In the challenge no viewer leaves before the last video.
  return planned && { ...planned, goingOnShare: 1 };
}

test('the challenge adapter and the worker make the same decisions throughout a recorded session', () => {
  for (const { viewing: drawn, network } of listGeneratedScenarios({ viewers: 2, networks: 1 }, 0)) {
    const viewing = withProportionalSizes(drawn);
    const levels: number[][] = viewing.videos.map(() => []);
    const moments = record(viewing, network);
    expect(moments.length).toBeGreaterThan(50);
    for (const moment of moments) {
      // After the last reel the worker continues with earlier ones; the challenge has no way back.
      if (moment.o.q.length === 1) break;
      const facts = workerFactsOf(moment, viewing, levels);
      const [id, level, sleepMs] = moment.decision;
      const [item] = facts === undefined ? [] : planPrefetch(facts, { items: 1 }).items;
      const planned = item === undefined ? 'rest' : [item.reelId, item.rendition];
      expect([moment.o.now, planned]).toEqual([moment.o.now, sleepMs > 0 ? 'rest' : [String(id), level]]);
      if (sleepMs === 0) levels[id]?.push(level);
    }
  }
});
