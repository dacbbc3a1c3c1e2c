import type { LogEntry } from '../../demo/request-log.ts';
import type { Ladder } from '../weight/weighted-media.ts';
import type { MediaMap } from './media-map.ts';
import type { Visit } from './meter.ts';
import type { Session } from './session.ts';

/** The measures of one session. */
export type Outcome = {
  readonly firstReelMs: number | null;
  /** From each swipe to the first frame of its reel; null if none appeared. */
  readonly startsMs: readonly (number | null)[];
  readonly playedSeconds: number;
  readonly stalledSeconds: number;
  /** Stalled time as a share of played and stalled time. */
  readonly stalledShare: number;
  /** Mean height of the picture, weighted by the time played. */
  readonly lines: number;
  readonly mediaBytes: number;
  /** Playlists, posters and everything else from the origin. */
  readonly otherBytes: number;
  /** Share of the media bytes that were never watched. */
  readonly wastedShare: number;
  readonly requests: number;
  readonly score: number;
  readonly processorSeconds: number;
};

/** The weights of the grand challenge's QoE score, scaled to any ladder: its best rendition is worth 1.85. */
const worth = 1.85;
const pricePerMegabit = 0.5;

export function outcomeOf({ visits, log, processorSeconds }: Session, media: MediaMap, ladder: Ladder): Outcome {
  const sum = (read: (visit: Visit) => number) => visits.reduce((total, visit) => total + read(visit), 0);
  const playedSeconds = sum(({ playedMs }) => playedMs) / 1000;
  const stalledSeconds = sum(({ stalledMs }) => stalledMs) / 1000;
  const waitedSeconds = sum(({ waitedMs }) => waitedMs) / 1000;
  const [first, ...others] = visits;
  const answered = log.filter(({ method }) => method === 'GET');
  const watched = new Set(visits.flatMap((visit) => [...media.watchedPaths(visit)]));
  let mediaBytes = 0;
  let usedBytes = 0;
  for (const [path, entries] of groupByPath(answered)) {
    const weight = media.find(path);
    if (weight === undefined) continue;
    const sentBytes = entries.reduce((total, { bytesSent }) => total + bytesSent, 0);
    mediaBytes += sentBytes;
    const share = weight.kind === 'file' ? media.watchedShare(path, visits) : Number(watched.has(path));
    usedBytes += Math.min(sentBytes, share * weight.bytes);
  }
  const allBytes = answered.reduce((total, { bytesSent }) => total + bytesSent, 0);
  const topBps = Math.max(...ladder);
  const qualityOf = (lines: number) => (worth * (ladder[media.rankOf(lines)] ?? 0)) / topBps;
  const quality = sum(({ playedMsByLines }) =>
    Object.entries(playedMsByLines).reduce((total, [lines, ms]) => total + (qualityOf(Number(lines)) * ms) / 1000, 0),
  );
  const switching = sum(({ switches }) =>
    switches.reduce((total, [from, to]) => total + Math.abs(qualityOf(to) - qualityOf(from)), 0),
  );
  const price = (pricePerMegabit * worth * 1e6) / topBps;
  const lineSeconds = sum(({ playedMsByLines }) =>
    Object.entries(playedMsByLines).reduce((total, [lines, ms]) => total + (Number(lines) * ms) / 1000, 0),
  );
  return {
    firstReelMs: first?.startMs ?? null,
    startsMs: others.map(({ startMs }) => startMs),
    playedSeconds,
    stalledSeconds,
    stalledShare: stalledSeconds / Math.max(0.001, playedSeconds + stalledSeconds),
    lines: lineSeconds / Math.max(0.001, playedSeconds),
    mediaBytes,
    otherBytes: allBytes - mediaBytes,
    wastedShare: mediaBytes === 0 ? 0 : 1 - usedBytes / mediaBytes,
    requests: answered.length,
    score: quality - switching - worth * (stalledSeconds + waitedSeconds) - (price * allBytes * 8) / 1e6,
    processorSeconds,
  };
}

function groupByPath(log: readonly LogEntry[]): Map<string, LogEntry[]> {
  const groups = new Map<string, LogEntry[]>();
  for (const entry of log) groups.set(entry.path, [...(groups.get(entry.path) ?? []), entry]);
  return groups;
}
