import type { ReadMedia } from '../../demo/static-files.ts';
import type { ReplayCase } from '../replay/cases.ts';
import type { Visit } from '../replay/meter.ts';
import type { Session } from '../replay/session.ts';
import type { Network } from '../simulator/world.ts';
import { VirtualLink } from './virtual-link.ts';
import { type PageParts, type VirtualPage, type VirtualReel, visitOf } from './virtual-page.ts';
import { VirtualTime } from './virtual-time.ts';

export type WatchOptions = {
  readonly reels: readonly VirtualReel[];
  readonly media: ReadMedia;
  readonly sessionMs: number;
  readonly bpsAt: (network: Network, atMs: number) => number;
};

const rttMs = 80;
const feedLength = 64;
/** How often to check for the first frame. */
const pollMs = 16;

/** Plays the session of one viewer on one network over virtual time. */
export async function watchVirtually(
  Page: new (parts: PageParts) => VirtualPage,
  { network, viewer }: ReplayCase,
  { reels, media, sessionMs, bpsAt }: WatchOptions,
): Promise<Session> {
  const time = new VirtualTime();
  const link = new VirtualLink(time, media, { rttMs, bpsAt: (atMs) => bpsAt(network, atMs) });
  const feed = Array.from({ length: feedLength }, (_, index) => copyOf(reels, index));
  const page = new Page({ time, link, reels: feed });
  // Requests that the worker leaves to the browser use the same link.
  const browserFetch = globalThis.fetch;
  globalThis.fetch = link.fetch;
  const visits: Visit[] = [];
  const times = [0, ...viewer.swipesAtMs, sessionMs];
  for (const [index, atMs] of times.slice(0, -1).entries()) {
    await time.runUntil(atMs);
    page.show(index);
    const player = page.current;
    const before = {
      playedMs: player?.playedMs ?? 0,
      stalledMs: player?.stalledMs ?? 0,
      playedMsByLines: { ...player?.playedMsByLines },
    };
    const endMs = times[index + 1] ?? sessionMs;
    let startMs: number | null = null;
    const checkFirstFrame = () => {
      if (player?.hasFrame === true) startMs = time.nowMs - atMs;
      else if (time.nowMs + pollMs < endMs) time.at(time.nowMs + pollMs, checkFirstFrame);
    };
    checkFirstFrame();
    await time.runUntil(endMs);
    visits.push(visitOf(feed[index]?.id ?? '', player, { startMs, before }, endMs - atMs));
  }
  globalThis.fetch = browserFetch;
  const log = link.log.map((sent) => ({ ...sent, query: '', status: 200, left: false, range: null, headers: {} }));
  return { visits, log, processorSeconds: 0 };
}

function copyOf(reels: readonly VirtualReel[], index: number): VirtualReel {
  const reel = reels[index % reels.length];
  if (reel === undefined) throw new RangeError('There are no reels');
  const copy = Math.floor(index / reels.length);
  if (copy === 0) return reel;
  const folder = `copies/${copy}/`;
  return { ...reel, id: `${reel.id}-${copy}`, src: `${folder}${reel.src}`, poster: `${folder}${reel.poster}` };
}
