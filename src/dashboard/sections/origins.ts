import type { OriginFacts } from '../../shared/events.ts';
import { Chart } from '../chart.ts';
import { el, newId } from '../element.ts';
import { formatCount, formatMs, formatShare, unknown } from '../format.ts';
import { card, type Section } from '../section.ts';
import { Series } from '../series.ts';
import { Table } from '../table.ts';

type Measure = {
  readonly name: string;
  readonly of: (origin: OriginFacts) => number;
  readonly format: (value: number) => string;
};

const mbps = (value: number) => `${value.toFixed(1)} Mbit/s`;
const measures: readonly Measure[] = [
  { name: 'Score', of: ({ score }) => score, format: (value) => value.toFixed(1) },
  { name: 'Latency', of: ({ latency_ms }) => latency_ms, format: formatMs },
  { name: 'Bandwidth', of: ({ bandwidth_mbps }) => bandwidth_mbps, format: mbps },
  { name: 'Success', of: ({ reliability }) => reliability, format: formatShare },
];
const keptSeconds = 300;

/** How each origin performs, over time and now. */
export function origins(signal: AbortSignal): Section {
  const series = measures.map(() => new Series(keptSeconds));
  let chosen = 0;
  const labelOf = (name: string) => `${name} of each origin over time`;
  const chart = new Chart({ label: labelOf('Score'), format: measures[0]?.format ?? String }, signal);
  const id = newId('measure');
  const select = el('select', { id }, ...measures.map(({ name }, at) => el('option', { value: String(at) }, name)));
  const draw = () => {
    const lines = series[chosen];
    if (lines !== undefined) chart.show(lines, lines.names);
  };
  select.addEventListener('change', () => {
    chosen = Number(select.value);
    const measure = measures[chosen];
    if (measure !== undefined) chart.options = { label: labelOf(measure.name), format: measure.format };
    draw();
  });
  const table = new Table({
    caption: 'Now',
    columns: [
      { name: 'Origin' },
      ...measures.map(({ name }) => ({ name, isNumber: true })),
      { name: 'Served', isNumber: true },
      { name: 'Failed', isNumber: true },
      { name: 'Standing' },
    ],
    empty: 'No origin has been asked yet.',
  });
  const explained = el(
    'details',
    {},
    el('summary', {}, 'How the score is calculated'),
    el(
      'p',
      { class: 'dashboard-empty' },
      'Bandwidth (Mbit/s) × success ÷ (1 + latency (ms) × 0.1), each as an average in which the latest measurements ' +
        'count most. The best by score, reliability, nearness and load is asked first, and shares requests with others ' +
        'that do about as well. A degraded origin gets few requests, a paused one none.',
    ),
  );
  const picker = el('p', { class: 'dashboard-field' }, el('label', { for: id }, 'Over time'), select);
  return {
    element: card('Origins', {}, picker, chart.element, table.element, explained),
    show: ({ facts }) => {
      table.show(
        (facts.origins ?? []).map((origin) => [
          origin.id,
          ...measures.map(({ of, format }) => (origin.measurements === 0 ? unknown : format(of(origin)))),
          formatCount(origin.served_transfers),
          formatCount(origin.failed_transfers),
          { good: 'Good', shaky: 'Degraded', open: 'Paused' }[origin.standing],
        ]),
      );
    },
    sample: ({ atMs, facts }) => {
      for (const [at, { of }] of measures.entries()) {
        const sample = (facts.origins ?? []).map((origin) => [
          origin.id,
          origin.measurements === 0 ? null : of(origin),
        ]);
        series[at]?.push(atMs / 1000, Object.fromEntries(sample));
      }
      draw();
    },
  };
}
