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
  /** For a video element that reads a file as it is. */
  readonly mp4: { answerFile(media: MediaHandler, event: ExtendableEvent, request: Request): Promise<Response> };
  readonly readings: {
    has(event: FetchEvent): boolean;
    answer(event: FetchEvent, answer: () => Promise<Response>): Promise<Response>;
  };
  /** What a page has shown last. */
  readonly view: { readonly latest: View | undefined };
  /** The unit that a plain file is saved in. A promise only as long as it is not known what is saved. */
  readonly savedFiles: { unitOf(fileUrl: string): string | undefined | Promise<string | undefined> };
  readonly territory: Territory;
  /** What the site wants kept for each viewer apart. */
  readonly personal: { readonly accessTo: ((url: string) => object | undefined) | undefined };
  /** Hears how players ask for what is ours. */
  readonly forbidden: { noteAsked(url: string, isPersonal: boolean): void };
  readonly network: {
    /** Whether this address is kept here, or known after all once everything is remembered. */
    isKnown(url: string): Promise<boolean>;
    /** The resource may be another one from now on. */
    drop(url: string): Promise<void>;
  };
  readonly api: { owns(url: URL): boolean; answer(event: FetchEvent): Promise<Response> };
  /** Whether a page belongs to a viewer who has signed out: it is answered by the network. */
  readonly formerPages: { has(pageId: string): boolean | Promise<boolean> };
  /** Hears of every answer to a player. */
  readonly deliveries: {
    answered(
      response: Response,
      order: { readonly atMs: number; readonly path: string; readonly reelId: string | null },
    ): void;
  };
  readonly nowMs: () => number;
};

/** Decides who answers a request. What is left to the browser is left to it entirely. */
export function handleFetch(event: FetchEvent, routes: Routes): void {
  const { request } = event;
  // Nothing that a feed may name is so long, and reading it would hold up everything else.
  if (request.url.length > maxUrlLength) return;
  const url = new URL(request.url);
  const isOwnOrigin = url.origin === routes.scopeOrigin;
  if (isOwnOrigin && routes.api.owns(url)) return event.respondWith(routes.api.answer(event));
  if (!/^https?:$/.test(url.protocol)) return;
  if (changesResource(request.method)) {
    if (routes.territory.judge(request.url) === 'ours') event.waitUntil(routes.network.drop(request.url));
    return;
  }
  // An origin holds the answer back until there is something new: to us that is the silence of one that has failed.
  if (modeOf(request) === 'browser' || /[?&]_HLS_(msn|part)=/.test(url.search)) return;
  const respond = (answer: Promise<Response>) => event.respondWith(answerInTime(answer));

  if (isOwnOrigin) {
    if (request.mode === 'navigate' && routes.shell.hasRoute(url.pathname)) {
      return respond(routes.shell.answerNavigation(event, request));
    }
    if (routes.shell.holds(url)) return respond(routes.shell.answerAsset(event, request));
  }

  // Every redirect is followed here, and a playlist may be rewritten: who forbids either gets the network's own answer.
  if (request.redirect !== 'follow' || request.integrity !== '') return;

  const isFeedPage = routes.feedPages.owns(url);
  const { headers } = request;
  // An element sends what cookies there are unless it is told otherwise: that says nothing of what is asked for.
  const credentials = isOfElement(request) && !isOwnOrigin ? 'omit' : request.credentials;
  const asks = credentialsOf({ isOwnOrigin, credentials, headerNames: headers.keys() });
  if (asks === 'personal' && (isFeedPage || routes.personal.accessTo?.(request.url) === undefined)) {
    // Its next page, or what else comes of it, would be asked for without the credentials.
    if (isFeedPage) routes.feedPages.leaveAlone();
    else if (routes.territory.judge(request.url) === 'ours') routes.forbidden.noteAsked(request.url, true);
    return;
  }
  const isFormer = routes.formerPages.has(event.clientId);
  if (isFormer === true) return;
  const unlessFormer = (answer: () => Promise<Response>) =>
    isFormer === false ? answer() : isFormer.then((isIt) => (isIt ? fetch(request) : answer()));
  if (isFeedPage) return respond(unlessFormer(() => routes.feedPages.answer(event, request)));
  // Transfers from the page's own site carry its cookies: what comes may be another answer than a stranger's.
  if (isOwnOrigin && asks === 'none') return;
  const isOfMediaElement = /^(video|audio)$/.test(request.destination);
  // A page may name what the viewer has saved after its element has asked for it, and an element does not ask again.
  const unit = isOfMediaElement ? routes.savedFiles.unitOf(request.url) : undefined;
  const verdict = typeof unit === 'string' ? 'ours' : routes.territory.judge(request.url);
  if (verdict === 'foreign') return;
  const isFile =
    isOfMediaElement &&
    (unit !== undefined || routes.readings.has(event) || isReadAsFile(request.url, routes.view.latest));
  // An element reads any other file in its own way, and its own time.
  if (isOfMediaElement && !isFile) return;
  routes.forbidden.noteAsked(request.url, false);
  const answering = unlessFormer(() => {
    if (isFile) return routes.readings.answer(event, () => routes.mp4.answerFile(routes.media, event, request));
    return routes.waiting.answer(event, (signal) =>
      verdict === 'ours' ? answerMedia(event, routes, signal) : answerIfKnown(event, routes, signal),
    );
  });
  respond(answering);
  const accounted = answering.then((answer) => {
    const order = { atMs: routes.nowMs(), ...locate(request.url, routes.view.latest) };
    routes.deliveries.answered(answer, order);
  });
  event.waitUntil(untilLimit(accounted));
}

function isOfElement({ mode, destination }: Request): boolean {
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
