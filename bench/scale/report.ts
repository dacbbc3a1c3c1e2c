/** What one reel of the feed cost, from the swipe to it until the next swipe. */
export type Visit = { readonly processorMs: number; readonly requests: number };

/** The cost of a swipe at one size of something that should not affect it. */
export type Row = {
  readonly size: number;
  readonly swipes: number;
  /**
   * Processor time in the worker and the page's players, but for parsing in the latter: median and mean over the swipes.
   */
  readonly medianMs: number;
  readonly meanMs: number;
  readonly requests: number;
  /** In use after a garbage collection, including what the bench itself holds. */
  readonly heapBytes: number;
  /** Time of the page's own work on a swipe, without a document: median. */
  readonly pageUs?: number;
  /** Length of the message that the page sends to the worker on each swipe and about once a second. */
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

/** Returns the cost of a swipe relative to the smallest size. */
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
