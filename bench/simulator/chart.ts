import type { Results } from './experiment.ts';
import { wasteOf } from './report.ts';
import { estimate } from './statistics.ts';

const width = 760;
const height = 440;
const margin = { left: 64, right: 130, top: 48, bottom: 52 };

/** Draws score against waste: up and left is better. Bars are 95 % confidence intervals. */
export function drawChart(title: string, results: Results): string {
  const points = [...results].map(([name, outcomes]) => ({
    name,
    waste: 100 * wasteOf(outcomes),
    ...estimate(outcomes.map(({ score }) => score)),
  }));
  const lowest = Math.min(0, ...points.map(({ mean, half }) => mean - half));
  const highest = Math.max(10, ...points.map(({ mean, half }) => mean + half));
  const widest = Math.max(10, ...points.map(({ waste }) => waste)) * 1.05;
  const x = (waste: number): number => margin.left + (waste / widest) * (width - margin.left - margin.right);
  const y = (score: number): number =>
    height - margin.bottom - ((score - lowest) / (highest - lowest)) * (height - margin.top - margin.bottom);
  const grid = [...ticks(lowest, highest)].map(
    (score) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${r(y(score))}" y2="${r(y(score))}" class="grid"/>` +
      `<text x="${margin.left - 8}" y="${r(y(score) + 4)}" text-anchor="end">${score}</text>`,
  );
  const feet = [...ticks(0, widest)].map(
    (waste) => `<text x="${r(x(waste))}" y="${height - margin.bottom + 18}" text-anchor="middle">${waste} %</text>`,
  );
  const labelled = placeLabels(points.map((point) => ({ ...point, labelY: y(point.mean) })));
  const marks = labelled.map(({ name, waste, mean, half, labelY }) => {
    const own = name === 'adaptive' ? ' class="own"' : '';
    return (
      `<g${own}><line x1="${r(x(waste))}" x2="${r(x(waste))}" y1="${r(y(mean - half))}" y2="${r(y(mean + half))}" class="bar"/>` +
      `<circle cx="${r(x(waste))}" cy="${r(y(mean))}" r="5"/>` +
      `<text x="${r(x(waste) + 10)}" y="${r(labelY + 4)}">${name} ${mean.toFixed(1)}</text></g>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#222}.title{font-size:15px;font-weight:600}.grid{stroke:#ddd}' +
      '.bar{stroke:#8a8a8a;stroke-width:2}circle{fill:#8a8a8a}.own circle{fill:#0a6cff}.own .bar{stroke:#0a6cff}' +
      '.own text{font-weight:600}</style>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${margin.left}" y="24" class="title">${title}</text>`,
    ...grid,
    ...feet,
    `<text x="${(margin.left + width - margin.right) / 2}" y="${height - 10}" text-anchor="middle">waste: bytes never watched by all bytes</text>`,
    `<text transform="translate(16 ${height / 2}) rotate(-90)" text-anchor="middle">score a session</text>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n');
}

function* ticks(from: number, to: number): Generator<number> {
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => (to - from) / size <= 8) ?? 200;
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) yield at;
}

/** Moves labels that lie close together apart, from top to bottom. */
function placeLabels<T extends { readonly labelY: number }>(points: readonly T[]): T[] {
  let lastY = -Infinity;
  return points
    .toSorted((a, b) => a.labelY - b.labelY)
    .map((point) => {
      lastY = Math.max(point.labelY, lastY + 14);
      return { ...point, labelY: lastY };
    });
}

function r(value: number): string {
  return value.toFixed(1);
}
