import { deleteStoredMedia } from '../src/shared/stored-media.ts';
import { isEmbedded } from './script-address.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * Replaces the worker at its URL after a site has removed Nextreel: browsers that still have the worker update to this
 * script, which deletes the stored data and unregisters itself. Open pages go on without a worker. Imported into a
 * worker of the site, it only deletes what Nextreel has stored; when that worker is replaced is up to the site.
 */
self.addEventListener('install', (event) => {
  if (!isEmbedded) event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => event.waitUntil(leave()));

async function leave(): Promise<void> {
  try {
    await deleteStoredMedia(self.caches, self.indexedDB);
  } finally {
    // Even if something could not be deleted, since this runs only once.
    if (!isEmbedded) await self.registration.unregister();
  }
}
