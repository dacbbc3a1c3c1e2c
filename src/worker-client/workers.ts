/** Undefined also where merely asking for them is forbidden, as in a sandboxed frame. */
export function workers(): ServiceWorkerContainer | undefined {
  try {
    return 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  } catch {
    return undefined;
  }
}
