import { DownloadError } from '../decision/origin/download-error.ts';

/**
 * What the player gets when no origin had the bytes: the last origin's status where there was one, so that its own
 * retry rules apply, else a network error. What only our own rules refused is left to the browser: a body that is too
 * large to be held here, and a picture that is given to an `<img>` but not to a script.
 */
export async function respondToFailure(request: Request, cause: unknown): Promise<Response> {
  const isTooLarge = cause instanceof DownloadError && cause.reason === 'too-large';
  if (isTooLarge || request.mode === 'no-cors') return fetch(request).catch(() => Response.error());
  // A network error is tried again until there is a network. "Not here" makes the player turn at once to a rendition that
  // is here.
  if (typeof navigator !== 'undefined' && !navigator.onLine) {
    return new Response(null, { status: 404, statusText: 'offline' });
  }
  if (cause instanceof DownloadError && cause.status !== null && cause.status >= 400) {
    const retryAfterSeconds = Math.ceil((cause.retryAfterMs ?? 0) / 1000);
    const headers = retryAfterSeconds > 0 ? { 'retry-after': String(retryAfterSeconds) } : {};
    return new Response(null, { status: cause.status, statusText: cause.reason, headers });
  }
  return Response.error();
}
