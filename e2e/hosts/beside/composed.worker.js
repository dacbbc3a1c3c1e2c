import 'nextreel/worker'; // nextreel

self.addEventListener('install', (event) =>
  event.waitUntil(caches.open('own').then((cache) => cache.addAll(['/own.txt']))),
);
self.addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/own.txt')) event.respondWith(caches.match(event.request));
});
