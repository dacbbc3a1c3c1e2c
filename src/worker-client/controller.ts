/** Returns the worker that controls this page. Also null if access to service workers is forbidden. */
export function controller(): ServiceWorker | null {
  try {
    return 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  } catch {
    return null;
  }
}
