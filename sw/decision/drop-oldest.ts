/** Makes room in a map or set, which keeps its order: what was put in first goes. */
export function dropOldest(from: Map<string, unknown> | Set<string>, maxSize: number): void {
  // Deleted keys leave gaps that even finding the first key has to step over.
  if (from.size <= maxSize) return;
  for (const oldest of from.keys()) {
    from.delete(oldest);
    if (from.size <= maxSize) break;
  }
}
