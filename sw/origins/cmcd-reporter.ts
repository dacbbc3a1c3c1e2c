import type { View } from '../../src/shared/messages.ts';
import { addCmcdQuery, type Cmcd, cmcdHeaders, relativePath } from '../decision/origin/cmcd.ts';
import { type CmcdObject, CmcdObjects } from '../decision/origin/cmcd-objects.ts';
import { type Identity, keyFor, type Resource } from '../decision/resource/resource.ts';
import type { TransferRequest } from './transfer.ts';

/** Below this the buffer counts as empty. */
const emptyBufferSeconds = 0.2;
const longestTextLength = 64;
/** The throughput to request (rtp), as a multiple of the object's bitrate. */
const usefulRate = { player: 5, prefetch: 2 } as const;

export type CmcdMode = 'off' | 'headers' | 'query';

/** Returns the headers or the address rewriting by which a request carries the CMCD data. */
export function carryCmcd(mode: CmcdMode, describe: () => Cmcd): Pick<TransferRequest, 'headers' | 'requestUrlOf'> {
  if (mode === 'off') return { headers: {} };
  const cmcd = describe();
  return mode === 'headers'
    ? { headers: cmcdHeaders(cmcd) }
    : { headers: {}, requestUrlOf: (url) => addCmcdQuery(url, cmcd) };
}

/** The part of a page's view that CMCD reports. */
export type ReportedView = Pick<View, 'reels' | 'currentIndex' | 'playback' | 'throughputBps'>;

/** Assembles the CMCD data of a request from the page's view and the playlists read so far. */
export class CmcdReporter {
  #objects = new CmcdObjects();
  readonly #reelIds = new Map<string, string>();
  #view: ReportedView | undefined;
  #hasStarved = false;
  #sessionId: string;

  constructor(readonly newName: () => string) {
    this.#sessionId = newName();
  }

  /** Starts a new session for the next viewer. */
  forget(): void {
    this.#objects = new CmcdObjects();
    this.#reelIds.clear();
    this.#view = undefined;
    this.#sessionId = this.newName();
  }

  learn(text: string, url: string, identity: Identity): void {
    try {
      this.#objects.learn(text, url, identity);
    } catch {
      // An unreadable playlist is reported by the code that needs it.
    }
  }

  onView(view: ReportedView, identity: Identity): void {
    this.#view = view;
    this.#reelIds.clear();
    for (const { id, url } of view.reels) this.#reelIds.set(keyFor(url, identity), id);
    const { bufferAheadSeconds, bufferedToEnd, positionSeconds, paused } = view.playback;
    const isStarving = bufferAheadSeconds < emptyBufferSeconds && !bufferedToEnd && positionSeconds > 0 && !paused;
    this.#hasStarved ||= isStarving;
  }

  describe({ key, urls, kind }: Resource, purpose: 'player' | 'prefetch'): Cmcd {
    const object = this.#objects.find(key);
    const view = this.#view;
    const session = { sid: this.#sessionId, sf: 'h', ot: object?.type ?? typeOf(kind) } as const;
    const throughputBps = view?.throughputBps ?? null;
    const mtp = throughputBps === null ? {} : { mtp: throughputBps / 1000 };
    if (object === undefined) return { ...session, ...mtp };
    const { bitrateKbps, topBitrateKbps, durationMs, isLive, manifestKey } = object;
    const reelId = this.#reelIds.get(manifestKey);
    return {
      ...session,
      ...mtp,
      ...announce(object.next, urls),
      ...(reelId === undefined ? {} : { cid: reelId.slice(0, longestTextLength) }),
      ...(bitrateKbps === null ? {} : { br: bitrateKbps, rtp: bitrateKbps * usefulRate[purpose] }),
      ...(topBitrateKbps === null ? {} : { tb: topBitrateKbps }),
      ...(durationMs === null ? {} : { d: durationMs }),
      st: isLive ? 'l' : 'v',
      ...(purpose === 'player' ? this.#playerState(reelId) : {}),
    };
  }

  /** Returns the player's state. A reel that is not the current one yet counts as starting up. */
  #playerState(reelId: string | undefined): Cmcd {
    const view = this.#view;
    if (view === undefined || reelId === undefined) return {};
    if (view.reels[view.currentIndex]?.id !== reelId) return { su: true };
    const { bufferAheadSeconds } = view.playback;
    const bs = this.#hasStarved;
    this.#hasStarved = false;
    return { bl: bufferAheadSeconds * 1000, su: bufferAheadSeconds < emptyBufferSeconds, bs };
  }
}

/** Returns the next object's relative path: the same at all replicas, but `next.url` is at the playlist's replica. */
function announce(next: CmcdObject['next'], urls: readonly string[]): Cmcd {
  if (next === null) return {};
  const [nor] = urls
    .map((url) => relativePath(url, next.url))
    .filter((path) => path !== null)
    .toSorted((one, other) => one.length - other.length);
  if (nor === undefined) return {};
  return next.range === null ? { nor } : { nor, nrr: `${next.range.firstByte}-${next.range.lastByte}` };
}

function typeOf(kind: Resource['kind']): NonNullable<Cmcd['ot']> {
  if (kind === 'manifest-or-playlist') return 'm';
  return kind === 'captions' ? 'c' : 'o';
}
