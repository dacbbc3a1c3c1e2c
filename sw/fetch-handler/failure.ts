import { DownloadError } from '../decision/download-error.ts';

/**
 * What the player gets when no origin had the bytes: the last origin's status where there was one, so that its own
 * retry rules apply, else a network error.
 */
export function respondToFailure(cause: unknown): Response {
  if (cause instanceof DownloadError && cause.status !== null && cause.status >= 400) {
    return new Response(null, { status: cause.status, statusText: cause.reason });
  }
  return Response.error();
}
