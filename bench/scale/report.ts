/** What one reel of the feed has cost, from the swipe to it to the next one. */
export type Visit = { readonly processorMs: number; readonly requests: number };

/** What a swipe costs at one size of what is to cost the same at any. */
export type Row = {
  readonly size: number;
  readonly swipes: number;
  /** Of a processor, in the worker and the page's players: median and mean over the swipes. */
  readonly medianMs: number;
  readonly meanMs: number;
  readonly requests: number;
  /** After garbage collection, everything that the bench itself holds included. */
  readonly heapBytes: number;
  /** In the page, without its document: median. */
  readonly pageUs?: number;
  /** Of the message that the page sends to the worker at each swipe, and about once a second. */
  readonly viewBytes?: number;
};

export type Group = { readonly name: string; readonly rows: readonly Row[] };

export function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function rowOf(size: number, visits: readonly Visit[], heapBytes: number): Row {
  const times = visits.map(({ processorMs }) => processorMs);
  return {
    size,
    swipes: visits.length,
    medianMs: medianOf(times),
    meanMs: times.reduce((sum, ms) => sum + ms, 0) / times.length,
    requests: visits.reduce((sum, { requests }) => sum + requests, 0) / visits.length,
    heapBytes,
  };
}

/** How much dearer a swipe is than at the smallest size. */
export function ratioOf({ rows: [first] }: Group, { medianMs }: Row): number {
  return medianMs / (first?.medianMs ?? Number.NaN);
}

export function printGroup(group: Group): void {
  const heads = ['', 'ms a swipe', 'ratio', 'mean ms', 'requests', 'heap MB', 'page µs', 'view bytes'];
  console.log(`\n${group.name}\n\n| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}`);
  for (const row of group.rows) {
    const cells = [
      row.size.toLocaleString('en'),
      row.medianMs.toFixed(1),
      ratioOf(group, row).toFixed(2),
      row.meanMs.toFixed(1),
      row.requests.toFixed(1),
      (row.heapBytes / 1e6).toFixed(0),
      row.pageUs?.toFixed(0) ?? '',
      row.viewBytes?.toFixed(0) ?? '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
