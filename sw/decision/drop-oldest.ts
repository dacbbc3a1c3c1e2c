/** Makes room in a map or set, which keeps its order: what was put in first goes. */
export function dropOldest(from: Map<string, unknown> | Set<string>, maxSize: number): void {
  // What was deleted leaves gaps behind, which even the first key is looked for beyond.
  if (from.size <= maxSize) return;
  for (const oldest of from.keys()) {
    from.delete(oldest);
    if (from.size <= maxSize) break;
  }
}
