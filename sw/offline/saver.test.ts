import { describe, expect, it } from 'vitest';
import type { SavedReel } from '../../src/shared/saved.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { NotKeepableError } from '../decision/plan/whole-reel.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { SavedReels } from './saved-reels.ts';
import { Saver, type UnitName } from './saver.ts';

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

type File = { readonly entry: { readonly key: string; readonly sizeBytes: number }; readonly body: Blob };
const fileOf = (key: string, text = texts[nameOf(key)] ?? '0123456789'): File => {
  const body = new Blob([text]);
  return { entry: { key, sizeBytes: body.size }, body };
};

/** A cache, a network and a database of saved reels, all of which the test can make fail. */
function bench() {
  const cached = new Map<string, { readonly file: File; readonly isPinned: boolean }>();
  const records = new Map<string, unknown>();
  const units = new Map<string, Map<string, File>>();
  const fetched: string[] = [];
  const world = {
    isHeld: false,
    isStoreAway: false,
    isFull: false,
    nowMs: 1_000_000,
    /** Of the day on which nobody knew of units. */
    older: undefined as unknown,
    away: new Set<string>(),
    texts: new Map<string, string>(),
  };
  let names = 0;
  const ifStoreIsThere = <T>(value: () => T) =>
    world.isStoreAway ? Promise.reject(new Error('no answer')) : Promise.resolve(value());
  let answer: (resource: Resource) => Error | undefined = () => undefined;
  let onFetch: (key: string) => void = () => undefined;
  const arrivingOf = (reelId: string): unknown => Reflect.get(Object(records.get(reelId)), 'arriving');
  const store = {
    readReels: () => ifStoreIsThere(() => [...records.values()]),
    writeReel: (id: string, record: unknown) => ifStoreIsThere(() => void records.set(id, structuredClone(record))),
    replace: (id: string, record: unknown, gone: readonly string[]) =>
      ifStoreIsThere(() => {
        if (record === null) records.delete(id);
        else records.set(id, structuredClone(record));
        for (const unit of gone) units.delete(unit);
      }),
    clear: () =>
      ifStoreIsThere(() => {
        records.clear();
        units.clear();
      }),
    putFile: ({ reelId, unit }: UnitName, file: File) => {
      if (world.isFull) return Promise.reject(new DOMException('no room', 'QuotaExceededError'));
      return ifStoreIsThere(() => {
        if (Reflect.get(Object(arrivingOf(reelId)), 'name') !== unit) return false;
        units.set(unit, (units.get(unit) ?? new Map()).set(file.entry.key, file));
        return true;
      });
    },
    units: () => ifStoreIsThere(() => new Map([...units].map(([name, files]) => [name, new Set(files.keys())]))),
    dropUnits: (gone: readonly string[]) =>
      ifStoreIsThere(() => {
        for (const name of gone) units.delete(name);
      }),
  };
  const older = {
    read: () => ifStoreIsThere(() => world.older),
    write: (value: unknown) => ifStoreIsThere(() => void (world.older = value)),
  };
  const wake = () => {
    const nowMs = () => world.nowMs;
    const reels = new SavedReels({ store, older, nowMs, newName: () => `unit-${(names += 1)}` });
    const saver: Saver<File> = new Saver<File>({
      reels,
      store,
      identity: () =>
        Promise.resolve({ origins: [{ id: 'a', url: 'https://a.example/' }], volatileParameters: ['sig'] }),
      choose: () =>
        Promise.resolve((_url, { renditions: [first] }) => {
          if (first === undefined) throw new RangeError('no rendition');
          return first;
        }),
      addressed: (saved) => saved,
      isAway: (unit) => Promise.resolve(world.away.has(unit)),
      recall: (gone) => {
        for (const name of gone) world.away.delete(name);
        return Promise.resolve();
      },
      cache: {
        findCurrent: (key) => Promise.resolve(cached.get(key)?.file),
        holds: (key) => ifStoreIsThere(() => cached.has(key)),
        drop: (keys) => {
          for (const key of keys) cached.delete(key);
          return Promise.resolve();
        },
        dropPinned: () => {
          for (const [key, { isPinned }] of cached) if (isPinned) cached.delete(key);
          return Promise.resolve();
        },
        makeRoom: () => Promise.resolve(),
      },
      fetch: (resource, signal) => {
        const { key } = resource;
        fetched.push(key);
        const failure = answer(resource);
        onFetch(key);
        if (signal.aborted) return Promise.reject(new DownloadError('aborted', key));
        return failure === undefined ? Promise.resolve(fileOf(key, world.texts.get(key))) : Promise.reject(failure);
      },
      isHeld: () => world.isHeld,
      nowMs,
    });
    return { saver, reels };
  };
  return {
    ...wake(),
    wake,
    world,
    cached,
    units,
    records,
    fetched,
    answerWith: (next: typeof answer) => (answer = next),
    whenFetching: (next: typeof onFetch) => (onFetch = next),
    cache: (path: string, isPinned = false) => cached.set(at(path), { file: fileOf(at(path)), isPinned }),
    /** Every file of every unit. */
    saved: () => [...units.values()].flatMap((files) => [...files.keys()]).toSorted(),
    textIn: async (path: string) => {
      const [found] = [...units.values()].flatMap((files) => files.get(at(path)) ?? []);
      return (await found?.body.text()) ?? '';
    },
  };
}

const noneLeft = () => 0;

describe('saving a reel', () => {
  it('brings every file of the chosen rendition, its default sound, its captions and its poster', async () => {
    const { saver, reels, saved } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    expect(saved()).toEqual(pathsOf('r'));
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', doneFiles: 12, totalFiles: 12 }]);
    expect(await reels.unitOf(at('r/low0.m4s'))).toBe('unit-1');
  });

  it('writes texts that lead to nothing else than what is saved', async () => {
    const { saver, textIn } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    expect((await textIn('r/main.m3u8')).split('\n')).toEqual([
      '#EXTM3U',
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="${at('r/sound.m3u8')}"`,
      `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="${at('r/words.m3u8')}"`,
      '#EXT-X-STREAM-INF:BANDWIDTH=500000,AUDIO="a",SUBTITLES="s"',
      at('r/low.m3u8'),
      '',
    ]);
    expect(await textIn('r/low.m3u8')).toContain(`#EXT-X-MAP:URI="${at('r/low-init.mp4')}"`);
  });

  it('copies what the cache has, and the cache keeps it until all of the reel is here', async () => {
    const { saver, cache, cached, fetched, saved, whenFetching } = bench();
    cache('r/low0.m4s');
    let wasThere = false;
    whenFetching((key) => (wasThere = key === at('r/low1.m4s') ? cached.has(at('r/low0.m4s')) : wasThere));
    await saver.save([reel('r')]);
    await saver.work();
    expect(fetched).not.toContain(at('r/low0.m4s'));
    expect(saved()).toContain(at('r/low0.m4s'));
    expect([wasThere, cached.size]).toEqual([true, 0]);
  });

  it('shows nothing of it before all of it is here', async () => {
    const { saver, reels, answerWith } = bench();
    answerWith(({ key }) => (key === at('r/poster.webp') ? new DownloadError('network', key) : undefined));
    await saver.save([reel('r')]);
    await saver.work();
    expect(await reels.unitOf(at('r/low0.m4s'))).toBeUndefined();
    expect(reels.statuses((id) => saver.leftOf(id)?.length)).toMatchObject([{ state: 'saving', doneFiles: 11 }]);
  });

  it('goes on where it was when the worker dies', async () => {
    const { saver, whenFetching, wake, fetched, saved, world } = bench();
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
    expect(saved()).toEqual(pathsOf('r'));
    const again = fetched.slice(before.length).filter((key) => before.includes(key) && !key.endsWith('.m3u8'));
    expect(again).toEqual([at('r/low1.m4s')]);
  });

  it('begins anew when its origin has another version by then', async () => {
    const { saver, whenFetching, wake, saved, units, world } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key !== at('r/low1.m4s')) return;
      world.isHeld = true;
      saver.hold();
    });
    await saver.work();
    whenFetching(() => undefined);
    world.isHeld = false;
    world.texts.set(at('r/low.m3u8'), playlistOf('new', 'm4s'));
    await wake().saver.work();
    expect(saved()).not.toContain(at('r/low0.m4s'));
    expect(saved()).toContain(at('r/new0.m4s'));
    expect(units.size).toBe(1);
  });

  it('pauses when there is no room, loses nothing, and resumes', async () => {
    const { saver, reels, world, saved, whenFetching } = bench();
    await saver.save([reel('a')]);
    await saver.work();
    whenFetching((key) => (world.isFull = key === at('b/sound0.m4s')));
    await saver.save([reel('b')]);
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }, { state: 'paused', problem: 'full' }]);
    expect(saved()).toEqual(expect.arrayContaining([...pathsOf('a'), at('b/low0.m4s')]));
    world.isFull = false;
    whenFetching(() => undefined);
    await saver.order(['b'], 'resume');
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }, { state: 'saved', problem: null }]);
  });

  it('leaves a network that failed alone for a while, then goes on by itself', async () => {
    const { saver, reels, answerWith, fetched, world } = bench();
    answerWith(({ key }) => new DownloadError('network', key));
    await saver.save([reel('r')]);
    await saver.work();
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saving', problem: 'network' }]);
    expect(fetched).toHaveLength(1);
    answerWith(() => undefined);
    world.nowMs += 5000;
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }]);
  });

  it('lets no reel wait for another one whose network fails', async () => {
    const { saver, reels, answerWith, fetched } = bench();
    answerWith(({ key }) => (key === at('a/low1.m4s') ? new DownloadError('status', key, 503) : undefined));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saving', problem: 'network' }, { state: 'saved' }]);
    expect(fetched.filter((key) => key === at('a/low1.m4s'))).toHaveLength(1);
  });

  it.each([
    ['refused', () => new NotKeepableError('no-store')],
    ['refused', ({ key }: Resource) => new DownloadError('status', key, 403)],
    ['unreadable', ({ key }: Resource) => new DownloadError('status', key, 404)],
    ['storage', () => new Error('no answer')],
  ])('gives up with the reason "%s" and goes on with the next reel', async (problem, failing) => {
    const { saver, reels, answerWith } = bench();
    answerWith((resource) => (resource.key.startsWith(at('a/')) ? failing(resource) : undefined));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'paused', problem }, { state: 'saved' }]);
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
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'paused', problem: null }]);
    expect(fetched.at(-1)).toBe(at('r/low0.m4s'));
  });

  it('let every file go when removed, and none of another reel of the same files', async () => {
    const { saver, reels, saved } = bench();
    await saver.save([reel('r'), { ...reel('r'), id: 'twin' }, reel('other')]);
    await saver.work();
    await saver.order(['other', 'twin'], 'remove');
    expect(reels.records.map(({ reel: { id } }) => id)).toEqual(['r']);
    expect(saved()).toEqual(pathsOf('r'));
    expect(await reels.unitOf(at('r/low0.m4s'))).toBeDefined();
  });

  it('leave nothing of a reel that is removed while it is being saved', async () => {
    const { saver, whenFetching, saved, records } = bench();
    await saver.save([reel('r')]);
    let removal: Promise<void> | undefined;
    whenFetching((key) => {
      if (key === at('r/sound0.m4s')) removal = saver.order(['r'], 'remove');
    });
    await saver.work();
    await removal;
    expect([saved(), records.size]).toEqual([[], 0]);
  });
});

describe('a newer version of a saved reel', () => {
  const repackaged = async () => {
    const world = bench();
    await world.saver.save([reel('r')]);
    await world.saver.work();
    world.world.texts.set(at('r/low.m3u8'), playlistOf('new', 'm4s'));
    world.world.nowMs += 25 * 3_600_000;
    await world.saver.work();
    return world;
  };

  it('is offered, and the old one plays until all of the new one is here', async () => {
    const { saver, reels, world, whenFetching } = await repackaged();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'available' }]);
    let during: ReturnType<SavedReels['unitOf']>;
    whenFetching((key) => {
      if (key === at('r/new1.m4s')) during = reels.unitOf(at('r/low0.m4s'));
    });
    await saver.order(['r'], 'update');
    await saver.work();
    expect([await during, await reels.unitOf(at('r/low0.m4s'))]).toEqual(['unit-1', undefined]);
    expect(await reels.unitOf(at('r/new0.m4s'))).toBe('unit-2');
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'none' }]);
    world.nowMs += 25 * 3_600_000;
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ update: 'none' }]);
  });

  it('that cannot be had costs nothing of the old one', async () => {
    const { saver, reels, answerWith, saved } = await repackaged();
    answerWith(({ key }) => (key === at('r/new1.m4s') ? new DownloadError('status', key, 404) : undefined));
    await saver.order(['r'], 'update');
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'available', problem: 'unreadable' }]);
    expect(saved()).toEqual(expect.arrayContaining(pathsOf('r')));
  });

  it('is asked for once a day, whatever the clock does', async () => {
    const { saver, fetched, world } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    const count = fetched.length;
    await saver.work();
    expect(fetched.length).toBe(count);
    world.nowMs -= 365 * 24 * 3_600_000;
    await saver.work();
    expect(fetched.length).toBeGreaterThan(count);
  });
});

describe('what version 0.1 has saved', () => {
  const olderWorld = () => {
    const world = bench();
    const old = { reel: reel('r'), state: 'saved', problem: null, keys: pathsOf('r'), bytes: 120 };
    world.world.older = [old, { ...old, reel: { ...reel('r'), id: 3 } }];
    for (const name of filesOfReel) world.cache(`r/${name}`, true);
    world.cache('gone/0.m4s', true);
    return world;
  };

  it('stays saved while there is no network, and is moved into a unit of its own without any', async () => {
    const { saver, reels, fetched, saved, cached, world, wake } = olderWorld();
    world.isHeld = true;
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', bytes: 120 }]);
    expect([reels.areInCache, cached.has(at('r/low0.m4s'))]).toEqual([true, true]);
    world.isHeld = false;
    const next = wake();
    await next.saver.work();
    expect([saved(), fetched]).toEqual([pathsOf('r'), []]);
    expect(next.reels.areInCache).toBe(false);
    expect(next.reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'none' }]);
    // Pinned for a reel that is saved no more.
    const last = wake();
    await last.saver.work();
    expect([cached.size, world.older]).toEqual([0, null]);
  });

  it('is let go when it is removed', async () => {
    const { saver, cached } = olderWorld();
    await saver.order(['r'], 'remove');
    expect([...cached.keys()]).toEqual([at('gone/0.m4s')]);
  });
});

describe('a viewer who signs out', () => {
  it('leaves nothing saved, and nothing that goes on', async () => {
    const { saver, reels, whenFetching, fetched, saved, records } = bench();
    await saver.save([reel('r')]);
    let ended: Promise<unknown> = Promise.resolve();
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) ended = reels.clear().then(() => saver.stop());
    });
    await saver.work();
    await ended;
    await saver.work();
    expect([fetched.at(-1), saved(), records.size]).toEqual([at('r/low0.m4s'), [], 0]);
  });
});

describe('reels that the browser fetches by itself', () => {
  const arrivingIn = (reels: SavedReels, id: string) => reels.find(id)?.arriving?.name ?? '';

  it('are left to it in the middle, and of what it did not bring the rest is fetched here', async () => {
    const { saver, reels, world, fetched, whenFetching, saved } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) world.away.add(arrivingIn(reels, 'r'));
    });
    await saver.work();
    expect(fetched.at(-1)).toBe(at('r/low0.m4s'));
    const left = saver.leftOf('r')?.map(({ key }) => nameOf(key)) ?? [];
    expect(left).toEqual(['sound0.m4s', 'words0.vtt', 'low1.m4s', 'sound1.m4s', 'words1.vtt', 'poster.webp']);
    world.away.clear();
    const name = { reelId: 'r', unit: arrivingIn(reels, 'r') };
    for (const one of left.slice(1)) await saver.take(name, fileOf(at(`r/${one}`)));
    await saver.work();
    expect(fetched.filter((key) => !key.endsWith('.m3u8')).at(-1)).toBe(at('r/sound0.m4s'));
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', doneFiles: 12 }]);
    expect(saved()).toEqual(pathsOf('r'));
  });

  it('are taken back when they are paused or removed', async () => {
    const { saver, reels, world, answerWith } = bench();
    answerWith(({ key }) => (key.endsWith('.m4s') ? new DownloadError('network', key) : undefined));
    await saver.save([reel('a'), reel('b'), reel('c')]);
    await saver.work();
    for (const id of ['a', 'b', 'c']) world.away.add(arrivingIn(reels, id));
    await saver.order(['a'], 'pause');
    await saver.order(['b'], 'remove');
    expect([...world.away]).toEqual([arrivingIn(reels, 'c')]);
  });

  it('are nobody’s when they were asked for by somebody else, or for what was removed', async () => {
    const { saver, reels, world, saved, whenFetching } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) world.away.add(arrivingIn(reels, 'r'));
    });
    await saver.work();
    const name = { reelId: 'r', unit: arrivingIn(reels, 'r') };
    await reels.clear();
    await saver.save([reel('r')]);
    await saver.take(name, fileOf(at('r/low1.m4s'), 'private to somebody else'));
    expect(saved()).toEqual([]);
  });

  it('are listed before the first file of any reel is brought, unless one of them cannot be', async () => {
    const { saver, fetched, answerWith, reels } = bench();
    answerWith(({ key }) => (key.includes('/b/') ? new DownloadError('network', key) : undefined));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(fetched.indexOf(at('b/main.m3u8'))).toBeLessThan(fetched.indexOf(at('a/low0.m4s')));
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }, { state: 'saving', problem: 'network' }]);
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
    await next.reconcile();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }]);
  });

  it('does not lose the list of what is saved', async () => {
    const { saver, wake, world } = bench();
    await saver.save([reel('a')]);
    await saver.work();
    const { saver: next, reels } = wake();
    world.isStoreAway = true;
    await next.save([reel('b')]);
    expect(reels.records.map(({ reel: { id } }) => id)).toEqual(['b']);
    world.isStoreAway = false;
    await next.work();
    const later = wake();
    await later.reels.restore();
    expect(later.reels.statuses(noneLeft).map(({ reel: { id }, state }) => [id, state])).toEqual([
      ['a', 'saved'],
      ['b', 'saved'],
    ]);
  });
});

describe('when a worker begins', () => {
  it('what the browser threw away is saved again, and only that is fetched', async () => {
    const { saver, units, wake, saved, fetched } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    units.get('unit-1')?.delete(at('r/low1.m4s'));
    const { saver: next, reels } = wake();
    await next.reconcile();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saving' }]);
    const count = fetched.length;
    await next.work();
    expect(saved()).toEqual(pathsOf('r'));
    expect(fetched.slice(count).filter((key) => !key.endsWith('.m3u8'))).toEqual([at('r/low1.m4s')]);
  });

  it('files that no record names are gone, and one record that cannot be read costs one reel', async () => {
    const { saver, units, wake, records } = bench();
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    units.set('stray', new Map());
    await wake().saver.work();
    expect([...units.keys()]).toEqual(['unit-1', 'unit-2']);
    records.set('a', { state: 'lost' });
    units.set('stray', new Map());
    const { saver: next, reels } = wake();
    await next.work();
    expect(reels.records.map(({ reel: { id } }) => id)).toEqual(['b']);
    // What cannot be read today may belong to it.
    expect(units.size).toBe(3);
  });
});
