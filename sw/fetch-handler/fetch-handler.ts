import type { SavedPlace } from '../../src/shared/saved-record.ts';
import type { View } from '../../src/shared/messages.ts';
import { maxUrlLength } from '../../src/shared/reel-limits.ts';
import { changesResource } from '../decision/http/request-mode.ts';
import { credentialsOf } from '../decision/http/credentials.ts';
import { kindOf } from '../decision/resource/kind.ts';
import { isReadAsFile, locate } from '../decision/resource/reel-of.ts';
import type { FeedPages } from './feed-pages.ts';
import { answerInTime, untilLimit } from '../event-limit.ts';
import type { MediaHandler } from './media-handler.ts';
import { passOn } from './pass-on.ts';
import { modeOf } from './player-request.ts';
import type { PlaylistHandler } from './playlist-handler.ts';
import type { ShellCache } from './shell.ts';
import type { Territory } from './territory.ts';
import type { WaitingRequests } from './waiting-requests.ts';

export type Routes = {
  readonly scopeOrigin: string;
  readonly shell: ShellCache;
  readonly feedPages: FeedPages;
  readonly playlists: PlaylistHandler;
  readonly media: MediaHandler;
  readonly waiting: WaitingRequests;
  /** Answers a video element that reads a plain file. */
  readonly mp4: { answerFile(media: MediaHandler, event: ExtendableEvent, request: Request): Promise<Response> };
  readonly fileReaders: {
    has(event: FetchEvent): boolean;
    answer(event: FetchEvent, answer: () => Promise<Response>): Promise<Response>;
  };
  /** The latest view that a page has reported. */
  readonly view: { readonly latest: View | undefined };
  /** Where a plain file is saved. A promise only until the list of saved reels is loaded. */
  readonly savedFiles: { placeOf(fileUrl: string): SavedPlace | undefined | Promise<SavedPlace | undefined> };
  readonly territory: Territory;
  readonly settings: { restore(): Promise<void> };
  readonly cache: { maintain(): Promise<void> };
  /** Which media the site wants cached separately for each viewer. */
  readonly personal: { readonly accessTo: ((url: string) => object | undefined) | undefined };
  /** Learns whether players request the worker's media with personal credentials. */
  readonly forbidden: { noteRequest(url: string, isPersonal: boolean): void };
  readonly network: {
    /** Whether this address is cached, or is named soon enough by a page or by restored state. */
    isKnown(url: string): Promise<boolean>;
    /** Drops the cached copy: the resource may have changed. */
    drop(url: string): Promise<void>;
  };
  readonly api: { owns(url: URL): boolean; answer(event: FetchEvent): Promise<Response> };
  /** Whether a page belongs to a viewer who has signed out. The network answers its requests. */
  readonly formerPages: { has(pageId: string): boolean | Promise<boolean> };
  /** Records every response to a player. */
  readonly deliveries: {
    answered(
      response: Response,
      order: { readonly atMs: number; readonly path: string; readonly reelId: string | null },
    ): void;
  };
  readonly navigator: { readonly onLine: boolean };
  readonly nowMs: () => number;
};

/** Destinations of players' requests, and of elements that show media. No other file is media: `.ts` may be TypeScript. */
const mediaDestinations = /^(?:|video|audio|track|image)$/;

/** Routes a request to its handler. Leaves all other requests to the browser untouched. */
export function handleFetch(event: FetchEvent, routes: Routes): void {
  const { request } = event;
  // A feed may not name an address this long, and parsing it would delay other requests.
  if (request.url.length > maxUrlLength) return;
  const url = new URL(request.url);
  const isOwnOrigin = url.origin === routes.scopeOrigin;
  if (isOwnOrigin && routes.api.owns(url)) return event.respondWith(routes.api.answer(event));
  if (!/^https?:$/.test(url.protocol)) return;
  if (changesResource(request.method)) {
    if (routes.territory.judge(request.url) === 'served') event.waitUntil(routes.network.drop(request.url));
    return;
  }
  if (modeOf(request) === 'browser') return;
  // Blocking playlist reload (LL-HLS): the origin delays its response, which the worker would take for a failure.
  if (/[?&]_HLS_(msn|part)=/.test(url.search)) return routes.territory.noteUnread(request.url);
  const respond = (answer: Promise<Response>) => event.respondWith(answerInTime(answer));

  if (isOwnOrigin) {
    if (request.mode === 'navigate' && routes.shell.hasRoute(url.pathname)) {
      return respond(routes.shell.answerNavigation(event, request));
    }
    if (routes.shell.hasFile(url)) return respond(routes.shell.answerAsset(event, request));
  }

  if (!mediaDestinations.test(request.destination)) return;
  // The worker follows redirects and may rewrite playlists, so requests that forbid either go to the network.
  if (request.redirect !== 'follow' || request.integrity !== '') return;

  const isFeedPage = routes.feedPages.owns(url);
  const { headers } = request;
  // Media elements send cookies by default, so their credentials mode does not mean that the media is personal.
  const credentials = isElementRequest(request) && !isOwnOrigin ? 'omit' : request.credentials;
  const sentCredentials = credentialsOf({ isOwnOrigin, credentials, headerNames: headers.keys() });
  if (sentCredentials === 'personal' && (isFeedPage || routes.personal.accessTo?.(request.url) === undefined)) {
    // The worker would request the feed's next page, or the reel's other files, without these credentials.
    if (isFeedPage) routes.feedPages.stopPrefetching();
    else if (routes.territory.judge(request.url) === 'served') routes.forbidden.noteRequest(request.url, true);
    return;
  }
  const isFormer = routes.formerPages.has(event.clientId);
  if (isFormer === true) return;
  const unlessFormer = (answer: () => Promise<Response>) =>
    isFormer === false ? answer() : isFormer.then((isFormerPage) => (isFormerPage ? fetch(request) : answer()));
  if (isFeedPage) return respond(unlessFormer(() => routes.feedPages.answer(event, request)));
  // The worker's same-origin transfers carry cookies, so their response may differ from one without credentials.
  if (isOwnOrigin && sentCredentials === 'none') return;
  const isMediaElementRequest = /^(video|audio)$/.test(request.destination);
  // An element may request a saved file before the page names it, and elements do not retry.
  const place = isMediaElementRequest ? routes.savedFiles.placeOf(request.url) : undefined;
  const verdict = place !== undefined && !(place instanceof Promise) ? 'served' : routes.territory.judge(request.url);
  if (verdict === 'foreign') return;
  // Most likely a picture of another page: it must not wait, nor be requested under the policy of the worker's script.
  if (verdict === 'unknown' && request.destination === 'image' && routes.navigator.onLine) return;
  const isFile =
    isMediaElementRequest &&
    (place !== undefined || routes.fileReaders.has(event) || isReadAsFile(request.url, routes.view.latest));
  // Elements read all other files through the browser.
  if (isMediaElementRequest && !isFile) return;
  routes.forbidden.noteRequest(request.url, false);
  const answering = unlessFormer(() => {
    if (isFile) return routes.fileReaders.answer(event, () => routes.mp4.answerFile(routes.media, event, request));
    return routes.waiting.answer(event, (signal) =>
      verdict === 'served' ? answerMedia(event, routes, signal) : answerIfKnown(event, routes, signal),
    );
  });
  respond(answering);
  const recorded = answering.then((answer) => {
    const order = { atMs: routes.nowMs(), ...locate(request.url, routes.view.latest) };
    routes.deliveries.answered(answer, order);
  });
  // Here too, since a site that only intercepts sends no views.
  event.waitUntil(untilLimit(recorded.then(() => maintainCache(routes))));
}

async function maintainCache({ settings, cache }: Routes): Promise<void> {
  await settings.restore();
  await cache.maintain();
}

function isElementRequest({ mode, destination }: Request): boolean {
  return mode === 'no-cors' && /^(video|audio|image)$/.test(destination);
}

function answerMedia(event: FetchEvent, routes: Routes, signal: AbortSignal): Promise<Response> {
  const { request } = event;
  const handler = kindOf(request.url) === 'manifest-or-playlist' ? routes.playlists : routes.media;
  return handler.answer(event, request, signal);
}

async function answerIfKnown(event: FetchEvent, routes: Routes, signal: AbortSignal): Promise<Response> {
  const isKnown = await routes.network.isKnown(event.request.url);
  // Its viewer may have signed out meanwhile.
  const isFormer = routes.formerPages.has(event.clientId) === true;
  return isKnown && !isFormer ? answerMedia(event, routes, signal) : passOn(event.request, signal);
}
