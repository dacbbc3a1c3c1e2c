import { mediaSources } from '../../shared/media-headers.ts';
import { el } from '../element.ts';
import { formatBytes, formatCount, formatMs, formatName, formatShare } from '../format.ts';
import { card, type Section } from '../section.ts';
import { StackedBar } from '../stacked-bar.ts';
import { Table } from '../table.ts';
import { Tiles } from '../tiles.ts';

/** Which source answered the players, and how full the cache tiers are. */
export function cache(): Section {
  const answers = new StackedBar(mediaSources.map((source) => ({ name: formatName(source), tone: source })));
  const tiles = new Tiles(['Hit rate', 'Entries', 'Prefetch time']);
  const room = new Table({
    caption: 'Storage',
    columns: [{ name: 'Tier' }, { name: 'In use' }, { name: 'Of', isNumber: true }],
    empty: '',
  });
  return {
    element: card('Cache', {}, tiles.element, el('h4', {}, 'Answers to players'), answers.element, room.element),
    show: ({ facts: { metrics } }) => {
      if (metrics === undefined) return;
      const { cache: counts, storage, prefetch } = metrics;
      tiles.set('Hit rate', formatShare(counts.hit_rate), 'memory and store');
      tiles.set('Entries', formatCount(storage.entries), `${formatCount(storage.accessed_entries)} read since stored`);
      tiles.set('Prefetch time', formatMs(prefetch.response_ms.median), `p95 ${formatMs(prefetch.response_ms.p95)}`);
      answers.show(
        mediaSources.map((source) => counts[source]),
        formatCount,
      );
      const row = (name: string, used: number | null, of: number | null) => [
        name,
        { share: used === null || of === null || of === 0 ? 0 : used / of, text: formatBytes(used) },
        formatBytes(of),
      ];
      room.show([
        row('Memory', storage.memory_tier_bytes, storage.memory_budget_bytes),
        row('Store', storage.stored_bytes, storage.budget_bytes),
        row('This site', storage.usage_bytes, storage.quota_bytes),
        row('In transit', storage.in_flight_bytes, null),
      ]);
    },
  };
}
