import type { PlayerFigures } from '../../player/player-figures.ts';
import type { MetricsFacts, QueueFacts } from '../../shared/events.ts';
import { el, setText } from '../element.ts';
import { formatBytes, formatSeconds } from '../format.ts';
import { card, type Section, type Snapshot } from '../section.ts';

type Cell = { readonly element: HTMLElement; readonly lines: readonly HTMLElement[] };

/** The next reels: how long each is likely to be watched, and whether it is planned, prefetched or ready. */
export function upcoming(): Section {
  const strip = el('ol', { class: 'dashboard-strip', tabindex: '0', 'aria-label': 'Next ten reels' });
  const cells: Cell[] = [];
  return {
    element: card('Next ten reels', { isWide: true }, strip),
    show: (snapshot) => {
      const reels = snapshot.upcoming;
      while (cells.length > reels.length) cells.pop()?.element.remove();
      for (const [at, { id, title }] of reels.entries()) {
        const cell = cells[at] ?? addCell(strip, cells);
        const texts = [`+${at + 1}`, title, ...factsOf(id, snapshot)];
        for (const [line, text] of texts.entries()) {
          const element = cell.lines[line];
          if (element !== undefined) setText(element, text);
        }
        cell.element.toggleAttribute('data-ready', isReady(id, snapshot.players));
      }
    },
  };
}

function addCell(strip: HTMLElement, cells: Cell[]): Cell {
  const lines = [el('b'), el('span', { class: 'name' }), el('span'), el('span'), el('span')];
  const cell = { element: el('li', {}, ...lines), lines };
  strip.append(cell.element);
  cells.push(cell);
  return cell;
}

function factsOf(id: string, { facts, players }: Snapshot): string[] {
  const planned = facts.queue?.plan.find(({ reel_id }) => reel_id === id)?.seconds;
  const plan = planned === undefined ? 'Not planned' : `Up to ${formatSeconds(planned)}`;
  const bytes = describeBytes(facts.metrics?.bytes.by_reel[id]);
  return [isReady(id, players) ? 'Ready' : plan, bytes, describeWatch(id, facts.queue)];
}

/** Describes the expected watch time; empty if it is unknown, as for a reel of unknown length. */
export function describeWatch(id: string, queue: Pick<QueueFacts, 'watch'> | undefined): string {
  const seconds = queue?.watch.find(({ reel_id }) => reel_id === id)?.seconds ?? 0;
  return seconds > 0 ? `Likely watched for ${formatSeconds(seconds)}` : '';
}

/** Describes the prefetched bytes of a coming reel that are still stored: its wasted bytes have been evicted. */
export function describeBytes(sums: MetricsFacts['bytes']['by_reel'][string] | undefined): string {
  const bytes = sums === undefined ? 0 : sums.prefetched_bytes - sums.wasted_bytes;
  return bytes > 0 ? `${formatBytes(bytes)} prefetched` : 'Nothing prefetched';
}

function isReady(id: string, players: readonly PlayerFigures[]): boolean {
  return players.some(({ reelId, hasFrame }) => reelId === id && hasFrame);
}
