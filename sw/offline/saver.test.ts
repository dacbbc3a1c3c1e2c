import { describe, expect, it } from 'vitest';
import type { SavedReel } from '../../src/shared/saved.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { KeepOutcome } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { SavedReels } from './saved-reels.ts';
import { Saver } from './saver.ts';

const at = (path: string) => `https://a.example/${path}`;

const reel = (id: string): SavedReel => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls',
  poster: `https://a.example/${id}/poster.webp`,
  durationSeconds: 4,
  tags: [],
  title: `Reel ${id}`,
  author: 'Ann',
});

const manifest = [
  '#EXTM3U',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="sound.m3u8"',
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",URI="ton.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="words.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=500000,AUDIO="a",SUBTITLES="s"',
  'low.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=900000,AUDIO="a",SUBTITLES="s"',
  'high.m3u8',
].join('\n');
const playlistOf = (name: string, extension: string, head: readonly string[] = []) =>
  ['#EXTM3U', '#EXT-X-TARGETDURATION:2', ...head, '#EXTINF:2,', `${name}0.${extension}`, '#EXTINF:2,']
    .concat([`${name}1.${extension}`, '#EXT-X-ENDLIST', ''])
    .join('\n');
const texts: Readonly<Record<string, string>> = {
  'main.m3u8': manifest,
  'low.m3u8': playlistOf('low', 'm4s', ['#EXT-X-MAP:URI="low-init.mp4"']),
  'sound.m3u8': playlistOf('sound', 'm4s'),
  'words.m3u8': playlistOf('words', 'vtt'),
};
const filesOfReel = [
  'main.m3u8',
  'low.m3u8',
  'sound.m3u8',
  'words.m3u8',
  'poster.webp',
  'low-init.mp4',
  'low0.m4s',
  'low1.m4s',
  'sound0.m4s',
  'sound1.m4s',
  'words0.vtt',
  'words1.vtt',
];
const pathsOf = (id: string) => filesOfReel.map((name) => at(`${id}/${name}`)).toSorted();
const nameOf = (key: string) => key.split('/').at(-1) ?? '';

/** A cache, a network and a memory, all of which the test can make fail. */
function bench() {
  const stored = new Map<string, { body: Blob; isPinned: boolean }>();
  const fetched: string[] = [];
  const world = { saved: undefined as unknown, isHeld: false, isStoreAway: false, nowMs: 0, away: new Set<string>() };
  const ifStoreIsThere = <T>(value: T) =>
    world.isStoreAway ? Promise.reject(new Error('no answer')) : Promise.resolve(value);
  let answer: (resource: Resource) => KeepOutcome | Error = () => 'stored';
  let onFetch: (key: string) => void = () => undefined;
  const memory = {
    read: () => ifStoreIsThere(world.saved),
    write: (value: unknown) => {
      world.saved = structuredClone(value);
      return Promise.resolve();
    },
  };
  const wake = () => {
    const reels = new SavedReels(memory);
    const saver: Saver = new Saver({
      reels,
      identity: () => Promise.resolve({ origins: [{ id: 'a', url: 'https://a.example/' }], volatileParameters: [] }),
      choose: () =>
        Promise.resolve((_url, { renditions: [first] }) => {
          if (first === undefined) throw new RangeError('no rendition');
          return first;
        }),
      isAway: (reelId) => Promise.resolve(world.away.has(reelId)),
      recall: (reelIds) => {
        for (const id of reelIds) world.away.delete(id);
        return Promise.resolve();
      },
      read: (key) => Promise.resolve(stored.get(key)?.body),
      has: (key) => ifStoreIsThere(stored.has(key)),
      pin: (keys, isPinned) => {
        const here = keys.filter((key) => stored.has(key));
        for (const key of here) stored.set(key, { body: stored.get(key)?.body ?? new Blob(), isPinned });
        return Promise.resolve(new Set(here));
      },
      fetch: (resource, signal) => {
        const { key } = resource;
        fetched.push(key);
        const outcome = answer(resource);
        onFetch(key);
        if (signal.aborted) return Promise.reject(new DownloadError('aborted', key));
        if (outcome instanceof Error) return Promise.reject(outcome);
        if (outcome === 'stored')
          stored.set(key, { body: new Blob([texts[nameOf(key)] ?? '0123456789']), isPinned: false });
        return Promise.resolve(outcome);
      },
      isHeld: () => world.isHeld,
      nowMs: () => world.nowMs,
    });
    return { saver, reels };
  };
  return {
    ...wake(),
    wake,
    world,
    stored,
    fetched,
    answerWith: (next: typeof answer) => (answer = next),
    whenFetching: (next: typeof onFetch) => (onFetch = next),
    pinned: () =>
      [...stored]
        .filter(([, { isPinned }]) => isPinned)
        .map(([key]) => key)
        .toSorted(),
  };
}

describe('saving a reel', () => {
  it('brings every file of the chosen rendition, its default sound, its captions and its poster, and pins them', async () => {
    const { saver, reels, pinned } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    expect(pinned()).toEqual(pathsOf('r'));
    expect(reels.statuses).toMatchObject([{ state: 'saved', doneFiles: 12, totalFiles: 12 }]);
  });

  it('fetches nothing that is here already', async () => {
    const { saver, stored, fetched, pinned } = bench();
    stored.set(at('r/low0.m4s'), { body: new Blob(['abc']), isPinned: false });
    await saver.save([reel('r')]);
    await saver.work();
    expect(fetched).not.toContain(at('r/low0.m4s'));
    expect(pinned()).toContain(at('r/low0.m4s'));
  });

  it('goes on where it was when the worker dies', async () => {
    const { saver, whenFetching, wake, fetched, pinned, world } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key !== at('r/low1.m4s')) return;
      world.isHeld = true;
      saver.hold();
    });
    await saver.work();
    const before = [...fetched];
    whenFetching(() => undefined);
    world.isHeld = false;
    const next = wake();
    await next.saver.work();
    expect(pinned()).toEqual(pathsOf('r'));
    const again = fetched.slice(before.length);
    expect(again.filter((key) => before.includes(key))).toEqual([at('r/low1.m4s')]);
  });

  it('pauses when there is no room, loses nothing, and resumes', async () => {
    const { saver, reels, answerWith, pinned } = bench();
    await saver.save([reel('a')]);
    await saver.work();
    answerWith(({ key }) => (key === at('b/sound0.m4s') ? 'full' : 'stored'));
    await saver.save([reel('b')]);
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'saved' }, { state: 'paused', problem: 'full' }]);
    expect(pinned()).toEqual(expect.arrayContaining([...pathsOf('a'), at('b/low0.m4s')]));
    answerWith(() => 'stored');
    await saver.order(['b'], 'resume');
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'saved' }, { state: 'saved', problem: null }]);
  });

  it('leaves a network that failed alone for a while, then goes on by itself', async () => {
    const { saver, reels, answerWith, fetched, world } = bench();
    answerWith(({ key }) => new DownloadError('network', key));
    await saver.save([reel('r')]);
    await saver.work();
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'saving', problem: 'network' }]);
    expect(fetched).toHaveLength(1);
    answerWith(() => 'stored');
    world.nowMs += 5000;
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'saved' }]);
  });

  it('lets no reel wait for another one whose network fails', async () => {
    const { saver, reels, answerWith, fetched } = bench();
    answerWith(({ key }) => (key === at('a/low1.m4s') ? new DownloadError('status', key, 503) : 'stored'));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'saving', problem: 'network' }, { state: 'saved' }]);
    expect(fetched.filter((key) => key === at('a/low1.m4s'))).toHaveLength(1);
  });

  it.each([
    ['refused', () => 'refused' as const],
    ['refused', ({ key }: Resource) => new DownloadError('status', key, 403)],
    ['unreadable', ({ key }: Resource) => new DownloadError('status', key, 404)],
    ['storage', () => 'unavailable' as const],
  ])('gives up with the reason "%s" and goes on with the next reel', async (problem, failing) => {
    const { saver, reels, answerWith } = bench();
    answerWith((resource) => (resource.key.startsWith(at('a/')) ? failing(resource) : 'stored'));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'paused', problem }, { state: 'saved' }]);
  });
});

describe('orders of the viewer', () => {
  it('stop at once when paused', async () => {
    const { saver, reels, whenFetching, fetched } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) void saver.order(['r'], 'pause');
    });
    await saver.work();
    expect(reels.statuses).toMatchObject([{ state: 'paused', problem: null }]);
    expect(fetched.at(-1)).toBe(at('r/low0.m4s'));
  });

  it('let every file go when removed, except what another saved reel needs', async () => {
    const { saver, reels, pinned } = bench();
    await saver.save([reel('r'), { ...reel('r'), id: 'twin' }, reel('other')]);
    await saver.work();
    await saver.order(['other', 'twin'], 'remove');
    expect(reels.statuses.map(({ reel: { id } }) => id)).toEqual(['r']);
    expect(pinned()).toEqual(pathsOf('r'));
  });

  it('leave nothing pinned of a reel that is removed while it is being saved', async () => {
    const { saver, whenFetching, pinned } = bench();
    await saver.save([reel('r')]);
    let removal: Promise<void> | undefined;
    whenFetching((key) => {
      if (key === at('r/sound0.m4s')) removal = saver.order(['r'], 'remove');
    });
    await saver.work();
    await removal;
    expect(pinned()).toEqual([]);
  });
});

describe('a viewer who signs out', () => {
  it('leaves nothing pinned, and nothing that goes on', async () => {
    const { saver, reels, whenFetching, fetched, pinned, stored } = bench();
    await saver.save([reel('r')]);
    let ended: Promise<unknown> = Promise.resolve();
    whenFetching((key) => {
      if (key !== at('r/low0.m4s')) return;
      ended = reels.clear().then(() => saver.stop());
      // As the purge that follows.
      ended = ended.then(() => stored.clear());
    });
    await saver.work();
    await ended;
    await saver.work();
    expect([fetched.at(-1), pinned(), reels.records]).toEqual([at('r/low0.m4s'), [], []]);
  });
});

describe('reels that the browser fetches by itself', () => {
  it('are left alone, while the others are saved', async () => {
    const { saver, reels, world, fetched } = bench();
    await saver.save([reel('away'), reel('r')]);
    world.away.add('away');
    await saver.work();
    expect(reels.statuses.map(({ state }) => state)).toEqual(['saving', 'saved']);
    expect(fetched.filter((key) => key.includes('/away/'))).toEqual([]);
  });

  it('are left to it in the middle, and of what it did not bring the rest is fetched here', async () => {
    const { saver, reels, world, stored, fetched, whenFetching, pinned } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) world.away.add('r');
    });
    await saver.work();
    expect(fetched.at(-1)).toBe(at('r/low0.m4s'));
    const left = saver.leftOf('r').map(({ key }) => nameOf(key));
    expect(left).toEqual(['sound0.m4s', 'words0.vtt', 'low1.m4s', 'sound1.m4s', 'words1.vtt']);
    world.away.delete('r');
    for (const name of left.slice(1)) stored.set(at(`r/${name}`), { body: new Blob(['bytes']), isPinned: false });
    await saver.work();
    expect(fetched.at(-1)).toBe(at('r/sound0.m4s'));
    expect(reels.statuses).toMatchObject([{ state: 'saved', doneFiles: 12 }]);
    expect(pinned()).toEqual(pathsOf('r'));
  });

  it('are taken back when they are paused or removed', async () => {
    const { saver, world } = bench();
    await saver.save([reel('a'), reel('b'), reel('c')]);
    for (const id of ['a', 'b', 'c']) world.away.add(id);
    await saver.order(['a'], 'pause');
    await saver.order(['b'], 'remove');
    expect([...world.away]).toEqual(['c']);
  });

  it('are listed before the first file of any reel is brought, unless one of them cannot be', async () => {
    const { saver, fetched, answerWith, reels } = bench();
    answerWith(({ key }) => (key.includes('/b/') ? new DownloadError('network', key) : 'stored'));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(fetched.indexOf(at('b/main.m3u8'))).toBeLessThan(fetched.indexOf(at('a/low0.m4s')));
    expect(reels.statuses).toMatchObject([{ state: 'saved' }, { state: 'saving', problem: 'network' }]);
  });
});

describe('a store that does not answer', () => {
  it('does not make a saved reel one that has to be saved again', async () => {
    const { saver, wake, world } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    const { saver: next, reels } = wake();
    await reels.restore();
    world.isStoreAway = true;
    await next.verify();
    expect(reels.statuses).toMatchObject([{ state: 'saved' }]);
  });

  it('does not lose the list of what is saved', async () => {
    const { saver, wake, world } = bench();
    await saver.save([reel('a')]);
    await saver.work();
    const { saver: next, reels } = wake();
    world.isStoreAway = true;
    await next.save([reel('b')]);
    expect(reels.statuses.map(({ reel: { id } }) => id)).toEqual(['b']);
    world.isStoreAway = false;
    await next.work();
    const later = wake();
    await later.reels.restore();
    expect(later.reels.statuses.map(({ reel: { id }, state }) => [id, state])).toEqual([
      ['a', 'saved'],
      ['b', 'saved'],
    ]);
  });
});

it('what the browser threw away is saved again when somebody looks', async () => {
  const { saver, stored, wake, pinned } = bench();
  await saver.save([reel('r')]);
  await saver.work();
  stored.delete(at('r/low1.m4s'));
  const { saver: next, reels } = wake();
  await next.verify();
  expect(reels.statuses).toMatchObject([{ state: 'saving' }]);
  await next.work();
  expect(pinned()).toEqual(pathsOf('r'));
});
