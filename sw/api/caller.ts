/**
 * Whether a script of a page (or page's worker) that this worker controls is asking. A client id is given to those alone:
 * other sites and sandboxed frames have none. Navigations, frames and tags such as <script> can be caused by others.
 */
export function isOwnScript({ request, clientId }: Pick<FetchEvent, 'request' | 'clientId'>): boolean {
  const origin = request.headers.get('origin');
  return (
    clientId !== '' &&
    (request.mode === 'cors' || request.mode === 'same-origin') &&
    request.destination === '' &&
    (origin === null || origin === new URL(request.url).origin)
  );
}
