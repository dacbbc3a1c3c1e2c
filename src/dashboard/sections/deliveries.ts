import type { DeliveryFacts } from '../../shared/events.ts';
import { mediaSources } from '../../shared/media-headers.ts';
import { el } from '../element.ts';
import { formatAge, formatBytes, formatName } from '../format.ts';
import { shortPath } from '../path.ts';
import { card, type Section } from '../section.ts';
import { Table } from '../table.ts';

const shownMarks = 60;
const shownRows = 12;

/** The latest responses to the players: one column each, the newest last, in the lane of the cache tier. */
export function deliveries(): Section {
  const roll = el('div', { class: 'roll' });
  const lanes = mediaSources.map((source) => el('li', { 'data-tone': source }, formatName(source)));
  const origins = el('ul', { class: 'dashboard-legend' });
  const picture = el(
    'div',
    { class: 'dashboard-lanes', 'aria-hidden': 'true' },
    el('ol', { class: 'names' }, ...lanes),
    roll,
  );
  const table = new Table({
    caption: 'Newest first',
    columns: [
      { name: 'File' },
      { name: 'Answered by' },
      { name: 'Origin' },
      { name: 'Size', isNumber: true },
      { name: 'When', isNumber: true },
    ],
    empty: 'No player has asked for anything yet.',
  });
  let shown = '';
  return {
    element: card('Segments and where they came from', { isWide: true }, picture, origins, table.element),
    show: ({ status, atMs }) => {
      const latest = status?.deliveries ?? [];
      picture.hidden = latest.length === 0;
      table.show(
        latest
          .slice(-shownRows)
          .toReversed()
          .map((one) => [
            shortPath(one.path),
            formatName(one.source),
            one.origin,
            formatBytes(one.bytes),
            formatAge(atMs - one.at_ms),
          ]),
      );
      const marks = latest.slice(-shownMarks);
      const key = JSON.stringify(marks);
      if (key === shown) return;
      shown = key;
      const ids = [...new Set(latest.map(({ origin }) => origin))].toSorted();
      roll.replaceChildren(...marks.map((one, at) => mark(one, marks[at - 1], ids)));
      origins.replaceChildren(...ids.map((id, at) => el('li', {}, el('i', { 'data-origin': String(at % 5) }), id)));
    },
  };
}

function mark(one: DeliveryFacts, before: DeliveryFacts | undefined, ids: readonly string[]): HTMLElement {
  const title = `${one.path}: ${one.source}, ${one.origin}, ${formatBytes(one.bytes)}`;
  const piece = el('span', { title, 'data-tone': one.source, 'data-origin': String(ids.indexOf(one.origin) % 5) });
  piece.style.gridRow = String(mediaSources.indexOf(one.source) + 1);
  return el('div', { 'data-new-reel': before !== undefined && before.reel_id !== one.reel_id }, piece);
}
