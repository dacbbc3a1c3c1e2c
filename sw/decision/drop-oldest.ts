/** Makes room in a map or set, which keeps its order: what was put in first goes. */
export function dropOldest(from: Map<string, unknown> | Set<string>, maxSize: number): void {
  for (const oldest of from.keys()) {
    if (from.size <= maxSize) break;
    from.delete(oldest);
  }
}
