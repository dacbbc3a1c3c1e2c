import type { GivenUpRequest } from '../shared/messages.ts';
import type { LoadedFile } from '../worker-client/load-again.ts';

/** What a player reports beyond its video element. */
export type PlayerReport = {
  /** URL of the playlist of the rendition that is being loaded; null if unknown. */
  readonly playlistUrl: () => string | null;
  /** Returns what it has requested before this time of `performance.now()` and loaded since, playlists first. */
  readonly loadedFiles?: (beforeMs: number) => readonly LoadedFile[];
};

type SharedReports = {
  readonly players: WeakSet<object>;
  readonly reports: WeakMap<HTMLMediaElement, PlayerReport>;
  bps: number | null;
  /** Listeners of worker connections, called when a player aborts a request. */
  readonly onGiveUp: Set<(request: GivenUpRequest) => void>;
  /** Listeners called when a video's player has loaded files past the worker. Older copies lack it. */
  onUnserved?: Set<(video: HTMLMediaElement) => void>;
};

/** Shared on the page by all copies of this package. */
const registryKey = Symbol.for('nextreel.players');

function sharedReports(): SharedReports {
  const page: typeof globalThis & { [registryKey]?: SharedReports } = globalThis;
  page[registryKey] ??= { players: new WeakSet(), reports: new WeakMap(), bps: null, onGiveUp: new Set() };
  return page[registryKey];
}

/** Returns true the first time it is called for a player. */
export function isNew(player: object): boolean {
  const { players } = sharedReports();
  if (players.has(player)) return false;
  players.add(player);
  return true;
}

export function report(video: HTMLMediaElement, playerReport: PlayerReport): void {
  sharedReports().reports.set(video, playerReport);
}

/** Returns the URL of the playlist that this video's player loads, if the player reports it. */
export function playlistOf(video: HTMLMediaElement): { readonly playlistUrl?: string } {
  const playlistUrl = sharedReports().reports.get(video)?.playlistUrl() ?? null;
  return playlistUrl === null ? {} : { playlistUrl };
}

/**
 * The latest throughput that any player measured, including players that the page attached itself. It outlives the
 * player.
 */
export const measured = {
  get bps(): number | null {
    return sharedReports().bps;
  },
  forget(): void {
    sharedReports().bps = null;
  },
};

export function noteMeasured(bps: number): void {
  if (Number.isFinite(bps) && bps > 0) sharedReports().bps = bps;
}

/** Calls the listener for each request that a player aborts before it gets a response, until the signal aborts. */
export function listenToGivenUp(listener: (request: GivenUpRequest) => void, signal: AbortSignal): void {
  const { onGiveUp } = sharedReports();
  onGiveUp.add(listener);
  signal.addEventListener('abort', () => onGiveUp.delete(listener));
}

/** Returns the files that this video's player reports to have requested before this time. */
export function loadedFilesOf(video: HTMLMediaElement, beforeMs: number): readonly LoadedFile[] {
  return sharedReports().reports.get(video)?.loadedFiles?.(beforeMs) ?? [];
}

/** Calls the listener for each video whose player has loaded files past the worker, until the signal aborts. */
export function listenToUnserved(listener: (video: HTMLMediaElement) => void, signal: AbortSignal): void {
  const shared = sharedReports();
  shared.onUnserved ??= new Set();
  shared.onUnserved.add(listener);
  signal.addEventListener('abort', () => shared.onUnserved?.delete(listener));
}

export function noteUnserved(video: HTMLMediaElement): void {
  for (const listener of sharedReports().onUnserved ?? []) listener(video);
}

export function noteGivenUp(request: GivenUpRequest): void {
  for (const listener of sharedReports().onGiveUp) listener(request);
}
