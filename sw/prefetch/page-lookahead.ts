import type { View } from '../../src/shared/messages.ts';
import { nextFeedPage, type PageGoal, routeGoal } from '../decision/plan/page-goals.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { RouteMemory } from './route-memory.ts';

export type PageLookaheadParts = {
  readonly feedPages: {
    mayPrefetch(url: string): boolean;
    hasPrefetched(url: string): Promise<boolean>;
    prefetch(url: string): Promise<void>;
    purge(): Promise<void>;
  };
  readonly shell: {
    hasRoute(path: string): boolean;
    missingFiles(route: string): Promise<readonly string[]>;
    restoreFile(file: string, signal: AbortSignal): Promise<void>;
  };
  readonly routes: RouteMemory;
  readonly scopeOrigin: string;
};

/** Looks ahead to the page's own files: the feed's next page, and the views likely to be opened next. */
export class PageLookahead {
  constructor(readonly parts: PageLookaheadParts) {}

  /** Returns what is worth prefetching beside the reels; nothing if the store fails. */
  async plan(view: View): Promise<readonly PageGoal[]> {
    return (await Promise.all([this.#feedGoal(view), this.#routeGoals()]).catch(() => [])).flat();
  }

  prefetch({ key, kind }: Resource, signal: AbortSignal): Promise<void> {
    return kind === 'feed-page' ? this.parts.feedPages.prefetch(key) : this.parts.shell.restoreFile(key, signal);
  }

  async enterRoute(path: string): Promise<void> {
    if (this.parts.shell.hasRoute(path)) await this.parts.routes.enter(path);
  }

  async forget(): Promise<void> {
    await Promise.all([this.parts.feedPages.purge(), this.parts.routes.forget()]);
  }

  async #feedGoal(view: View): Promise<readonly PageGoal[]> {
    const { feedPages } = this.parts;
    const next = nextFeedPage(view);
    if (next === undefined || !feedPages.mayPrefetch(next.url)) return [];
    const isPrefetched = await feedPages.hasPrefetched(next.url);
    const reason = isPrefetched ? `${next.reason}: already here` : next.reason;
    return [
      { kind: 'feed-page', path: next.url, missing: isPrefetched ? [] : [next.url], strategy: 'sequential', reason },
    ];
  }

  async #routeGoals(): Promise<readonly PageGoal[]> {
    const { shell, routes, scopeOrigin } = this.parts;
    const predicted = (await routes.predict()).filter(({ resourceId }) => shell.hasRoute(resourceId));
    return Promise.all(
      predicted.map(async (one) => {
        const files = await shell.missingFiles(one.resourceId);
        const urls = files.map((file) => new URL(file, scopeOrigin).href);
        return routeGoal(one, urls);
      }),
    );
  }
}
