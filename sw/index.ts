import { bufferMessage } from '../src/shared/buffer-settings.ts';
import { readPageMessage } from '../src/shared/messages.ts';
import { removedMessage } from '../src/shared/removed.ts';
import { deleteStoredMedia } from '../src/shared/stored-media.ts';
import { Admission } from './admission.ts';
import { untilLimit } from './event-limit.ts';
import { handleFetch } from './fetch-handler/fetch-handler.ts';
import { type Shell, ShellCache } from './fetch-handler/shell.ts';
import { ForbiddenOrigins } from './forbidden-origins.ts';
import { introduce, isIntroductionRequest } from './introduction.ts';
import { keepMp4Script, loadMp4Script } from './mp4/late-script.ts';
import type { SaveMessage } from './offline/offline.ts';
import { platformOf } from './platform.ts';
import { isEmbedded, ownUrl } from './script-address.ts';
import { wallClock } from './wall-clock.ts';
import { createWorker } from './worker.ts';

declare const self: ServiceWorkerGlobalScope;
declare const SHELL: Shell;
declare const API_BASE: string;
declare const VERSION: string;

const nowMs = wallClock();
const forbidden = new ForbiddenOrigins(self, () => new Promise((resolve) => setTimeout(resolve)), nowMs);
const platform = platformOf(self, forbidden.fetch, nowMs, () => loadMp4Script(ownUrl()));
const shell = new ShellCache(SHELL, self.caches, platform.listPages, self.registration);
const worker = createWorker(platform, shell, API_BASE);
const admission = new Admission({ ...platform, ...worker });
const introduction = {
  scriptUrl: self.location.href,
  version: VERSION,
  isEmbedded,
  forbiddenAmong: (origins: readonly string[]) => forbidden.among(origins),
};

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([keepMp4Script(worker.mp4, ownUrl(), introduction), shell.install()]));
});

/** Set once the site has removed Nextreel. Pages that this worker still controls go on without it. */
let isRemoved = false;

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('fetch', (event) => {
  if (isRemoved) return;
  const url = new URL(event.request.url);
  if (isIntroductionRequest(url, introduction)) event.respondWith(introduce(url, introduction));
  else if (!forbidden.isLeft(event.request, worker.mayBeSaved)) handleFetch(event, worker.routes);
});

self.addEventListener('message', (event) => {
  if (!isRemoved) event.waitUntil(untilLimit(receive(event)));
});

for (const end of ['backgroundfetchsuccess', 'backgroundfetchfail', 'backgroundfetchabort'] as const) {
  self.addEventListener(end, (event) => event.waitUntil(untilLimit(worker.offline.takeIn(event.registration))));
}

/** Takes control of the page that registered the first worker, without a reload. */
async function takeOver(): Promise<void> {
  // First, so that a failing store keeps no page waiting. A host worker that imported this one claims pages itself.
  if (!isEmbedded) await self.clients.claim();
  await worker.keptPages.dropOlder();
  await shell.takeOver();
}

async function receive({ data, source, ports }: ExtendableMessageEvent): Promise<void> {
  const { views, offline, requests, pages, planner, settings, events, routes, formerPages, log } = worker;
  try {
    const message = readPageMessage(data);
    if (message === undefined) return;
    if (!(await admission.admits(message, pageIdOf(source)))) return;
    if (message.type === 'take-over') await takeOverNow();
    else if (message.type === 'view') await Promise.all([views.onView(message, pageIdOf(source)), offline.work()]);
    else if (message.type === 'give-up') routes.waiting.giveUp(message.request, pageIdOf(source));
    else if (message.type === 'listen') listen(source, message.isNew);
    else if (message.type === 'read-buffer-settings') {
      await settings.restore();
      source?.postMessage(bufferMessage(settings.current), {});
    } else if (message.type === 'enter-route') await pages.enterRoute(message.path);
    else if (message.type === 'prefetch-chunks') await requests.prefetchFiles(message.urls);
    else if (message.type === 'prefetch-moment')
      ports[0]?.postMessage(await requests.prefetchMoment(message.reel, message.timeSeconds), []);
    else if (message.type === 'remove-nextreel') await removeNextreel(ports[0]);
    else if (message.type === 'sign-out-nextreel') await signOut(ports[0]);
    else if (message.type === 'next-viewer') await formerPages.readmit(pageIdOf(source));
    else if (message.type === 'signal') {
      const refused = await planner.observe(message.viewerId, message.signal);
      if (refused !== undefined) log.write('warn', `Signal refused: ${refused}`, { signal: message.signal });
      events.changed();
    } else await save(ports[0] ?? source, message);
  } catch (cause) {
    log.write('warn', cause instanceof Error ? cause.message : String(cause));
  }
}

async function removeNextreel(port: MessagePort | undefined): Promise<void> {
  isRemoved = true;
  worker.end();
  // Before anything is deleted: a worker that is started later has forgotten that Nextreel is removed.
  await platform.notifyPages(removedMessage);
  await deleteStoredMedia(self.caches, self.indexedDB);
  port?.postMessage(null, []);
}

async function signOut(port: MessagePort | undefined): Promise<void> {
  const failure = await worker.signOut.run().then(() => null, String);
  port?.postMessage(failure, []);
}

/** Activates this worker if it is waiting; if it is active already, claims a page that has lost its worker. */
async function takeOverNow(): Promise<void> {
  if (isEmbedded) return;
  await self.skipWaiting();
  if (self.serviceWorker.state === 'activated') await self.clients.claim();
}

function pageIdOf(source: ExtendableMessageEvent['source']): string {
  return source instanceof Client ? source.id : '';
}

async function save(sender: ExtendableMessageEvent['source'], message: SaveMessage): Promise<void> {
  sender?.postMessage(await worker.offline.receive(message), {});
  await worker.offline.work();
}

function listen(page: ExtendableMessageEvent['source'], isNew: boolean): void {
  if (!(page instanceof Client)) return;
  const { id } = page;
  // Looked up for each event: the browser evicts a page from the back/forward cache when a message is posted to it.
  const post = (event: unknown) => void self.clients.get(id).then((found) => found?.postMessage(event, {}));
  worker.events.listen({ id, post }, isNew);
}
