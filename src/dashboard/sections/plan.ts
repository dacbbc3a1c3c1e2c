import { el, setText } from '../element.ts';
import { formatSeconds } from '../format.ts';
import { card, type Section } from '../section.ts';
import { Table } from '../table.ts';

/** What is worth prefetching now and why, and why nothing more is. */
export function plan(): Section {
  const table = new Table({
    caption: 'What is worth having, the most worthwhile first',
    columns: [{ name: 'Reel or page' }, { name: 'Up to', isNumber: true }, { name: 'Because', isProse: true }],
    empty: 'Nothing is planned right now.',
  });
  const rest = el('p', { class: 'dashboard-reason', 'data-plan-rest': true });
  return {
    element: card('Plan', {}, table.element, rest),
    show: ({ facts: { queue }, titleOf }) => {
      const reels = queue?.plan.map(({ reel_id, seconds, reason }) => [
        titleOf(reel_id),
        formatSeconds(seconds),
        reason,
      ]);
      const pages = queue?.pages.map(({ path, is_here, reason }) => [path, is_here ? 'cached' : 'whole page', reason]);
      table.show([...(reels ?? []), ...(pages ?? [])]);
      setText(rest, queue?.rest ?? '');
    },
  };
}
