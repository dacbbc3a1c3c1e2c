import { isLive } from '../playlist/is-live.ts';
import type { ResourceKind } from '../resource/kind.ts';
import { cacheControlOf, type HeaderReader } from './cache-control.ts';

type StorableResponse = {
  readonly header: HeaderReader;
  /** It would be stored in a partition that only the requesting viewer can read. */
  readonly isOwnPartition: boolean;
};

export type ArrivedContent = {
  readonly kind: ResourceKind;
  /** The body of a manifest or playlist. */
  readonly text: string;
  /** The first bytes look like media. Matters only if the name does not reveal the kind. */
  readonly isMedia: boolean;
};

/** Why a response is not stored, and whether the same is to be expected of its whole folder or origin. */
export type Refusal = {
  readonly refused: string;
  readonly scope: 'file' | 'folder' | 'origin';
  /** The origin has not said so: it could not be asked now. */
  readonly isPassing?: boolean;
};

/** Returns why a complete, successful response must not be stored, or null if it may be. */
export function whyNotStorable(answer: StorableResponse & ArrivedContent): Refusal | null {
  const forbidden = whyNotCopyable(answer);
  if (forbidden !== null) return { refused: forbidden, scope: 'origin' };
  const unfit = whyUnfit(answer);
  return unfit === null ? null : { refused: unfit, scope: 'file' };
}

/** Returns how the headers forbid storing a copy, or null if they do not. */
export function whyNotCopyable({ header, isOwnPartition }: StorableResponse): string | null {
  const { isNoStore, isPrivate } = cacheControlOf(header);
  if (isNoStore) return 'its Cache-Control says no-store';
  if (isPrivate && !isOwnPartition) return 'its Cache-Control says private';
  if (/(^|,)\s*\*\s*(,|$)/.test(header('vary') ?? '')) return 'its Vary is *, which no later request can match';
  return null;
}

/** Whether the origin denies the resource, or has it no longer. The cache entry is removed then. */
export function isRefusal(status: number | null): boolean {
  return status !== null && [401, 403, 404, 410, 451].includes(status);
}

/** Whether the origin cannot answer for now: the entry stays, and may be used stale. `null` means no response. */
export function isUnreachable(status: number | null): boolean {
  return status === null || status >= 500 || [408, 425, 429].includes(status);
}

function whyUnfit({ kind, text, isMedia }: ArrivedContent): string | null {
  if (kind === 'key') return 'it is a key';
  if (kind === 'other' && !isMedia) return 'neither its name nor its first bytes say that it is media';
  if (kind !== 'manifest-or-playlist') return null;
  if (!text.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) return 'it does not begin with #EXTM3U';
  return isLive(text) ? 'it is a live playlist' : null;
}
