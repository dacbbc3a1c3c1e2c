import { isLive } from '../playlist/is-live.ts';
import type { ResourceKind } from '../resource/kind.ts';
import { cacheControlOf, type HeaderReader } from './cache-control.ts';

type Copied = {
  readonly header: HeaderReader;
  /** It would be kept where only the viewer who asked for it gets it from. */
  readonly isOwnPartition: boolean;
};

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

/** The origin has no such thing, or not for this request, or no longer: what is kept of it goes. */
export function isRefusal(status: number | null): boolean {
  return status !== null && [401, 403, 404, 410, 451].includes(status);
}

/** No origin has an answer for now: what is kept stays, and may be shown where it may be shown stale. `null`: none came. */
export function isUnreachable(status: number | null): boolean {
  return status === null || status >= 500 || [408, 425, 429].includes(status);
}

function findUnfit({ kind, text, isMedia }: ArrivedContent): string | null {
  if (kind === 'key') return 'it is a key';
  if (kind === 'other' && !isMedia) return 'neither its name nor its first bytes say that it is media';
  if (kind !== 'manifest-or-playlist') return null;
  if (!text.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) return 'it does not begin with #EXTM3U';
  return isLive(text) ? 'it is a live playlist' : null;
}
