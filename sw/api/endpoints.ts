import * as v from 'valibot';
import { ConfigError, configKeys } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import { atLeastOne } from '../../src/shared/numbers.ts';
import type { Signal } from '../../src/shared/signals.ts';
import type { EventHub } from './event-hub.ts';
import type { ApiActions, FactSources } from './fact-sources.ts';
import {
  describeHealth,
  describeLog,
  describeMetrics,
  describeQueue,
  describeStatus,
  describeViewer,
  readerOf,
} from './facts.ts';
import { ConfigNotKeptError, type LiveConfig } from './live-config.ts';
import { Problem, refuseField, respondJson } from './problem.ts';
import { type Endpoint, endpoint, endpointWithBody } from './router.ts';

const id = (maxLength: number) => v.pipe(v.string(), v.nonEmpty('Must not be empty'), v.maxLength(maxLength));
const amount = (max: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(max));

/** A lone surrogate cannot be written in a URL, and URL parsers resolve "." and "..". */
const newUserId = v.pipe(
  id(128),
  v.check((name) => /^(?!\.\.?$)\P{Cs}*$/u.test(name), 'Cannot be written in an address'),
);
const userSchema = v.strictObject({ user_id: newUserId });
/** An id, or a position in the feed, counted from 1. */
const reel = v.union([id(512), atLeastOne], 'Must be an id or a place in the feed');
const behaviourSchema = v.strictObject({
  scroll_speed: amount(100),
  watch_time: amount(86_400),
  current_reel: reel,
});
const prefetchSchema = v.strictObject({
  user_id: id(128),
  reel_id: reel,
  count: v.pipe(atLeastOne, v.maxValue(50)),
});

/** Returns the rows of the API's router. public/openapi.json documents each of them. */
export function listEndpoints(
  sources: FactSources,
  actions: ApiActions,
  config: LiveConfig,
  events: EventHub,
  nowMs: () => number,
): readonly Endpoint[] {
  const { viewers, view } = sources;

  const requireUser = async (userId: string, field: string): Promise<void> => {
    await viewers.restore();
    if (viewers.has(userId) || view.latest?.viewerId === userId) return;
    throw refuseField('unknown-id', field, `there is no user "${userId}"`);
  };
  const requireView = (): View => {
    const seen = view.latest;
    if (seen === undefined)
      throw new Problem('no-feed', 'Reels are known as soon as a page shows its feed. Try again.');
    return seen;
  };
  const requireReel = ({ reels }: View, named: string | number, field: string) => {
    const index = reels.findIndex((one) => (typeof named === 'number' ? one.place === named - 1 : one.id === named));
    const found = reels[index];
    if (found === undefined) throw refuseField('unknown-id', field, `there is no reel "${named}" near the current one`);
    return { index, id: found.id };
  };
  const describeUser = (userId: string) => describeViewer(viewers.find(userId), viewers.assess(userId));
  const respondWith = (describe: (from: FactSources) => unknown) => {
    const read = readerOf(sources, describe);
    return async () => respondJson(await read());
  };
  const respondConfig = () => respondJson({ config: config.current, keys: configKeys });

  return [
    endpointWithBody('POST', '/api/v1/user', userSchema, async ({ user_id }) => {
      await viewers.restore();
      const status = viewers.has(user_id) ? 200 : 201;
      const refused = await viewers.add(user_id);
      if (refused !== undefined) throw refuseField('invalid-values', 'user_id', refused);
      return respondJson(describeUser(user_id), status, {
        location: `${sources.base}/api/v1/user/${encodeURIComponent(user_id)}`,
      });
    }),

    endpoint('GET', '/api/v1/user/{id}', async (userId) => {
      await requireUser(userId, 'id');
      return respondJson(describeUser(userId));
    }),

    endpointWithBody('PUT', '/api/v1/user/{id}/behavior', behaviourSchema, async (reported, userId) => {
      await requireUser(userId, 'id');
      const seen = requireView();
      const to = requireReel(seen, reported.current_reel, 'current_reel');
      // For a viewer without a history, the reel in view is taken to have been watched.
      const fromReelId = viewers.find(userId).currentReelId ?? seen.reels[seen.currentIndex]?.id ?? to.id;
      const fromIndex = seen.reels.findIndex((one) => one.id === fromReelId);
      const atMs = nowMs();
      const signals: readonly Signal[] = [
        { kind: 'scroll', atMs, reelsPerSecond: reported.scroll_speed },
        {
          kind: 'swipe',
          atMs,
          fromReelId,
          toReelId: to.id,
          watchedSeconds: reported.watch_time,
          durationSeconds: seen.reels[fromIndex]?.durationSeconds ?? 0,
          direction: to.index < fromIndex ? -1 : 1,
        },
      ];
      const refused = await sources.planner.observeAll(userId, signals);
      if (refused !== undefined) throw new Problem('invalid-values', refused);
      return respondJson(describeUser(userId));
    }),

    endpointWithBody('POST', '/api/v1/prefetch', prefetchSchema, async ({ user_id, reel_id, count }) => {
      await requireUser(user_id, 'user_id');
      const maxCount = config.current.prefetcher.max_prefetch_count;
      if (count > maxCount)
        throw refuseField('invalid-values', 'count', `is ${count}; allowed now: at most ${maxCount}`);
      const seen = requireView();
      const { index } = requireReel(seen, reel_id, 'reel_id');
      const reels = seen.reels.slice(index, index + count);
      await actions.requests.prefetchReels(reels, user_id);
      return respondJson({ reel_ids: reels.map((one) => one.id) }, 202);
    }),

    endpoint('GET', '/api/v1/prefetch/status', respondWith(describeQueue)),

    endpoint('DELETE', '/api/v1/prefetch/clear', async () =>
      respondJson({ cancelled: await actions.requests.clear() }),
    ),

    endpoint('GET', '/api/v1/metrics', respondWith(describeMetrics)),
    endpoint('GET', '/api/v1/health', respondWith(describeHealth)),
    endpoint('GET', '/api/v1/status', respondWith(describeStatus)),
    endpoint('GET', '/api/v1/logs', respondWith(describeLog)),
    endpoint('GET', '/api/v1/events', () => events.openStream()),

    endpoint('GET', '/api/v1/config', async () => {
      await config.restore();
      return respondConfig();
    }),

    endpointWithBody('PUT', '/api/v1/config', v.unknown(), async (part) => {
      await config.update(part).catch((cause: unknown) => {
        if (cause instanceof ConfigError) {
          throw new Problem('invalid-values', cause.message, [{ field: cause.key, message: cause.message }]);
        }
        if (cause instanceof ConfigNotKeptError) throw new Problem('store-away', cause.message);
        throw cause;
      });
      return respondConfig();
    }),

    endpoint('DELETE', '/api/v1/session', async () => {
      await actions.signOut.run().catch((cause: unknown) => {
        throw new Problem('store-away', `Private bytes may still be stored: ${String(cause)}`);
      });
      return new Response(null, { status: 204 });
    }),
  ];
}
