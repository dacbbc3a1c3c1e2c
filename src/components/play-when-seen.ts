import { visibleShare } from '../package/visible-share.ts';
import { messageOf } from '../package/warnings.ts';
import { ElementPlayer } from './element-player.ts';

/** A reel counts as seen if this share of it is visible, or if it fills this share of its list. */
const seenShare = 0.6;

export type SeenListener = {
  readonly onSeen?: () => void;
  readonly onFailure?: (message: string) => void;
};

/**
 * Loads a reel once it is at most one screen away, and plays it while it is visible. Returns a function that stops
 * this.
 */
export function playWhenSeen(video: HTMLVideoElement, src: string, listener: SeenListener = {}): () => void {
  const root = scrollerOf(video);
  let player: ElementPlayer | null = null;
  let wasSeen = false;
  const fail = (message: string) => listener.onFailure?.(message);

  const nearness = new IntersectionObserver(
    (entries) => {
      const isNear = entries.at(-1)?.isIntersecting === true;
      if (isNear && player === null) {
        player = new ElementPlayer(video, src, fail);
        player.setPlaying(wasSeen);
        player.load().catch((cause: unknown) => fail(messageOf(cause)));
      } else if (!isNear) {
        player?.unload();
        player = null;
      }
    },
    { root, rootMargin: '100% 0px' },
  );
  const sight = new IntersectionObserver(
    (entries) => {
      const entry = entries.at(-1);
      if (entry === undefined) return;
      const isSeen = visibleShare(entry) >= seenShare;
      // Only changes count: a viewer who paused a visible reel wants it paused.
      if (isSeen === wasSeen) return;
      wasSeen = isSeen;
      player?.setPlaying(isSeen);
      if (isSeen) listener.onSeen?.();
    },
    { root, threshold: [0, 0.25, 0.5, seenShare, 0.75, 1] },
  );
  nearness.observe(video);
  sight.observe(video);
  return () => {
    nearness.disconnect();
    sight.disconnect();
    player?.unload();
  };
}

/** Returns the element that scrolls the reel, across shadow trees; null for the window. */
function scrollerOf(element: Element): Element | null {
  for (let node = parentOf(element); node !== null; node = parentOf(node)) {
    if (/auto|scroll/.test(getComputedStyle(node).overflowY) && overflows(node)) return node;
  }
  return null;
}

/**
 * Whether the element really scrolls. One with `overflow-x` set also computes `overflow-y` to `auto`, but may be as
 * tall as its content.
 */
function overflows(node: Element): boolean {
  const { body, documentElement, scrollingElement } = document;
  if (node === scrollingElement) return false;
  // The browser applies the body's overflow to the window, unless the root element sets its own.
  if (node === body && getComputedStyle(documentElement).overflowY === 'visible') return false;
  return node.scrollHeight > node.clientHeight;
}

function parentOf(element: Element): Element | null {
  const { assignedSlot, parentNode } = element;
  if (assignedSlot !== null) return assignedSlot;
  if (parentNode instanceof ShadowRoot) return parentNode.host;
  return parentNode instanceof Element ? parentNode : null;
}
