import type { MetricsFacts } from '../../shared/events.ts';
import { formatCount, formatShare } from '../format.ts';
import { card, type Section } from '../section.ts';
import { nameOfSource } from '../source-name.ts';
import { Table } from '../table.ts';
import { Tiles } from '../tiles.ts';

type Counts = MetricsFacts['predictions']['by_strategy'][string];

/** How many prefetched files a player has read, and how many responses came from prefetched bytes. */
export function predictions(): Section {
  const tiles = new Tiles(['Prefetched', 'Not prefetched', 'Cache hits', 'Cache misses']);
  const table = new Table({
    caption: 'Files by source',
    columns: [
      { name: 'Strategy' },
      ...['Requested', 'Used', 'Failed', 'Cancelled'].map((name) => ({ name, isNumber: true })),
    ],
    empty: 'Nothing has been predicted yet.',
  });
  return {
    element: card('Predictions', {}, tiles.element, table.element),
    show: ({ facts: { metrics } }) => {
      if (metrics === undefined) return;
      const { by_strategy, ...all } = metrics.predictions;
      const answers = all.prefetch_hits + all.prefetch_misses;
      const share = answers === 0 ? null : all.prefetch_hits / answers;
      tiles.set('Prefetched', formatCount(all.prefetch_hits), `answers, ${formatShare(share)}`);
      tiles.set('Not prefetched', formatCount(all.prefetch_misses), 'answers from the network');
      tiles.set('Cache hits', formatCount(all.cache_hits), 'from memory or store');
      tiles.set('Cache misses', formatCount(all.cache_misses), 'from elsewhere');
      const rows = Object.entries(by_strategy).map(([name, counts]) => [nameOfSource(name), ...cellsOf(counts)]);
      table.show(rows.length > 1 ? [...rows, ['All', ...cellsOf(all)]] : rows);
    },
  };
}

function cellsOf(counts: Counts): string[] {
  const { prefetch_requests, successful_predictions, failed_predictions, cancelled_predictions } = counts;
  return [prefetch_requests, successful_predictions, failed_predictions, cancelled_predictions].map(formatCount);
}
