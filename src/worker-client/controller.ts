/** The worker that answers this page's requests. Null also where merely asking for it is forbidden. */
export function controller(): ServiceWorker | null {
  try {
    return 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null;
  } catch {
    return null;
  }
}
