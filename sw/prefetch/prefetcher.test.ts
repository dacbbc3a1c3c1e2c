import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/shared/config.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import type { ReelInView, View } from '../../src/shared/messages.ts';
import type { Goal } from '../decision/plan/goal.ts';
import type { PageGoal } from '../decision/plan/page-goals.ts';
import { type RequestedReel, Prefetcher } from './prefetcher.ts';
import { Lives } from '../lives.ts';
import { PrefetchQueue } from './queue.ts';

const reel = (id: string, format: 'hls' | 'mp4' = 'hls'): ReelInView => ({
  id,
  url: `https://a.example/${id}/video.m3u8`,
  format,
  poster: null,
  durationSeconds: 4,
  tags: [],
});

const playlist = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXTINF:2,', '0.ts', '#EXTINF:2,', '1.ts', '#EXT-X-ENDLIST'];

const manifest = ['#EXTM3U', '#EXT-X-STREAM-INF:BANDWIDTH=1000000,AVERAGE-BANDWIDTH=800000', '1M.m3u8'];

const viewOf = (...ids: string[]): View => ({
  type: 'view',
  viewerId: 'ann',
  atMs: 0,
  visible: true,
  origins: [],
  reels: ids.map((id) => reel(id)),
  currentIndex: 0,
  playback: { positionSeconds: 0, bufferAheadSeconds: 9, bufferedToEnd: true, paused: false },
  throughputBps: null,
  device: unknownDevice,
});

const savedView: PageGoal = {
  kind: 'app-file',
  path: '/saved',
  missing: ['https://a.example/saved.js'],
  strategy: 'pattern',
  reason: 'opened next',
};

/** A prefetcher whose transfers end when the test says so. */
function bench(goals: readonly Goal[] = [], linkBps = 4_000_000) {
  const open = new Map<string, () => void>();
  const kept = new Set<string>();
  let asked: RequestedReel[] = [];
  let isFailing = false;
  const pages: PageGoal[] = [];
  const forbidden = new Set<string>();
  const queue = new PrefetchQueue(
    { lanesPerOrigin: 10, lanesPerReel: 10, startsPerSecondPerOrigin: 1000, timeoutMs: 60_000 },
    {
      run: ({ resource: { key } }, signal) =>
        new Promise((resolve, reject) => {
          open.set(key, () => resolve(true));
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      originOf: ({ key }) => new URL(key).origin,
      retryDelayMs: () => null,
      wasRequestSent: () => true,
      mayRetryLater: () => false,
      wait: () => Promise.resolve(),
      nowMs: () => 0,
    },
    new Lives(),
  );
  queue.limitLanes({ all: 10, bodies: 10 });
  const prefetcher = new Prefetcher({
    queue,
    network: {
      identity: () => Promise.resolve({ origins: [], volatileParameters: [] }),
      readKeptText: (key) => {
        if (key.includes('laddered') && key.endsWith('video.m3u8')) return Promise.resolve(manifest.join('\n'));
        if (key.includes('broken')) return Promise.resolve('<!doctype html>');
        return Promise.resolve(kept.has(key) ? playlist.join('\n') : undefined);
      },
    },
    planner: {
      chooseAhead: () =>
        Promise.resolve((url, { renditions: [rendition] }) => {
          if (rendition === undefined) throw new Error(`${url} lists no rendition`);
          return rendition;
        }),
      decideWithin: () => {
        if (!isFailing) return Promise.resolve(goals);
        isFailing = false;
        return Promise.reject(new Error('no plan'));
      },
      link: () => ({ bps: linkBps }),
    },
    lanes: { limits: { maxReelsAhead: 10 } },
    pages: { plan: () => Promise.resolve(pages) },
    requestedReels: {
      wanted: () => Promise.resolve(asked),
      markDone: (id) => {
        asked = asked.filter((one) => one.reel.id !== id);
        return Promise.resolve();
      },
    },
    config: defaultConfig,
    forbidden: { has: ({ key }) => forbidden.has(key) },
    log: { warn: () => undefined },
  });
  return {
    prefetcher,
    pages,
    forbidden,
    fail: () => {
      isFailing = true;
    },
    ask: (one: ReelInView) => asked.push({ reel: one, seconds: 30 }),
    askedIds: () => asked.map(({ reel: { id } }) => id),
    wanted: () => queue.running.map(({ resource }) => new URL(resource.key).pathname),
    finish: async (path: string) => {
      const key = [...open.keys()].find((one) => one.endsWith(path)) ?? '';
      kept.add(key);
      open.get(key)?.();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

describe('a playlist that may not be cached', () => {
  const wantedAfter = async (text: string) => {
    const { prefetcher, wanted } = bench([{ reelId: 'b', seconds: 4, strategy: 'test', reason: 'next' }]);
    await prefetcher.update(viewOf('a', 'b'));
    prefetcher.offerUncacheable('https://a.example/b/video.m3u8', new Blob([text]));
    await prefetcher.replan();
    return wanted();
  };

  it('is still used to plan the segments that it lists', async () => {
    expect(await wantedAfter(playlist.join('\n'))).toEqual(['/b/0.ts', '/b/1.ts']);
  });

  it('is not held in memory if it is far longer than usual', async () => {
    expect(await wantedAfter([...playlist, '#'.repeat(1_000_000)].join('\n'))).toEqual(['/b/video.m3u8']);
  });
});

it('plans for the next view although the plan for the last one failed', async () => {
  const { prefetcher, fail, wanted } = bench([{ reelId: 'a', seconds: 4, strategy: 'test', reason: 'next' }]);
  fail();
  await expect(prefetcher.update(viewOf('a'))).rejects.toThrow('no plan');
  await prefetcher.update(viewOf('a'));
  expect(wanted()).toEqual(['/a/video.m3u8']);
});

it('shows nothing of its plan after the viewer has signed out', async () => {
  const { prefetcher, pages } = bench([{ reelId: 'a', seconds: 4, strategy: 'test', reason: 'next' }]);
  pages.push(savedView);
  await prefetcher.update(viewOf('a'));
  expect([prefetcher.goals, prefetcher.pages]).toMatchObject([[{ reelId: 'a' }], [{ path: '/saved' }]]);
  prefetcher.forget();
  expect([prefetcher.goals, prefetcher.pages]).toEqual([[], []]);
});

it('fetches another view of the page after the reels, even if some of their files may not be cached', async () => {
  const goals = ['b', 'c'].map((reelId) => ({ reelId, seconds: 4, strategy: 'test', reason: 'next' }));
  const { prefetcher, pages, forbidden, finish, wanted } = bench(goals);
  pages.push(savedView);
  forbidden.add('https://a.example/b/0.ts').add('https://a.example/b/1.ts');
  await prefetcher.update(viewOf('a', 'b', 'c'));
  for (const id of ['b', 'c']) await finish(`/${id}/video.m3u8`);
  await finish('/saved.js');
  prefetcher.parts.queue.clear();
  await prefetcher.replan();
  expect(wanted()).toEqual(['/c/0.ts', '/c/1.ts', '/saved.js']);
});

it('wishes for the poster of a coming reel only if the link carries more than its media', async () => {
  const wantedOn = async (linkBps: number) => {
    const { prefetcher, wanted } = bench(
      [{ reelId: 'laddered', seconds: 2, strategy: 'test', reason: 'next' }],
      linkBps,
    );
    const { reels, ...view } = viewOf('a');
    const laddered = { ...reel('laddered'), poster: 'https://a.example/poster.webp' };
    await prefetcher.update({ ...view, reels: [...reels, laddered] });
    return wanted();
  };
  expect(await wantedOn(4_000_000)).toEqual(['/laddered/1M.m3u8', '/poster.webp']);
  expect(await wantedOn(1_000_000)).toEqual(['/laddered/1M.m3u8']);
});

describe('a reel that a page has requested', () => {
  it('precedes the plan, and is queued only once if the plan wants it too', async () => {
    const { prefetcher, ask, wanted } = bench([
      { reelId: 'b', seconds: 4, strategy: 'test', reason: 'next' },
      { reelId: 'c', seconds: 4, strategy: 'test', reason: 'then' },
    ]);
    ask(reel('c'));
    await prefetcher.update(viewOf('a', 'b', 'c'));
    expect(wanted()).toEqual(['/c/video.m3u8', '/b/video.m3u8']);
    expect(prefetcher.goals[0]).toEqual({ reelId: 'c', seconds: 30, strategy: 'asked', reason: 'requested by a page' });
  });

  it('stays wanted when the view moves away from it, until all of it is cached', async () => {
    const { prefetcher, ask, askedIds, wanted, finish } = bench();
    ask(reel('z'));
    await prefetcher.update(viewOf('a', 'b'));
    await prefetcher.update(viewOf('m', 'n'));
    expect(wanted()).toEqual(['/z/video.m3u8']);
    await finish('/z/video.m3u8');
    await prefetcher.replan();
    expect(wanted()).toEqual(['/z/0.ts', '/z/1.ts']);
    await finish('/z/0.ts');
    await prefetcher.update(viewOf('x', 'y'));
    expect(askedIds()).toEqual(['z']);
    await finish('/z/1.ts');
    await prefetcher.update(viewOf('x', 'y'));
    expect(askedIds()).toEqual([]);
    expect(wanted()).toEqual([]);
  });

  it('is given up at once when it cannot be planned', async () => {
    const { prefetcher, ask, askedIds } = bench();
    ask(reel('broken'));
    await prefetcher.update(viewOf('a'));
    expect(askedIds()).toEqual([]);
  });

  it('is fetched by means of its generated playlist if it is an MP4 file', async () => {
    const { prefetcher, ask, wanted, finish } = bench();
    ask({ ...reel('film', 'mp4'), url: 'https://a.example/film.mp4?sig=1' });
    await prefetcher.update(viewOf('a'));
    expect(wanted()).toEqual(['/film.mp4/nextreel/index.m3u8']);
    await finish('/film.mp4/nextreel/index.m3u8?sig=1');
    await prefetcher.replan();
    expect(wanted()).toEqual(['/film.mp4/nextreel/0.ts', '/film.mp4/nextreel/1.ts']);
  });
});
