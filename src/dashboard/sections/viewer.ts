import { el, setText } from '../element.ts';
import { formatCount, formatName, formatSeconds, formatShare, unknown } from '../format.ts';
import { card, type Section } from '../section.ts';
import { bar } from '../table.ts';
import { Tiles } from '../tiles.ts';

/** How the worker classifies the viewer, and how sure it is. */
export function viewer(): Section {
  const name = el('p', { class: 'dashboard-lead' });
  const meter = el('div', { class: 'dashboard-meter' });
  const tiles = new Tiles(['Scroll speed', 'Watch time', 'Interactions', 'Reels ahead']);
  const reason = el('p', { class: 'dashboard-reason' });
  return {
    element: card('Viewer', {}, name, meter, tiles.element, reason),
    show: ({ facts: { behaviour } }) => {
      setText(name, behaviour ? formatName(behaviour.class) : unknown);
      const confidence = behaviour?.confidence ?? 0;
      const samples = `${formatShare(behaviour?.confidence)} sure, from ${formatCount(behaviour?.samples)} samples`;
      if (meter.textContent !== samples) meter.replaceChildren(bar(confidence), el('span', {}, samples));
      const speed = behaviour?.averages.scroll_speed;
      tiles.set('Scroll speed', speed === null || speed === undefined ? unknown : speed.toFixed(2), 'reels a second');
      tiles.set('Watch time', formatSeconds(behaviour?.averages.watch_time), 'a reel');
      tiles.set(
        'Interactions',
        formatCount(behaviour?.counts.interactions),
        `${formatShare(behaviour?.averages.engagement)} engaged`,
      );
      tiles.set('Reels ahead', formatCount(behaviour?.prefetch_count), `${behaviour?.priority ?? unknown} priority`);
      setText(reason, behaviour?.reason ?? '');
    },
  };
}
