/** How many articles before and after the current one are in the document. The players' window lies within it. */
export const articlesBehind = 2;
export const articlesAhead = 3;

/** Returns the indexes of the articles to keep in the document while `current` plays, in feed order. */
export function articleWindow(current: number, length: number): readonly number[] {
  const first = Math.max(0, current - articlesBehind);
  const last = Math.min(length - 1, current + articlesAhead);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
}

/** Returns the index of the article that fills most of the viewport. */
export function indexAtScroll(scrollTopPx: number, articleHeightPx: number, length: number): number {
  if (articleHeightPx <= 0 || length === 0) return 0;
  return clampIndex(Math.round(scrollTopPx / articleHeightPx), length);
}

export function clampIndex(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}

/** Whether to load the next page, so that it arrives before the viewer reaches the last loaded reel. */
export function needsNextPage(current: number, loaded: number): boolean {
  return current + 8 >= loaded;
}
