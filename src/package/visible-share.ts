type Size = { readonly width: number; readonly height: number };

/** The part of an `IntersectionObserverEntry` that says how much of the element is visible. */
export type Sight = {
  readonly intersectionRatio: number;
  readonly intersectionRect: Size;
  readonly boundingClientRect: Size;
  readonly rootBounds: Size | null;
};

/**
 * Returns how much of an element the viewer sees: the share of it that is visible or, if that is larger, the share of
 * the window's height that it fills. A slide that comes in sideways has its full height from its first pixel on, so the
 * height counts only as far as the width is visible.
 */
export function visibleShare({ intersectionRatio, intersectionRect, boundingClientRect, rootBounds }: Sight): number {
  if (rootBounds === null) return intersectionRatio;
  const filled = (intersectionRect.height / rootBounds.height) * (intersectionRect.width / boundingClientRect.width);
  // Not a number for an element without a width.
  return Math.max(intersectionRatio, filled || 0);
}
