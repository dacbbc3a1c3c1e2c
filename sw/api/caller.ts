/**
 * Whether the request comes from a script of a page (or a page's worker) that this worker controls. Only those have a
 * client id: other sites and sandboxed frames have none. Navigations, frames and tags such as <script> are refused
 * because other sites can cause them.
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
