import type { MetricsFacts } from '../../shared/events.ts';
import { el } from '../element.ts';
import { formatBytes } from '../format.ts';
import { card, type Section } from '../section.ts';
import { nameOfSource } from '../source-name.ts';
import { StackedBar } from '../stacked-bar.ts';
import { Table } from '../table.ts';

type Sums = MetricsFacts['bytes']['by_reel'][string];

const shownReels = 10;
const figures = ['Prefetched', 'Used', 'Wasted'].map((name) => ({ name, isNumber: true }));

/** Shows how many of the prefetched bytes were used, still wait, or were wasted. */
export function bytes(): Section {
  const whole = new StackedBar([
    { name: 'Used', tone: 'good' },
    { name: 'Waiting', tone: 'neutral' },
    { name: 'Wasted', tone: 'bad' },
  ]);
  const bySource = new Table({
    caption: 'By source',
    columns: [{ name: 'Source' }, ...figures],
    empty: 'Nothing has been prefetched yet.',
  });
  const byReel = new Table({ caption: 'Most bytes first', columns: [{ name: 'Reel' }, ...figures], empty: '' });
  const details = el('details', {}, el('summary', {}, 'By reel'), byReel.element);
  return {
    element: card('Bytes', {}, whole.element, bySource.element, details),
    show: ({ facts: { metrics }, titleOf }) => {
      const {
        prefetched_bytes = 0,
        used_bytes = 0,
        wasted_bytes = 0,
        by_reel = {},
        by_source = {},
      } = metrics?.bytes ?? {};
      whole.show([used_bytes, Math.max(0, prefetched_bytes - used_bytes - wasted_bytes), wasted_bytes], formatBytes);
      bySource.show(Object.entries(by_source).map(([name, sums]) => [nameOfSource(name), ...cellsOf(sums)]));
      const reels = heaviest(by_reel).slice(0, shownReels);
      byReel.show(reels.map(([id, sums]) => [titleOf(id), ...cellsOf(sums)]));
      details.hidden = reels.length === 0;
    },
  };
}

/** Sorts reels by prefetched bytes. Objects keep no useful order: keys that look like integers come first. */
export function heaviest(byReel: MetricsFacts['bytes']['by_reel']): [id: string, sums: Sums][] {
  return Object.entries(byReel).toSorted(([, a], [, b]) => b.prefetched_bytes - a.prefetched_bytes);
}

function cellsOf({ prefetched_bytes, used_bytes, wasted_bytes }: Sums): string[] {
  return [prefetched_bytes, used_bytes, wasted_bytes].map(formatBytes);
}
