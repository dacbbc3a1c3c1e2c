import uPlot from 'uplot';
import { el, setText } from './element.ts';
import { unknown } from './format.ts';
import type { Series } from './series.ts';

export type ChartOptions = {
  /** Describes the chart for screen readers; its latest figures are shown as text elsewhere. */
  readonly label: string;
  readonly format: (value: number) => string;
};

const tones = ['--tone-1', '--tone-2', '--tone-3', '--tone-4', '--tone-5'] as const;
/** Seconds between the labels of the time axis: less than one would repeat a label. */
const labelSteps = [1, 5, 10, 30, 60, 300, 600, 1800, 3600];
const heightPx = 150;
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A line chart over time. Rebuilt when its lines, its size or the colour scheme change. */
export class Chart {
  readonly element: HTMLElement;
  readonly #canvas = el('div', { class: 'canvas', role: 'img' });
  readonly #legend = el('ul', { class: 'dashboard-legend' });
  /** The values under the pointer. */
  readonly #readout = el('p', { class: 'dashboard-readout', 'aria-hidden': 'true' });
  #options: ChartOptions;
  #plot: uPlot | null = null;
  #plotKey = '';
  #shown: readonly [series: Series, names: readonly string[]] | null = null;

  constructor(options: ChartOptions, signal: AbortSignal) {
    this.#options = options;
    this.#canvas.setAttribute('aria-label', options.label);
    this.element = el('div', { class: 'dashboard-chart' }, this.#canvas, this.#readout, this.#legend);
    for (const colours of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
      matchMedia(colours).addEventListener('change', () => this.#redraw(), { signal });
    signal.addEventListener('abort', () => this.#plot?.destroy());
  }

  set options(options: ChartOptions) {
    this.#options = options;
    this.#canvas.setAttribute('aria-label', options.label);
    this.#plotKey = '';
  }

  show(series: Series, names: readonly string[]): void {
    const widthPx = this.#canvas.clientWidth;
    this.#shown = [series, names];
    if (widthPx === 0) return;
    const plotKey = JSON.stringify([names, widthPx]);
    const data = series.columns(names);
    if (plotKey === this.#plotKey) {
      this.#plot?.setData(data);
      return;
    }
    this.#plotKey = plotKey;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#describe(names, widthPx), data, this.#canvas);
    this.#legend.replaceChildren(...(names.length > 1 ? names.map(legendItem) : []));
  }

  #redraw(): void {
    this.#plotKey = '';
    if (this.#shown !== null) this.show(...this.#shown);
  }

  #showValues({ data, cursor: { idx } }: uPlot, names: readonly string[]): void {
    const seconds = typeof idx === 'number' ? data[0][idx] : undefined;
    if (typeof idx !== 'number' || seconds === undefined) return setText(this.#readout, '');
    const values = names.map((name, at) => {
      const value = data[at + 1]?.[idx];
      return `${names.length > 1 ? `${name} ` : ''}${typeof value === 'number' ? this.#options.format(value) : unknown}`;
    });
    setText(this.#readout, [clock.format(seconds * 1000), ...values].join(' · '));
  }

  #describe(names: readonly string[], widthPx: number): uPlot.Options {
    const style = getComputedStyle(this.element);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--text-soft'),
      font: `11px ${style.fontFamily}`,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    const { format } = this.#options;
    return {
      width: widthPx,
      height: heightPx,
      padding: [10, 26, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { setScale: false } },
      hooks: { setCursor: [(plot) => this.#showValues(plot, names)] },
      scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.15 : 1] } },
      axes: [
        {
          ...axis,
          space: 90,
          size: 28,
          incrs: labelSteps,
          values: (_plot, ticks) => ticks.map((seconds) => clock.format(seconds * 1000)),
        },
        { ...axis, size: 64, space: 32, values: (_plot, ticks) => ticks.map(format) },
      ],
      series: [
        {},
        ...names.map((label, at) => ({
          label,
          stroke: colour(toneOf(at)),
          width: 2,
          spanGaps: false,
          points: { show: false },
        })),
      ],
    };
  }
}

function legendItem(name: string, at: number): HTMLElement {
  const swatch = el('i', { 'aria-hidden': 'true' });
  swatch.style.background = `var(${toneOf(at)})`;
  return el('li', {}, swatch, name);
}

/** Returns the colour of a line; colours repeat when there are more lines than colours. */
function toneOf(at: number): string {
  return tones[at % tones.length] ?? tones[0];
}
