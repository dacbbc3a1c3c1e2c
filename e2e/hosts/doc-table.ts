/** Returns a table of the documentation with the fresh rows. Rows that were not measured again stay as they are. */
export function mergeTable(oldTable: string, newTable: string): string {
  const [before, now] = [read(oldTable), read(newTable)];
  // Rows of a table with other columns cannot be kept.
  const rows = new Map([...(before.head === now.head ? before.rows : []), ...now.rows]);
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return ['', now.head, ...sorted, ''].join('\n');
}

/** Reads the rows of a table by their first cell. */
function read(table: string): { readonly head: string; readonly rows: ReadonlyMap<string, string> } {
  const [titles = '', rule = '', ...lines] = table.split('\n').filter((line) => line.startsWith('|'));
  return { head: `${titles}\n${rule}`, rows: new Map(lines.map((line) => [line.split('|')[1]?.trim() ?? '', line])) };
}
