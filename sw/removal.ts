import { deleteKeptMedia } from '../src/shared/traces.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * Stands in for the worker at its address once a site has given Nextreel up: browsers that still have the worker fetch
 * this in its place, and are rid of both. Open pages go on, served by nobody.
 */
self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave(): Promise<void> {
  await deleteKeptMedia(self.caches, self.indexedDB);
  await self.registration.unregister();
}
