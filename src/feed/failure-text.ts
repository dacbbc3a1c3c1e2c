import type { PlaybackError } from '../player/media-backend.ts';
import type { Notice } from './page-status.ts';

export type FailureText = { readonly title: string; readonly advice: string };

/** A wait longer than this is explained to the viewer. */
export const slowNoticeAfterMs = 2_000;

/** Describes why a reel failed and what the viewer can do. */
export function describeFailure(
  { kind, status }: Pick<PlaybackError, 'kind' | 'status'>,
  isOnline: boolean,
): FailureText {
  if (kind !== 'network') return texts[kind];
  if (status !== null) return describeStatus(status);
  if (!isOnline) {
    return { title: 'You’re offline', advice: 'This video isn’t on your device yet. Swipe on to one that is.' };
  }
  return {
    title: 'Can’t reach this video right now',
    advice: 'The connection or its server is down. It plays as soon as they’re back.',
  };
}

/** Shown while nothing has failed, but no data has arrived either. */
export const slowText = 'Still loading: the connection is slow or gone.';

/** Describes why there is no feed to show. */
export function describeFeedFailure(isSavedFeed: boolean, isOnline: boolean): Omit<Notice, 'onRetry'> {
  if (isSavedFeed) return { title: 'Saved reels can’t be opened', text: noSavedReels };
  if (!isOnline) return { title: 'You’re offline', text: 'The feed loads as soon as you’re back.' };
  return { title: 'Can’t reach the feed right now', text: 'We’ll keep trying.' };
}

export const slowFeed: Notice = { title: 'Still waiting for the feed', text: 'The connection is slow or gone.' };

export const noSavedReels =
  'They are kept by a service worker, and none answers here. Load this page again, or try another browser.';

function describeStatus(status: number): FailureText {
  if (status >= 500) {
    return {
      title: 'This video’s server has a problem',
      advice: `It answers with status ${status}. Swipe on, or try again.`,
    };
  }
  return { title: 'This video isn’t available', advice: `Its server answers with status ${status}. Swipe on.` };
}

const texts = {
  manifest: { title: 'This video’s playlist is damaged', advice: 'It can’t be read. Swipe on, or try again later.' },
  media: { title: 'This video is damaged', advice: 'It can’t be decoded. Swipe on, or try again later.' },
  unsupported: {
    title: 'This browser can’t play this video',
    advice: 'It has no decoder for its format. Others may play: swipe on.',
  },
} satisfies Partial<Record<PlaybackError['kind'], FailureText>>;
