import './stats-overlay.css';
import type { PageFigures } from '../api-client/page-figures.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import { el, setText } from './element.ts';
import { formatBps, formatCount, formatSeconds, unknown } from './format.ts';
import { describeRendition } from './rendition-text.ts';

export type StatsOverlay = { close(): void };

type Line = { readonly name: string; readonly of: (player: PlayerFigures, throughputBps: number | null) => string };

const lines: readonly Line[] = [
  { name: 'Reel', of: ({ reelId }) => reelId },
  {
    name: 'Rendition',
    of: ({ rendition, ...picture }) => (rendition !== null && describeRendition(rendition, picture, sizeOf)) || unknown,
  },
  { name: 'Picture', of: (player) => (player.widthPx === 0 ? unknown : sizeOf(player)) },
  { name: 'Codecs', of: ({ rendition }) => rendition?.codecs || unknown },
  {
    name: 'Buffer',
    of: ({ bufferAheadSeconds, bufferedToEnd }) =>
      `${formatSeconds(bufferAheadSeconds)}${bufferedToEnd ? ', to the end' : ''}`,
  },
  {
    name: 'Frames',
    of: ({ totalFrames, droppedFrames }) => `${formatCount(droppedFrames)} of ${formatCount(totalFrames)} dropped`,
  },
  { name: 'Segments', of: ({ segments }) => segments.slice(-5).map(describeSegment).join(', ') || unknown },
  { name: 'Network', of: (_player, throughputBps) => formatBps(throughputBps) },
];

function sizeOf({ widthPx, heightPx }: Pick<PlayerFigures, 'widthPx' | 'heightPx'>): string {
  return `${widthPx}×${heightPx}`;
}

const tickMs = 500;

/** Shows the stats for nerds on the current reel, and moves them along when the viewer swipes. */
export function showStats({
  readPlayers,
  readThroughputBps,
}: Pick<PageFigures, 'readPlayers' | 'readThroughputBps'>): StatsOverlay {
  const values = lines.map(() => el('dd'));
  const rows = lines.map(({ name }, at) => el('div', {}, el('dt', {}, name), values[at] ?? ''));
  const element = el('dl', { class: 'stats', 'aria-label': 'Stats for nerds' }, ...rows);
  const tick = () => {
    if (document.visibilityState !== 'visible') return;
    const stage = document.querySelector('article[aria-current="true"] .reel-card');
    const playing = readPlayers().find(({ isCurrent }) => isCurrent);
    if (stage === null || playing === undefined) return;
    if (element.parentElement !== stage) stage.append(element);
    for (const [at, { of }] of lines.entries()) {
      const value = values[at];
      if (value !== undefined) setText(value, of(playing, readThroughputBps()));
    }
  };
  const timer = setInterval(tick, tickMs);
  tick();
  return {
    close: () => {
      clearInterval(timer);
      element.remove();
    },
  };
}

function describeSegment({ number, route, originId }: PlayerFigures['segments'][number]): string {
  if (route === null) return `${number} browser`;
  return route === 'network' || route === 'joined' ? `${number} ${decodeURI(originId ?? route)}` : `${number} ${route}`;
}
