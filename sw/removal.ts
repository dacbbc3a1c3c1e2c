import { deleteKeptMedia } from '../src/shared/traces.ts';
import { isEmbedded } from './script-address.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * Stands in for the worker at its address once a site has given Nextreel up: browsers that still have the worker fetch
 * this in its place, and are rid of both. Open pages go on, served by nobody. Within a worker of the site's own it takes
 * away what Nextreel has kept: that worker stays, and when it is replaced is the site's affair.
 */
self.addEventListener('install', (event) => {
  if (!isEmbedded) event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave(): Promise<void> {
  try {
    await deleteKeptMedia(self.caches, self.indexedDB);
  } finally {
    // Whatever cannot be deleted: this is the only time that anybody is asked.
    if (!isEmbedded) await self.registration.unregister();
  }
}
