import type { Case, Place } from './case.ts';
import type { Outcome } from './play.ts';

/** The outcome of one case without the worker and with it. */
export type Row = {
  readonly chapter: string;
  readonly id: string;
  readonly says: string;
  readonly level: Case['level'];
  readonly place: Place;
  /** How the outcome differed from the expectation, or null. */
  readonly without: string | null;
  readonly with: string | null;
  readonly isByWorker: boolean;
};

export function rowsOf(
  chapters: Readonly<Record<string, readonly Case[]>>,
  without: readonly Outcome[],
  withWorker: readonly Outcome[],
): Row[] {
  const chapterOf = new Map(
    Object.entries(chapters).flatMap(([name, cases]) => cases.map((one) => [one, name] as const)),
  );
  return without.flatMap(({ case: one, place, fault }) => {
    const other = withWorker.find((outcome) => outcome.case === one && outcome.place === place);
    if (other === undefined) return [];
    const { id, says, level } = one;
    const chapter = chapterOf.get(one) ?? '';
    return [{ chapter, id, says, level, place, without: fault, with: other.fault, isByWorker: other.isByWorker }];
  });
}

/** Returns the rules that are kept without the worker and broken with it. */
export function worsened(rows: readonly Row[], level: Case['level']): Row[] {
  return rows.filter((row) => row.level === level && row.without === null && row.with !== null);
}

export function improved(rows: readonly Row[], level: Case['level']): Row[] {
  return rows.filter((row) => row.level === level && row.without !== null && row.with === null);
}

/** Returns a table with one row per chapter and one for all. */
export function tableOf(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ chapter }) => chapter))];
  const lines = [
    ...names.map((name) =>
      lineOf(
        name,
        rows.filter(({ chapter }) => chapter === name),
      ),
    ),
    lineOf('all', rows),
  ];
  const columns = ['kept without', 'kept with', 'better', 'worse'];
  const head = ['', 'runs', 'must', ...columns, 'should', ...columns];
  return [`| ${head.join(' | ')} |`, `|---${'|--:'.repeat(head.length - 1)}|`, ...lines].join('\n');
}

function lineOf(name: string, rows: readonly Row[]): string {
  const cells = (['must', 'should'] as const).flatMap((level) => {
    const all = rows.filter((row) => row.level === level);
    const keptBy = (who: 'without' | 'with') => all.filter((row) => row[who] === null).length;
    const [better, worse] = [improved(rows, level), worsened(rows, level)];
    return [all.length, keptBy('without'), keptBy('with'), better.length, worse.length];
  });
  return `| ${[name, rows.length, ...cells].join(' | ')} |`;
}

/**
 * Returns a table of the rules that are worse with the worker, each with the fault seen and the reason if it is on
 * purpose.
 */
export function deviationsOf(rows: readonly Row[], reasons: Readonly<Record<string, string>>): string {
  const lines = (['must', 'should'] as const).flatMap((level) =>
    worsened(rows, level).map(
      (row) =>
        `| ${level} | ${row.says} (${row.id}, ${row.place} origin) | ${row.with} | ${reasons[row.id] ?? '**a fault**'} |`,
    ),
  );
  return ['| | rule | what happens | why |', '|---|---|---|---|', ...lines].join('\n');
}
