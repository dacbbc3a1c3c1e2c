import * as v from 'valibot';

/** A median with its spread: the 95th percentile, or the range of all runs. `null` if it never happened. */
const figureSchema = v.variant('spread', [
  v.strictObject({ spread: v.literal('p95'), median: v.nullable(v.number()), p95: v.nullable(v.number()) }),
  v.strictObject({ spread: v.literal('range'), median: v.number(), least: v.number(), most: v.number() }),
]);

const cellSchema = v.union([v.number(), v.string(), figureSchema]);

export const tableSchema = v.strictObject({
  title: v.string(),
  /** Column heads with their units. The column of row names has no head. */
  columns: v.array(v.string()),
  rows: v.array(v.strictObject({ name: v.string(), cells: v.array(cellSchema) })),
});

export type Cell = v.InferOutput<typeof cellSchema>;
export type Table = v.InferOutput<typeof tableSchema>;

/** Returns the median and the 95th percentile. An event that never happened (null) counts as longer than all others. */
export function percentiles(values: readonly (number | null)[]): Cell {
  const sorted = values.map((value) => value ?? Infinity).toSorted((a, b) => a - b);
  const at = (share: number) => finiteOrNull(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { spread: 'p95', median: at(0.5), p95: at(0.95) };
}

/** Returns the median, minimum and maximum of a few runs. */
export function range(values: readonly number[]): Cell {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return least === undefined || median === undefined || most === undefined
    ? 'none'
    : { spread: 'range', median, least, most };
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

export function markdownOf({ title, columns, rows }: Table): string {
  const lines = rows.map(({ name, cells }) => lineOf([name, ...cells.map(textOf)]));
  return [`**${title}**`, '', lineOf(['', ...columns]), `|---|${'--:|'.repeat(columns.length)}`, ...lines].join('\n');
}

export function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return numberOf(cell);
  if (cell.spread === 'p95') return `${numberOf(cell.median)} / ${numberOf(cell.p95)}`;
  const { median, least, most } = cell;
  return least === most ? numberOf(median) : `${numberOf(median)} (${numberOf(least)}–${numberOf(most)})`;
}

/** Rounds to as many digits as a reader needs to compare. */
function numberOf(value: number | null): string {
  if (value === null) return 'never';
  const digits = Math.abs(value) >= 20 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
