import { untilLimit } from '../event-limit.ts';
import { isOwnScript } from './caller.ts';
import { Problem } from './problem.ts';
import type { Router } from './router.ts';

const prefix = '/api/v1/';

/** Pages whose viewer has signed out. */
export type FormerPages = { has(pageId: string): boolean | Promise<boolean> };

export type ApiEvent = Pick<FetchEvent, 'request' | 'clientId' | 'waitUntil'>;

/** The REST API, which the worker answers only to scripts of its own pages. */
export class Api {
  constructor(
    readonly router: Router,
    readonly formerPages: FormerPages,
    /** Called after every request that may have changed something. Settles when the resulting work is done. */
    readonly afterChange: () => Promise<void>,
  ) {}

  /** Whether the URL belongs to the API. Expects a URL of the worker's own origin. */
  owns(url: URL): boolean {
    return url.pathname.startsWith(`${this.router.base}${prefix}`);
  }

  async answer(event: ApiEvent): Promise<Response> {
    if (!isOwnScript(event)) {
      return new Problem('foreign-caller', 'Ask with fetch or EventSource from a page of this site.').toResponse();
    }
    const { method } = event.request;
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead && !this.#isSignOut(event.request) && (await this.formerPages.has(event.clientId))) {
      return new Problem('foreign-caller', 'The viewer of this page has signed out: reload it.').toResponse();
    }
    const response = await this.router.answer(event.request);
    if (!isRead) event.waitUntil(untilLimit(this.afterChange()));
    return response;
  }

  /** The one change that a page of a viewer who has signed out may still ask for: to sign out again. */
  #isSignOut({ method, url }: Request): boolean {
    return method === 'DELETE' && new URL(url).pathname === `${this.router.base}${prefix}session`;
  }
}
