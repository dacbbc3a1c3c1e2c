import { readPageMessage } from '../src/shared/messages.ts';
import { keepMp4Script } from './assemble-mp4.ts';
import type { SaveMessage } from './assemble-offline.ts';
import { handleFetch } from './fetch-handler/fetch-handler.ts';
import { type Shell, ShellCache } from './fetch-handler/shell.ts';
import { assembleParts } from './parts.ts';

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: Shell;
declare const API_BASE: string;

const shell = new ShellCache(SHELL, self.caches);
const parts = assembleParts(self, shell, API_BASE);
const routes = { scopeOrigin: self.location.origin, shell, ...parts };

self.addEventListener('install', (event) => {
  keepMp4Script(parts.log);
  event.waitUntil(shell.install());
});

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('fetch', (event) => handleFetch(event, routes));

self.addEventListener('message', (event) => event.waitUntil(receive(event)));

for (const end of ['backgroundfetchsuccess', 'backgroundfetchfail', 'backgroundfetchabort'] as const) {
  self.addEventListener(end, (event) => event.waitUntil(parts.offline.takeIn(event.registration)));
}

/** The page that registered the first worker is served by it from now on, without a reload. */
async function takeOver(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  await shell.removeOlderVersions(pages.length);
  await self.clients.claim();
}

async function receive({ data, source, ports }: ExtendableMessageEvent): Promise<void> {
  try {
    const message = readPageMessage(data);
    if (message.type === 'take-over') await takeOverNow();
    else if (message.type === 'view')
      await Promise.all([parts.see(message, pageIdOf(source)), parts.offline.saver.work()]);
    else if (message.type === 'listen') listen(source, message.isNew);
    else if (message.type === 'read-buffer-settings') source?.postMessage(await parts.readBufferSettings(), {});
    else if (message.type === 'enter-route') await parts.enterRoute(message.path);
    else if (message.type === 'prefetch-chunks') await parts.prefetchChunks(message.urls);
    else if (message.type === 'prefetch-moment')
      ports[0]?.postMessage(await parts.prefetchMoment(message.reelId, message.timeSeconds), []);
    else if (message.type === 'signal') await parts.observe(message.viewerId, message.signal);
    else await save(source, message);
  } catch (cause) {
    parts.log.write('warn', cause instanceof Error ? cause.message : String(cause));
  }
}

/** A worker that waits replaces the old one; one that is at work takes over a page that has lost it. */
async function takeOverNow(): Promise<void> {
  await self.skipWaiting();
  if (self.serviceWorker.state === 'activated') await self.clients.claim();
}

function pageIdOf(source: ExtendableMessageEvent['source']): string {
  return source instanceof Client ? source.id : '';
}

async function save(page: ExtendableMessageEvent['source'], message: SaveMessage): Promise<void> {
  page?.postMessage(await parts.offline.receive(message), {});
  await parts.offline.saver.work();
}

function listen(page: ExtendableMessageEvent['source'], isNew: boolean): void {
  if (page instanceof Client) parts.events.listen({ id: page.id, post: (event) => page.postMessage(event, {}) }, isNew);
}
