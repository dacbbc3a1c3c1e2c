/** Returns the service worker container. Also undefined if access to it throws, as in a sandboxed frame. */
export function workers(): ServiceWorkerContainer | undefined {
  try {
    return 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  } catch {
    return undefined;
  }
}
