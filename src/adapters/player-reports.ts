import type { GivenUpRequest } from '../shared/messages.ts';

/** What a player tells of itself beside what its video element tells. */
export type PlayerReport = {
  /** Address of the playlist of the rendition that is being loaded; null where it is not known. */
  readonly playlistUrl: () => string | null;
};

type Known = {
  readonly players: WeakSet<object>;
  readonly reports: WeakMap<HTMLMediaElement, PlayerReport>;
  bps: number | null;
  /** Connections to a worker, which want to hear what players give up. */
  readonly onGiveUp: Set<(request: GivenUpRequest) => void>;
};

/** Of the page, for every copy of this package that it may have. */
const place = Symbol.for('nextreel.players');

function known(): Known {
  const page: typeof globalThis & { [place]?: Known } = globalThis;
  page[place] ??= { players: new WeakSet(), reports: new WeakMap(), bps: null, onGiveUp: new Set() };
  return page[place];
}

/** True once for each player. */
export function isNew(player: object): boolean {
  const { players } = known();
  if (players.has(player)) return false;
  players.add(player);
  return true;
}

export function report(video: HTMLMediaElement, told: PlayerReport): void {
  known().reports.set(video, told);
}

/** The address of the playlist that the player of this video loads, where it tells one. */
export function playlistOf(video: HTMLMediaElement): { readonly playlistUrl?: string } {
  const playlistUrl = known().reports.get(video)?.playlistUrl() ?? null;
  return playlistUrl === null ? {} : { playlistUrl };
}

/** What a player has measured of the network last, also one that a page has attached itself. Players come and go. */
export const measured = {
  get bps(): number | null {
    return known().bps;
  },
  forget(): void {
    known().bps = null;
  },
};

export function noteMeasured(bps: number): void {
  if (Number.isFinite(bps) && bps > 0) known().bps = bps;
}

/** Hears of each request that a player gives up before it is answered, until the signal aborts. */
export function listenToGivenUp(listener: (request: GivenUpRequest) => void, signal: AbortSignal): void {
  const { onGiveUp } = known();
  onGiveUp.add(listener);
  signal.addEventListener('abort', () => onGiveUp.delete(listener));
}

export function noteGivenUp(request: GivenUpRequest): void {
  for (const listener of known().onGiveUp) listener(request);
}
