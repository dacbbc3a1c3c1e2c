/** The network's own answer, as long as somebody waits for it. What a signal would reset in the request is said again. */
export function passOn(request: Request, signal: AbortSignal): Promise<Response> {
  const { referrer, referrerPolicy } = request;
  return fetch(request, { signal, referrer, referrerPolicy });
}
