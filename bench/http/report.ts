import type { Case, Place } from './case.ts';
import type { Outcome } from './play.ts';

/** The same case without a worker and with it. */
export type Row = {
  readonly chapter: string;
  readonly id: string;
  readonly says: string;
  readonly level: Case['level'];
  readonly place: Place;
  /** What was otherwise than expected, or null. */
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

/** Kept without a worker, and broken with it. */
export function worsened(rows: readonly Row[], level: Case['level']): Row[] {
  return rows.filter((row) => row.level === level && row.without === null && row.with !== null);
}

export function bettered(rows: readonly Row[], level: Case['level']): Row[] {
  return rows.filter((row) => row.level === level && row.without !== null && row.with === null);
}

/** One row for each chapter, and one for all. */
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
  const head = [
    '| | cases | must: without | must: with | worse | should: without | should: with | worse |',
    '|---|---|---|---|---|---|---|---|',
  ];
  return [...head, ...lines].join('\n');
}

function lineOf(name: string, rows: readonly Row[]): string {
  const cells = (['must', 'should'] as const).flatMap((level) => {
    const all = rows.filter((row) => row.level === level);
    const keptOf = (who: 'without' | 'with') => `${all.filter((row) => row[who] === null).length} of ${all.length}`;
    return [keptOf('without'), keptOf('with'), worsened(rows, level).length];
  });
  return `| ${[name, rows.length, ...cells].join(' | ')} |`;
}
