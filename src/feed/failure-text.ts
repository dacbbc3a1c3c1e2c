import type { FailureKind } from '../player/media-backend.ts';
import type { Notice } from './page-status.ts';

export type FailureText = { readonly title: string; readonly advice: string };

/** What happened to a reel and what the viewer can do. */
export function describeFailure(kind: FailureKind, isOnline: boolean): FailureText {
  if (kind === 'network' && !isOnline) {
    return { title: 'You are offline', advice: 'This reel is not on your device yet. Swipe on, or try again online.' };
  }
  return texts[kind];
}

/** Why there is no feed at all. */
export function describeFeedFailure(isSavedFeed: boolean, isOnline: boolean): Omit<Notice, 'onRetry'> {
  if (isSavedFeed) return { title: 'Saved reels do not open', text: noSavedReels };
  if (!isOnline) return { title: 'You are offline', text: 'The feed loads as soon as you are back.' };
  return { title: 'The feed did not load', text: 'Its server does not answer as it should.' };
}

export const noSavedReels =
  'They are kept by a service worker, and none answers here. Load this page again, or try another browser.';

const texts = {
  network: { title: 'This reel did not load', advice: 'Its server does not answer. Try again, or swipe on.' },
  manifest: { title: 'This reel is broken', advice: 'Its description cannot be read. Swipe on, or try again later.' },
  media: { title: 'This reel is damaged', advice: 'Its video cannot be decoded. Swipe on, or try again later.' },
  unsupported: {
    title: 'This browser cannot play this reel',
    advice: 'It has no decoder for its format. Other reels may play; swipe on.',
  },
} satisfies Record<FailureKind, FailureText>;
