importScripts('/nextreel-sw.js?embedded'); // nextreel
import { CacheFirst, Serwist } from 'serwist';

const serwist = new Serwist({
  precacheEntries: self.__WB_MANIFEST,
  skipWaiting: true,
  clientsClaim: true,
  navigationPreload: true,
  runtimeCaching: [{ matcher: ({ request }) => request.destination === 'image', handler: new CacheFirst() }],
});
serwist.addEventListeners();
