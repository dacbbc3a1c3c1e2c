import type { ResourceKind } from '../resource/kind.ts';

export type Candidate = {
  readonly kind: ResourceKind;
  readonly cacheControl: string;
  /** The body's text where it is a manifest or playlist. */
  readonly text: string | null;
};

/** Why a whole body is not kept, or null when it may be. */
export function refuseToStore({ kind, cacheControl, text }: Candidate): string | null {
  const forbidden = forbidsCopies(cacheControl);
  if (forbidden !== null) return forbidden;
  if (kind === 'key') return 'it is a key';
  if (kind === 'other') return 'it may be something else than media';
  if (kind === 'manifest-or-playlist') return text === null ? 'its text was not read' : refusePlaylist(text);
  return null;
}

/** How a Cache-Control header says that no copy may be kept; null when it does not. */
export function forbidsCopies(cacheControl: string): string | null {
  const directives = cacheControl
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim().split('=', 1)[0]);
  if (directives.includes('no-store')) return 'the origin says no-store';
  if (directives.includes('private')) return 'the origin says private';
  return null;
}

function refusePlaylist(text: string): string | null {
  if (!text.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) return 'it is not a playlist';
  const isManifest = text.includes('#EXT-X-STREAM-INF');
  if (!isManifest && !/^#EXT-X-ENDLIST\s*$/m.test(text)) return 'the playlist is live';
  return null;
}
