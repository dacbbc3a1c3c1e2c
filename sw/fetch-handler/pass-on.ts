/** Fetches from the network until the signal aborts. Repeats the referrer fields, which passing a signal resets. */
export function passOn(request: Request, signal: AbortSignal): Promise<Response> {
  const { referrer, referrerPolicy } = request;
  return fetch(request, { signal, referrer, referrerPolicy });
}
