/** Articles behind and ahead of the current one that exist in the document. The players' window lies within. */
export const articlesBehind = 2;
export const articlesAhead = 3;

/** Places of the articles that exist while `current` plays, in the order of the feed. */
export function articleWindow(current: number, length: number): readonly number[] {
  const first = Math.max(0, current - articlesBehind);
  const last = Math.min(length - 1, current + articlesAhead);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
}

/** The article that fills most of the viewport. */
export function indexAtScroll(scrollTopPx: number, articleHeightPx: number, length: number): number {
  if (articleHeightPx <= 0 || length === 0) return 0;
  return clampIndex(Math.round(scrollTopPx / articleHeightPx), length);
}

export function clampIndex(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

/** Pages of the feed are loaded before the viewer can see its end. */
export function needsNextPage(current: number, loaded: number): boolean {
  return current + 8 >= loaded;
}
