import { chunkBytes, countChunks, isWatched, isWatchedWhole, lastWatched, rules, transfer } from './rules.ts';
import type { Decision, Network, Observation, Outcome, Policy, Video, Viewing } from './world.ts';

/** The mutable state of a session. Plain numbers and arrays, so that a search can copy it cheaply. */
export type SessionState = {
  nowMs: number;
  cursorMs: number;
  play: number;
  playedMs: number;
  /** The level of each requested chunk, by video. */
  readonly levels: number[][];
  /** The number of chunks that have arrived, by video. */
  readonly arrived: number[];
  readonly waitMs: number[];
  /** Switching penalties as the first and the last version of the challenge's code count them at each request. */
  firstSwitching: number;
  lastSwitching: number;
  stallMs: number;
  stalls: number;
  bytes: number;
};

export function startSession(viewing: Viewing): SessionState {
  return {
    nowMs: 0,
    cursorMs: 0,
    play: 0,
    playedMs: 0,
    levels: viewing.videos.map(() => []),
    arrived: viewing.videos.map(() => 0),
    waitMs: viewing.videos.map(() => 0),
    firstSwitching: 0,
    lastSwitching: 0,
    stallMs: 0,
    stalls: 0,
    bytes: 0,
  };
}

export function isOver(viewing: Viewing, state: SessionState): boolean {
  return state.play >= viewing.videos.length;
}

/** Lets `spanMs` pass for the viewer. Returns how much of it was stall. */
function playOn(viewing: Viewing, state: SessionState, spanMs: number): number {
  let left = spanMs;
  while (left > 0 && state.play < viewing.videos.length) {
    const video = viewing.videos[state.play];
    if (video === undefined) break;
    const untilSwipeMs = (viewing.watchMs[state.play] ?? 0) - state.playedMs;
    const bufferMs = (state.arrived[state.play] ?? 0) * video.chunkMs - state.playedMs;
    const wantedMs = Math.min(left, untilSwipeMs);
    const playedMs = Math.min(wantedMs, bufferMs);
    state.playedMs += playedMs;
    left -= playedMs;
    if (playedMs >= untilSwipeMs) {
      state.play += 1;
      state.playedMs = 0;
    } else if (playedMs < wantedMs) {
      if (state.playedMs === 0) state.waitMs[state.play] = (state.waitMs[state.play] ?? 0) + left;
      state.stallMs += left;
      state.stalls += 1;
      break;
    } else break;
  }
  state.nowMs += spanMs;
  return state.play < viewing.videos.length ? left : 0;
}

export type Step = { delayMs: number; stallMs: number; bytes: number };

export function sleep(viewing: Viewing, state: SessionState, sleepMs: number): Step {
  return { delayMs: sleepMs, stallMs: playOn(viewing, state, sleepMs), bytes: 0 };
}

export function download(viewing: Viewing, network: Network, state: SessionState, id: number, level: number): Step {
  const video = viewing.videos[id];
  const levels = state.levels[id];
  if (video === undefined || levels === undefined || id < state.play || id >= state.play + rules.queue)
    throw new RangeError(`Video ${id} is not in the window of ${rules.queue} that begins at ${state.play}`);
  const bytes = chunkBytes(video, level, levels.length);
  state.firstSwitching += priceSwitchFirst(viewing, state, id, level);
  state.lastSwitching += priceSwitchLast(viewing, state, id, level);
  levels.push(level);
  const { delayMs, cursorMs } = transfer(network, state.cursorMs, bytes);
  state.cursorMs = cursorMs;
  state.bytes += bytes;
  const stallMs = playOn(viewing, state, delayMs);
  state.arrived[id] = (state.arrived[id] ?? 0) + 1;
  return { delayMs, stallMs, bytes };
}

/**
 * Returns the level of the chunk that is watched before the next one of this video; undefined if it has not been
 * requested yet.
 */
function levelBefore(viewing: Viewing, { levels }: SessionState, id: number): number | undefined {
  const previous = viewing.videos[id - 1];
  const own = levels[id] ?? [];
  if (own.length > 0 || previous === undefined) return own.at(-1);
  return levels[id - 1]?.[lastWatched(previous, viewing.watchMs[id - 1] ?? 0)];
}

function rateOf({ kbps }: Video, level: number): number {
  return (kbps[level] ?? 0) / 1000;
}

/** First version: assumes the top level for a previous chunk that has not been requested yet. */
function priceSwitchFirst(viewing: Viewing, state: SessionState, id: number, level: number): number {
  const video = viewing.videos[id];
  const chunk = state.levels[id]?.length ?? 0;
  if (video === undefined || !isWatched(video, chunk, viewing.watchMs[id] ?? 0) || id + chunk === 0) return 0;
  const before = levelBefore(viewing, state, id) ?? video.kbps.length - 1;
  return Math.abs(rateOf(video, level) - rateOf(video, before));
}

/**
 * Last version: a previous chunk that has not been requested yet costs nothing for now. When the last watched chunk of
 * a video is requested after the first one of the next video, the difference should be added; but the code takes 0 for
 * the rate of the former, so the whole rate of the latter counts. A video that is watched to its end has no last chunk,
 * so nothing is counted between it and the next video.
 */
function priceSwitchLast(viewing: Viewing, state: SessionState, id: number, level: number): number {
  const video = viewing.videos[id];
  const next = viewing.videos[id + 1];
  const chunk = state.levels[id]?.length ?? 0;
  const watchMs = viewing.watchMs[id] ?? 0;
  if (video === undefined || !isWatched(video, chunk, watchMs)) return 0;
  const previous = viewing.videos[id - 1];
  const isAfterWhole = chunk === 0 && previous !== undefined && isWatchedWhole(previous, viewing.watchMs[id - 1] ?? 0);
  const before = isAfterWhole ? undefined : levelBefore(viewing, state, id);
  const nextLevel = state.levels[id + 1]?.[0];
  const isLast = chunk === lastWatched(video, watchMs) && !isWatchedWhole(video, watchMs);
  const after = isLast && next !== undefined && nextLevel !== undefined ? rateOf(next, nextLevel) : 0;
  return after + (before === undefined ? 0 : Math.abs(rateOf(video, level) - rateOf(video, before)));
}

function observe(viewing: Viewing, state: SessionState, last: Step | undefined, downloaded: number): Observation {
  const q: Observation['q'] = [];
  for (let id = state.play; id < Math.min(viewing.videos.length, state.play + rules.queue); id += 1) {
    const playedMs = id === state.play ? state.playedMs : 0;
    const arrived = state.arrived[id] ?? 0;
    const bufferMs = arrived * (viewing.videos[id]?.chunkMs ?? 0) - playedMs;
    q.push([id, arrived, playedMs, bufferMs, state.levels[id]?.at(-1) ?? -1]);
  }
  const asked = viewing.videos[Math.max(downloaded, state.play)];
  return {
    first: last === undefined,
    now: state.nowMs,
    delay: last?.delayMs ?? 0,
    rebuf: last?.stallMs ?? 0,
    bytes: last?.bytes ?? 0,
    eov:
      last !== undefined &&
      (downloaded < state.play || asked === undefined || (state.arrived[downloaded] ?? 0) >= countChunks(asked)),
    play: state.play,
    q,
  };
}

export function settle(viewing: Viewing, state: SessionState): Omit<Outcome, 'decisions'> {
  let quality = 0;
  let switching = 0;
  let wastedBytes = 0;
  let before: number | undefined;
  for (const [id, video] of viewing.videos.entries()) {
    for (const [chunk, level] of (state.levels[id] ?? []).entries()) {
      if (!isWatched(video, chunk, viewing.watchMs[id] ?? 0)) {
        wastedBytes += chunkBytes(video, level, chunk);
        continue;
      }
      const q = (video.kbps[level] ?? 0) / 1000;
      quality += q;
      switching += before === undefined ? 0 : Math.abs(q - before);
      before = q;
    }
  }
  const stallSeconds = state.stallMs / 1000;
  const megabits = (state.bytes * 8) / 1e6;
  const swipes = state.waitMs.slice(1);
  const rest = quality - rules.stallWeight * stallSeconds - rules.megabitWeight * megabits;
  return {
    score: rest - switching,
    scoreByFirstRules: rest - state.firstSwitching,
    scoreByLastRules: rest - state.lastSwitching,
    quality,
    switching,
    stallSeconds,
    stalls: state.stalls,
    bytes: state.bytes,
    wastedBytes,
    swipeDelayMs: swipes.reduce((sum, waitMs) => sum + waitMs, 0) / Math.max(1, swipes.length),
    endMs: state.nowMs,
  };
}

const limit = 20_000;

/** Rolls out one policy on one viewing and one network, in virtual time. */
export function runSession(viewing: Viewing, network: Network, policy: Policy): Outcome {
  const state = startSession(viewing);
  const [first] = viewing.videos;
  if (first === undefined) throw new RangeError('A viewing needs at least one video');
  policy.reset({ chunkMs: first.chunkMs, kbps: [...first.kbps], queue: rules.queue });
  let shown = 0;
  let last: Step | undefined;
  let downloaded = 0;
  let decisions = 0;
  while (!isOver(viewing, state)) {
    for (; shown < Math.min(viewing.videos.length, state.play + rules.queue); shown += 1) {
      const video = viewing.videos[shown];
      if (video !== undefined)
        policy.video({ id: shown, sizes: video.sizes.map((level) => [...level]), retention: [...video.retention] });
    }
    const [id, level, sleepMs]: Decision = policy.decide(observe(viewing, state, last, downloaded));
    decisions += 1;
    if (decisions > limit) throw new RangeError(`The policy made ${limit} decisions without an end`);
    if (sleepMs > 0) {
      last = sleep(viewing, state, sleepMs);
      downloaded = state.play;
    } else {
      last = download(viewing, network, state, id, level);
      downloaded = id;
    }
  }
  return { ...settle(viewing, state), decisions };
}
