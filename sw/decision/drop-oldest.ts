/** Deletes the entries that were inserted first until at most `maxSize` remain. */
export function dropOldest(from: Map<string, unknown> | Set<string>, maxSize: number): void {
  // Checked first: after deletions even finding the first key is slow, since the iterator steps over the gaps.
  if (from.size <= maxSize) return;
  for (const oldest of from.keys()) {
    from.delete(oldest);
    if (from.size <= maxSize) break;
  }
}
