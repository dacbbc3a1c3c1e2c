import { DownloadError } from '../decision/origin/download-error.ts';

/**
 * What the player gets when no origin had the bytes: what the last origin has said where it answered, so that the player's
 * own rules apply, else a network error. What only our own rules refused is left to the browser: a body that is too
 * large to be held here, an empty one, an unusual status, and a picture that is given to an `<img>` but not to a script.
 */
export async function respondToFailure(request: Request, cause: unknown): Promise<Response> {
  const failure = cause instanceof DownloadError ? cause : null;
  if (failure?.isOfOurRules === true || request.mode === 'no-cors') return fetch(request).catch(() => Response.error());
  // A network error is tried again until there is a network. "Not here" makes the player turn at once to a rendition that
  // is here.
  if (typeof navigator !== 'undefined' && !navigator.onLine) {
    return new Response(null, { status: 404, statusText: 'offline' });
  }
  if (failure === null || failure.status === null) return Response.error();
  const { status, text, reason } = failure;
  return new Response(text.body, { status, statusText: reason, headers: text.headers });
}
