import { el, setText } from '../element.ts';
import { formatBytes, formatCount, formatMs, formatName } from '../format.ts';
import { shortPath } from '../path.ts';
import { card, type Section } from '../section.ts';
import { Table } from '../table.ts';

const shownWaiting = 8;

/** Transfers in flight, and those waiting. */
export function queue(): Section {
  const transfers = new Table({
    caption: 'Under way',
    columns: [{ name: 'File' }, { name: 'Received' }, { name: 'From' }, { name: 'Time', isNumber: true }],
    empty: 'Nothing is being fetched.',
  });
  const waiting = new Table({
    caption: 'Waiting',
    columns: [
      { name: 'File' },
      { name: 'Kind' },
      { name: 'Place', isNumber: true },
      { name: 'Because', isProse: true },
    ],
    empty: 'Nothing is waiting.',
  });
  const counts = el('p', { class: 'dashboard-reason' });
  return {
    element: card('Queue', {}, transfers.element, waiting.element, counts),
    show: ({ status, facts }) => {
      transfers.show(
        (status?.transfers ?? []).map(({ key, fill, received_bytes, length_bytes, origin, elapsed_ms, priority }) => [
          `${shortPath(key)}${priority === 'high' ? ' (player)' : ''}`,
          { share: fill, text: `${formatBytes(received_bytes)} of ${formatBytes(length_bytes)}` },
          origin ?? 'not chosen yet',
          formatMs(elapsed_ms),
        ]),
      );
      const wishes = facts.queue?.waiting ?? [];
      const shown = wishes.slice(0, shownWaiting);
      waiting.show(
        shown.map(({ key, kind, priority, reason }) => [shortPath(key), formatName(kind), String(priority), reason]),
      );
      const count = facts.queue?.waiting_count ?? 0;
      const more = count > shown.length ? `${formatCount(count - shown.length)} more are waiting. ` : '';
      const { completed, failed, cancelled, retried } = facts.queue?.counts ?? {};
      setText(
        counts,
        `${more}${formatCount(completed)} completed, ${formatCount(failed)} failed, ${formatCount(cancelled)} cancelled, ${formatCount(retried)} retried.`,
      );
    },
  };
}
