'use client';

import {
  createElement,
  forwardRef,
  type RefCallback,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type VideoHTMLAttributes,
} from 'react';
import { playWhenSeen } from '../components/play-when-seen.ts';
import { ReelElements } from '../components/reel-elements.ts';
import { serialiseFeed } from '../components/serialise-feed.ts';
import { connect } from './connect.ts';
import type { ConnectOptions, Feed, Nextreel } from './nextreel.ts';

export type { NextreelFeedProps, NextreelReelProps } from './react-elements.ts';

/** Makes the ref for the element that holds a reel: its `<video>`, or an element that contains it. */
export type ReelRef = {
  (reel: string | number): (element: Element | null) => void;
  /** The connection, for the rest of the API; null until the component is mounted. */
  nextreel: Nextreel | null;
};

/**
 * Connects the page while the component is mounted, and follows which reel the viewer sees:
 * `const reel = useNextreel(items)`, then `<video ref={reel(item.id)} />`. Only the options of the first render are
 * used.
 */
export function useNextreel(feed: Feed, options: ConnectOptions = {}): ReelRef {
  const [{ elements, reelRef, firstOptions }] = useState(() => ({ ...makeRefs(), firstOptions: options }));

  useEffect(() => {
    const nextreel = connect(firstOptions);
    reelRef.nextreel = nextreel;
    elements.connect(nextreel);
    return () => {
      elements.disconnect();
      reelRef.nextreel = null;
      nextreel.disconnect();
    };
  }, [elements, reelRef, firstOptions]);

  // An array that is recreated on every render counts as the same feed while its content is the same.
  const feedText = useMemo(() => serialiseFeed(feed), [feed]);
  useEffect(() => reelRef.nextreel?.setFeed(() => feed), [reelRef, feedText]);
  return reelRef;
}

function makeRefs(): { readonly elements: ReelElements; readonly reelRef: ReelRef } {
  const elements = new ReelElements();
  const refs = new Map<string | number, (element: Element | null) => void>();
  const connection: Pick<ReelRef, 'nextreel'> = { nextreel: null };
  // Each reel keeps its function: React would treat a new function as a new ref.
  const reelRef = Object.assign((reel: string | number) => {
    const known = refs.get(reel);
    if (known !== undefined) return known;
    let held: Element | null = null;
    const ref = (element: Element | null) => {
      if (held !== null) elements.remove(held);
      held = element;
      if (element !== null) elements.set(element, reel);
    };
    refs.set(reel, ref);
    return ref;
  }, connection);
  return { elements, reelRef };
}

export type ReelVideoProps = Omit<VideoHTMLAttributes<HTMLVideoElement>, 'src'> & {
  /** URL of the HLS manifest or the MP4 file. */
  readonly src: string;
  /** Called with a message when the reel does not play. */
  readonly onFailure?: ((message: string) => void) | undefined;
};

/**
 * A `<video>` that plays its reel while the viewer sees it, with hls.js, which it loads on demand, or natively. It is
 * muted and loops by default; other attributes go to the `<video>`.
 */
export const ReelVideo = forwardRef<HTMLVideoElement, ReelVideoProps>(function ReelVideo(
  { src, onFailure, ...attributes },
  ref,
) {
  const video = useRef<HTMLVideoElement>(null);
  const onFailureRef = useRef(onFailure);
  useEffect(() => {
    onFailureRef.current = onFailure;
  });
  useEffect(() => {
    if (video.current === null) return undefined;
    return playWhenSeen(video.current, src, { onFailure: (message) => onFailureRef.current?.(message) });
  }, [src]);
  const setVideo = useCallback(
    (element: HTMLVideoElement | null) => {
      video.current = element;
      if (typeof ref !== 'function') {
        if (ref !== null) ref.current = element;
        return undefined;
      }
      const callback: RefCallback<HTMLVideoElement> = ref;
      const release = callback(element);
      // React 19 calls the cleanup function that a ref returned instead of calling the ref with null.
      if (typeof release !== 'function') return undefined;
      return () => {
        video.current = null;
        release();
      };
    },
    [ref],
  );
  return createElement('video', { muted: true, loop: true, playsInline: true, ...attributes, ref: setVideo });
});
