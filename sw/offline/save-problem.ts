import type { SaveProblem } from '../../src/shared/saved.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { NotKeepableError, StillLiveError } from '../decision/plan/whole-reel.ts';
import { isFull } from '../decision/store/healing.ts';

/** Returns the problem, as pages know it, that keeps a reel from being saved. */
export function problemOf(cause: unknown): SaveProblem {
  if (cause instanceof NotKeepableError) return 'refused';
  if (cause instanceof StillLiveError) return 'live';
  if (cause instanceof DownloadError) return problemOfDownload(cause);
  if (isFull(cause)) return 'full';
  return cause instanceof PlaylistError ? 'unreadable' : 'storage';
}

/** Whether the file cannot be had a moment later either. */
export function isLasting(problem: SaveProblem): boolean {
  return problem === 'unreadable' || problem === 'refused' || problem === 'live';
}

/** Returns 'network' only if a retry may help. */
function problemOfDownload({ reason, status }: DownloadError): SaveProblem {
  if (reason === 'too-large') return 'refused';
  if (status === 401 || status === 403) return 'refused';
  return status === 404 || status === 410 || status === 415 ? 'unreadable' : 'network';
}
