import { isLive } from '../playlist/is-live.ts';
import type { ResourceKind } from '../resource/kind.ts';
import { cacheControlOf, type HeaderReader } from './cache-control.ts';
import { isSameTag } from './validators.ts';

type Copied = {
  readonly header: HeaderReader;
  /** It would be kept where only the viewer who asked for it gets it from. */
  readonly isOwnPartition: boolean;
};

export type Answer = Copied & { readonly status: number };

export type ArrivedContent = {
  readonly kind: ResourceKind;
  /** Of a manifest or playlist. */
  readonly text: string;
  /** Of what has no telling name: its bytes begin as media do. */
  readonly isMedia: boolean;
};

/** Why something is not kept, and of what else of its kind that is to be expected. */
export type Refusal = { readonly refused: string; readonly holdsFor: 'file' | 'folder' | 'origin' };

/** Why a good answer that came whole is not kept, or null when it may be. */
export function refuseToKeep(answer: Copied & ArrivedContent): Refusal | null {
  const forbidden = forbidsCopies(answer);
  if (forbidden !== null) return { refused: forbidden, holdsFor: 'origin' };
  const unfit = findUnfit(answer);
  return unfit === null ? null : { refused: unfit, holdsFor: 'file' };
}

/** How its headers say that no copy may be kept here; null when they do not. */
export function forbidsCopies({ header, isOwnPartition }: Copied): string | null {
  const { isNoStore, isPrivate } = cacheControlOf(header);
  if (isNoStore) return 'its Cache-Control says no-store';
  if (isPrivate && !isOwnPartition) return 'its Cache-Control says private';
  if (/(^|,)\s*\*\s*(,|$)/.test(header('vary') ?? '')) return 'its Vary is *, which no later request can match';
  return null;
}

/**
 * What the answer to a renewal means for the entry that was to be renewed:
 *
 * | | the entry | whoever asked gets |
 * |---|---|---|
 * | replaced | makes room for the answer | the answer |
 * | confirmed | stays, with the headers and the freshness of the answer | the entry |
 * | confirmed-once | goes | the entry, this once |
 * | mistaken | goes: the answer speaks of other bytes | the answer to another request, without conditions |
 * | gone | goes | the answer |
 * | unreachable | stays | the entry if it may be shown stale, else the answer |
 * | refused | stays: this request was at fault | the answer |
 */
export type Renewal = 'replaced' | 'confirmed' | 'confirmed-once' | 'mistaken' | 'gone' | 'unreachable' | 'refused';

/** `null`: no answer came. */
export function judgeRenewal(answer: Answer | null, keptEtag: string | null): Renewal {
  if (answer === null || answer.status >= 500 || [408, 425, 429].includes(answer.status)) return 'unreachable';
  const { status, header } = answer;
  const mayStay = forbidsCopies(answer) === null;
  if (status === 304) {
    const etag = header('etag');
    if (etag !== null && keptEtag !== null && !isSameTag(etag, keptEtag)) return 'mistaken';
    return mayStay ? 'confirmed' : 'confirmed-once';
  }
  if (status === 200 || status === 206) return mayStay ? 'replaced' : 'gone';
  return isRefusal(status) ? 'gone' : 'refused';
}

/** The origin has no such thing, or not for this request, or no longer. */
export function isRefusal(status: number | null): boolean {
  return status !== null && [401, 403, 404, 410, 451].includes(status);
}

function findUnfit({ kind, text, isMedia }: ArrivedContent): string | null {
  if (kind === 'key') return 'it is a key';
  if (kind === 'other' && !isMedia) return 'neither its name nor its first bytes say that it is media';
  if (kind !== 'manifest-or-playlist') return null;
  if (!text.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) return 'it does not begin with #EXTM3U';
  return isLive(text) ? 'it is a live playlist' : null;
}
