import { defaultConfig } from '../../../../../src/shared/config.ts';
import type { ReelInView } from '../../../../../src/shared/messages.ts';
import { unknownDevice } from '../../../../../src/shared/unknown-device.ts';
import { createBehaviour } from '../../../viewer/behaviour-model.ts';
import { assessBehaviour, type BehaviourAssessment } from '../../../viewer/viewer-class.ts';
import { createWatchTime } from '../../adaptive/watch-time.ts';
import type { Situation } from '../strategy.ts';

export const nowMs = 1_700_000_000_000;

export const reelInView = (id: string): ReelInView => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls',
  poster: null,
  durationSeconds: 12,
  tags: [],
});

/** A viewer with this behaviour watches the first of these reels, none of which is cached. */
export function situationOf(ids: readonly string[], behaviour: Partial<BehaviourAssessment> = {}): Situation {
  const reels = ids.map(reelInView);
  const assessment = assessBehaviour(createBehaviour('viewer', nowMs), nowMs, defaultConfig);
  return {
    view: {
      type: 'view',
      viewerId: 'viewer',
      atMs: nowMs,
      visible: true,
      origins: [],
      reels,
      currentIndex: 0,
      playback: { positionSeconds: 1, bufferAheadSeconds: 11, bufferedToEnd: true, paused: false },
      throughputBps: 4_000_000,
      device: unknownDevice,
    },
    reels: reels.map((reel) => ({
      reel,
      outline: { manifest: null, rendition: null, tracks: [], missing: [reel.url] },
    })),
    behaviour: { ...assessment, ...behaviour },
    history: [],
    defaultCount: 3,
    direction: 1,
    identity: { origins: [], volatileParameters: [] },
    has: () => false,
    bytesOf: () => undefined,
    link: { bps: 4_000_000, spread: 0.4, overheadSeconds: 0.1 },
    watchTime: createWatchTime(nowMs),
    setting: { hour: 20, region: '' },
    nowMs,
  };
}
