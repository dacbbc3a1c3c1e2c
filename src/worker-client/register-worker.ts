/** Registers the worker with workbox-window, which is loaded only now so that the first reel does not wait for it. */
export async function registerWorker(scriptUrl: string): Promise<ServiceWorkerRegistration> {
  const { Workbox } = await import('workbox-window');
  const registration = await new Workbox(scriptUrl).register({ immediate: true });
  if (registration === undefined) throw new Error('This browser did not register a service worker.');
  return registration;
}
