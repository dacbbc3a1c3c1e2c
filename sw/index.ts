import { readPageMessage } from '../src/shared/messages.ts';
import { deleteKeptMedia } from '../src/shared/traces.ts';
import { keepMp4Script } from './assemble-mp4.ts';
import type { SaveMessage } from './assemble-offline.ts';
import { handleFetch } from './fetch-handler/fetch-handler.ts';
import { type Shell, ShellCache } from './fetch-handler/shell.ts';
import { ForbiddenOrigins } from './forbidden-origins.ts';
import { introduce, isAskedWho } from './introduction.ts';
import { assembleParts } from './parts.ts';
import { isEmbedded } from './script-address.ts';

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: Shell;
declare const API_BASE: string;
declare const VERSION: string;

const shell = new ShellCache(SHELL, self.caches);
const parts = assembleParts(self, shell, API_BASE);
const forbidden = new ForbiddenOrigins(self, () => new Promise((resolve) => setTimeout(resolve)));
const introduction = {
  scriptUrl: self.location.href,
  version: VERSION,
  isEmbedded,
  forbiddenAmong: (origins: readonly string[]) => forbidden.among(origins),
};
const routes = { scopeOrigin: self.location.origin, shell, ...parts };

self.addEventListener('install', (event) => {
  keepMp4Script(parts.log);
  event.waitUntil(shell.install());
});

/** Set when the site has given Nextreel up. Pages that this worker still controls go on without it. */
let hasLeft = false;

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('fetch', (event) => {
  if (hasLeft) return;
  const url = new URL(event.request.url);
  if (isAskedWho(url, introduction)) event.respondWith(introduce(url, introduction));
  else if (!forbidden.has(event.request.url)) handleFetch(event, routes);
});

self.addEventListener('message', (event) => {
  if (!hasLeft) event.waitUntil(receive(event));
});

for (const end of ['backgroundfetchsuccess', 'backgroundfetchfail', 'backgroundfetchabort'] as const) {
  self.addEventListener(end, (event) => event.waitUntil(parts.offline.takeIn(event.registration)));
}

/** The page that registered the first worker is served by it from now on, without a reload. */
async function takeOver(): Promise<void> {
  // Which pages a worker of somebody else controls is its own affair.
  if (isEmbedded) return;
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
    else if (message.type === 'leave') await leave(ports[0]);
    else if (message.type === 'signal') await parts.observe(message.viewerId, message.signal);
    else await save(source, message);
  } catch (cause) {
    parts.log.write('warn', cause instanceof Error ? cause.message : String(cause));
  }
}

async function leave(port: MessagePort | undefined): Promise<void> {
  hasLeft = true;
  parts.closeStore();
  await deleteKeptMedia(self.caches, self.indexedDB);
  port?.postMessage(null, []);
}

/** A worker that waits replaces the old one; one that is at work takes over a page that has lost it. */
async function takeOverNow(): Promise<void> {
  if (isEmbedded) return;
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
