import type { PlayerFigures } from '../../player/player-figures.ts';
import { Chart } from '../chart.ts';
import { el, setText } from '../element.ts';
import { formatSeconds } from '../format.ts';
import { describeRendition, heightName } from '../rendition-text.ts';
import { card, type Section, type Snapshot } from '../section.ts';
import { Series } from '../series.ts';

const keptSeconds = 300;
const lineName = 'Buffer ahead';

/** What each player has buffered, and how far ahead the playing reel is buffered over time. */
export function players(signal: AbortSignal): Section {
  const list = el('ul', { class: 'dashboard-players' });
  const chart = new Chart({ label: 'Buffer of the playing reel over time', format: formatSeconds }, signal);
  const series = new Series(keptSeconds);
  const show = ({ players: figures, titleOf }: Snapshot) => {
    while (list.children.length > figures.length) list.lastElementChild?.remove();
    for (const [at, one] of figures.entries()) {
      const row = list.children[at] ?? list.appendChild(emptyRow());
      fillRow(row, one, titleOf(one.reelId));
    }
  };
  return {
    element: card('Players', { needsWorker: false }, list, el('h4', {}, 'Buffer of the playing reel'), chart.element),
    show,
    sample: ({ atMs, players: figures }) => {
      const playing = figures.find(({ isCurrent }) => isCurrent);
      series.push(atMs / 1000, { [lineName]: playing?.bufferAheadSeconds ?? null });
      chart.show(series, [lineName]);
    },
  };
}

function emptyRow(): HTMLElement {
  const ranges = el('span', { class: 'ranges', 'aria-hidden': 'true' });
  return el('li', {}, el('b'), el('span', { class: 'state' }), ranges, el('span', { class: 'facts' }));
}

function fillRow(row: Element, player: PlayerFigures, title: string): void {
  const [name, state, ranges, facts] = row.children;
  if (!name || !state || !(ranges instanceof HTMLElement) || !facts) return;
  const { bufferAheadSeconds, bufferedToEnd, rendition, durationSeconds, positionSeconds } = player;
  setText(name, title);
  setText(state, stateOf(player));
  row.toggleAttribute('data-current', player.isCurrent);
  const ahead = `${formatSeconds(bufferAheadSeconds)} ahead${bufferedToEnd ? ', to the end' : ''}`;
  const shown = rendition === null ? pictureOf(player) : describeRendition(rendition, player);
  setText(facts, [ahead, shown].filter((text) => text !== '').join(' · '));
  const pieces = player.bufferedRanges.map(([start, end]) => {
    const piece = el('span');
    piece.style.insetInlineStart = percentOf(start, durationSeconds);
    piece.style.inlineSize = percentOf(end - start, durationSeconds);
    return piece;
  });
  const head = el('i');
  head.style.insetInlineStart = percentOf(positionSeconds, durationSeconds);
  ranges.replaceChildren(...pieces, head);
}

/** Returns a player's state. Without a frame it neither plays nor is ready, whatever its video was told. */
export function stateOf({
  failure,
  isCurrent,
  paused,
  hasFrame,
}: Pick<PlayerFigures, 'failure' | 'isCurrent' | 'paused' | 'hasFrame'>): string {
  if (failure !== null) return `Failed: ${failure}`;
  if (isCurrent && paused) return 'Paused';
  if (!hasFrame) return 'Waiting';
  return isCurrent ? 'Playing' : 'Ready';
}

/** Describes the picture of a file that the browser plays natively, which has no rendition. */
function pictureOf(player: PlayerFigures): string {
  return player.widthPx === 0 ? '' : `${heightName(player)}, the file itself`;
}

function percentOf(part: number, whole: number): string {
  return `${whole > 0 ? Math.min(100, (100 * part) / whole) : 0}%`;
}
