import { kindOf } from '../decision/resource/kind.ts';
import type { FeedPages } from './feed-pages.ts';
import type { MediaStrategy } from './media-strategy.ts';
import type { PlaylistStrategy } from './playlist-strategy.ts';
import type { ShellCache } from './shell.ts';

export type Routes = {
  readonly scopeOrigin: string;
  readonly shell: ShellCache;
  readonly feedPages: FeedPages;
  readonly playlists: PlaylistStrategy;
  readonly media: MediaStrategy;
  readonly api: { owns(url: URL): boolean; answer(event: FetchEvent): Promise<Response> };
  /** Hears of every answer to a player. */
  readonly account: (response: Response, url: string) => void;
};

/** Decides who answers a request. What is left to the browser is left to it entirely. */
export function handleFetch(event: FetchEvent, routes: Routes): void {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin === routes.scopeOrigin && routes.api.owns(url)) return event.respondWith(routes.api.answer(event));
  if (request.method !== 'GET') return;
  if (!/^https?:$/.test(url.protocol)) return;

  if (url.origin === routes.scopeOrigin) {
    if (request.mode === 'navigate' && routes.shell.hasRoute(url.pathname)) {
      return event.respondWith(routes.shell.answerNavigation(request));
    }
    if (routes.shell.holds(url)) return event.respondWith(routes.shell.answerAsset(event, request));
  }

  const isFeedPage = url.origin === routes.scopeOrigin && routes.feedPages.owns(url);
  if (isPersonal(request)) {
    // Its next page would be asked for without the credentials.
    if (isFeedPage) routes.feedPages.leaveAlone();
    return;
  }
  if (isFeedPage) return event.respondWith(routes.feedPages.answer(event, request));
  const kind = kindOf(request.url);
  if (kind === 'other') return;
  const strategy = kind === 'manifest-or-playlist' ? routes.playlists : routes.media;
  const [response, done] = strategy.handleAll({ event, request });
  event.respondWith(response);
  event.waitUntil(Promise.all([done, response.then((answer) => routes.account(answer, request.url))]));
}

/** Answers to requests with credentials may be for one viewer alone: they are neither stored nor shared. */
function isPersonal(request: Request): boolean {
  return request.headers.has('authorization') || request.credentials === 'include';
}
