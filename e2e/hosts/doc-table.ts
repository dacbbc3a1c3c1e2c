/** A table of the documentation with these rows anew; those that are not among them stay as they stand there. */
export function mergeTable(standing: string, fresh: string): string {
  const [before, now] = [read(standing), read(fresh)];
  // Rows of other columns say something else.
  const rows = new Map([...(before.head === now.head ? before.rows : []), ...now.rows]);
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return ['', now.head, ...sorted, ''].join('\n');
}

/** The rows by their first cell. */
function read(table: string): { readonly head: string; readonly rows: ReadonlyMap<string, string> } {
  const [titles = '', rule = '', ...lines] = table.split('\n').filter((line) => line.startsWith('|'));
  return { head: `${titles}\n${rule}`, rows: new Map(lines.map((line) => [line.split('|')[1]?.trim() ?? '', line])) };
}
