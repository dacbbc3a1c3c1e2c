import type { View } from '../src/shared/messages.ts';
import { nextFeedPage, type PageGoal, routeGoal } from './decision/plan/page-goals.ts';
import type { Resource } from './decision/resource/resource.ts';
import { FeedPages, type FeedPagesParts } from './fetch-handler/feed-pages.ts';
import type { ShellCache } from './fetch-handler/shell.ts';
import { RouteMemory } from './prefetch/route-memory.ts';
import type { Memory } from './memory.ts';

export type PageSurroundings = FeedPagesParts & {
  readonly shell: ShellCache;
  readonly routes: Memory;
};

/** Makes what looks ahead to the page's own files: the feed's next page, and the views that are opened next. */
export function assemblePages({ shell, routes: memory, ...parts }: PageSurroundings) {
  const feedPages = new FeedPages(parts);
  const routes = new RouteMemory(memory, parts.nowMs);

  const feedGoal = async (view: View): Promise<readonly PageGoal[]> => {
    const next = nextFeedPage(view);
    if (next === undefined || !feedPages.mayPrefetch(next.url)) return [];
    const isHere = await feedPages.isHere(next.url);
    const reason = isHere ? `${next.reason}: already here` : next.reason;
    return [{ kind: 'feed-page', path: next.url, missing: isHere ? [] : [next.url], strategy: 'sequential', reason }];
  };
  const routeGoals = async (): Promise<readonly PageGoal[]> => {
    const predicted = (await routes.predict()).filter(({ resourceId }) => shell.hasRoute(resourceId));
    return Promise.all(
      predicted.map(async (one) => {
        const files = await shell.missingOf(one.resourceId);
        return routeGoal(
          one,
          files.map((file) => new URL(file, parts.scopeOrigin).href),
        );
      }),
    );
  };

  return {
    feedPages,
    /** What is worth having beside the reels. Without a store to keep it in, nothing is. */
    plan: async (view: View): Promise<readonly PageGoal[]> =>
      (await Promise.all([feedGoal(view), routeGoals()]).catch(() => [])).flat(),
    bring: ({ key, kind }: Resource, signal: AbortSignal): Promise<void> =>
      kind === 'feed-page' ? feedPages.prefetch(key) : shell.bring(key, signal),
    enterRoute: async (path: string): Promise<void> => {
      if (shell.hasRoute(path)) await routes.enter(path);
    },
    forget: async (): Promise<void> => {
      await Promise.all([feedPages.purge(), routes.forget()]);
    },
  };
}
