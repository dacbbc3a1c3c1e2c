import { DownloadError } from '../decision/origin/download-error.ts';

/**
 * Returns the player's response when no origin delivered the bytes: the last origin's error response, so that the
 * player's own rules apply, or a network error if no origin responded. Leaves the request to the browser if only the
 * worker's own rules refused the response (too large to hold, empty, unusual status), and every no-cors request: an
 * `<img>` may show a picture that scripts may not read. Offline the response is a 404, at which players switch at once to
 * a rendition that is cached, while they retry a network error until the network is back.
 */
export async function respondToFailure(request: Request, cause: unknown, isOffline: boolean): Promise<Response> {
  const failure = cause instanceof DownloadError ? cause : null;
  if (failure?.mayPlayerUseResponse === true || request.mode === 'no-cors')
    return fetch(request).catch(() => Response.error());
  if (isOffline) return new Response(null, { status: 404, statusText: 'offline' });
  if (failure === null || failure.status === null) return Response.error();
  const { status, refusal, reason } = failure;
  return new Response(refusal.body, { status, statusText: reason, headers: refusal.headers });
}
