import { describe, expect, it } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { SavedReels } from './saved-reels.ts';
import { at, filesOfReel, bench, fileOf, nameOf, pathsOf, reel } from './testing/saving.ts';

const noneLeft = () => 0;
const bytesIn = (units: ReturnType<typeof bench>['units']) =>
  [...units.values()].flatMap((files) => [...files.values()]).reduce((sum, { body }) => sum + body.size, 0);

describe('a reel that version 0.1 saved', () => {
  const olderWorld = () => {
    const world = bench();
    const old = { reel: reel('r'), state: 'saved', problem: null, keys: pathsOf('r'), bytes: 120 };
    world.world.older = [old, { ...old, reel: { ...reel('r'), id: 3 } }];
    for (const name of filesOfReel) world.cache(`r/${name}`, true);
    world.cache('gone/0.m4s', true);
    return world;
  };

  it('stays saved while offline, and is moved into a unit of its own without using the network', async () => {
    const { saver, reels, fetched, saved, cached, world, startSaver } = olderWorld();
    world.isHeld = true;
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', bytes: 120 }]);
    expect([reels.mayUseCache, cached.has(at('r/low0.m4s'))]).toEqual([true, true]);
    world.isHeld = false;
    const next = startSaver();
    await next.saver.work();
    expect([saved(), fetched]).toEqual([pathsOf('r'), []]);
    expect(next.reels.mayUseCache).toBe(false);
    expect(next.reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'none' }]);
    // The file pinned for a reel that is no longer saved goes too.
    const last = startSaver();
    await last.saver.work();
    expect([cached.size, world.older]).toEqual([0, null]);
  });

  it('is deleted from the cache when it is removed', async () => {
    const { saver, cached } = olderWorld();
    await saver.order(['r'], 'remove');
    expect([...cached.keys()]).toEqual([at('gone/0.m4s')]);
  });
});

it('a reel whose removal failed stays listed, and is gone for good once it is removed again', async () => {
  const { saver, reels, world, startSaver, units } = bench();
  await saver.save([reel('r')]);
  await saver.work();
  world.isStoreAway = true;
  await expect(saver.order(['r'], 'remove')).rejects.toThrow();
  expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }]);
  world.isStoreAway = false;
  await saver.order(['r'], 'remove');
  const later = startSaver();
  await later.reels.restore();
  expect([reels.records, later.reels.records, units.size]).toEqual([[], [], 0]);
});

it('a change to a reel while its saving begins or ends is not lost, and undoes none of its progress', async () => {
  for (let steps = 0; steps < 6; steps += 1) {
    const { reels, records } = bench();
    const meanwhile = async (work: Promise<unknown>, ask: () => Promise<void>) => {
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      await Promise.all([work, ask()]);
    };
    await reels.add([reel('r')]);
    await meanwhile(reels.begin('r', ['k'], 'first'), () => reels.add([reel('r')]));
    const begun = { arriving: { version: 'first' } };
    expect([reels.find('r'), records.get('r')]).toMatchObject([begun, begun]);
    await meanwhile(reels.begin('r', ['k'], 'second'), () => reels.change('r', { state: 'paused' }));
    const paused = { state: 'paused', arriving: { version: 'second' } };
    expect([reels.find('r'), records.get('r')]).toMatchObject([paused, paused]);
    await meanwhile(reels.finish('r'), () => reels.add([reel('r')]));
    const saved = { state: 'saved', arriving: null, whole: { version: 'second' } };
    expect([reels.find('r'), records.get('r')]).toMatchObject([saved, saved]);
  }
});

describe('files that the browser fetches in the background', () => {
  const arrivingIn = (reels: SavedReels, id: string) => reels.find(id)?.arriving?.name ?? '';

  it('are left to it even in mid-save, and those that it does not deliver are fetched by the saver', async () => {
    const { saver, reels, world, fetched, whenFetching, saved, units } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) world.away.add(arrivingIn(reels, 'r'));
    });
    await saver.work();
    expect(fetched.at(-1)).toBe(at('r/low0.m4s'));
    const left = saver.missingFiles('r')?.map(({ key }) => nameOf(key)) ?? [];
    expect(left).toEqual(['sound0.m4s', 'words0.vtt', 'low1.m4s', 'sound1.m4s', 'words1.vtt', 'poster.webp']);
    world.away.clear();
    const name = { reelId: 'r', unit: arrivingIn(reels, 'r') };
    // The list that the browser got was older: the first file has been saved since.
    for (const one of ['low0.m4s', ...left.slice(1)]) await saver.take(name, fileOf(at(`r/${one}`)));
    await saver.work();
    expect(fetched.filter((key) => !key.endsWith('.m3u8')).at(-1)).toBe(at('r/sound0.m4s'));
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', doneFiles: 12 }]);
    expect(saved()).toEqual(pathsOf('r'));
    expect(reels.bytes).toBe(bytesIn(units));
  });

  it('are recalled when their reel is paused or removed', async () => {
    const { saver, reels, world, answerWith } = bench();
    answerWith(({ key }) => (key.endsWith('.m4s') ? new DownloadError('network', key) : undefined));
    await saver.save([reel('a'), reel('b'), reel('c')]);
    await saver.work();
    for (const id of ['a', 'b', 'c']) world.away.add(arrivingIn(reels, id));
    await saver.order(['a'], 'pause');
    await saver.order(['b'], 'remove');
    expect([...world.away]).toEqual([arrivingIn(reels, 'c')]);
  });

  it('are discarded if they were requested by another viewer or for a reel that was removed', async () => {
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

  it('are not fetched again when they arrive in mid-save, and do not complete a reel that is held up', async () => {
    const { saver, reels, whenFetching, saved, units, fetched, world } = bench();
    await saver.save([reel('r')]);
    const key = at('r/sound0.m4s');
    whenFetching((asked) => {
      if (asked === at('r/low0.m4s')) {
        const unit = reels.find('r')?.arriving?.name ?? '';
        void saver.take({ reelId: 'r', unit }, fileOf(key));
      }
      if (asked !== at('r/low1.m4s')) return;
      world.isHeld = true;
      saver.hold();
    });
    await saver.work();
    whenFetching(() => undefined);
    world.isHeld = false;
    await saver.work();
    expect(reels.records).toMatchObject([{ state: 'saved' }]);
    expect(saved()).toEqual(pathsOf('r'));
    expect(fetched).not.toContain(key);
    expect(reels.bytes).toBe(bytesIn(units));
  });

  it('are listed for all reels before the first is fetched, except for a reel that cannot be listed', async () => {
    const { saver, fetched, answerWith, reels } = bench();
    answerWith(({ key }) => (key.includes('/b/') ? new DownloadError('network', key) : undefined));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(fetched.indexOf(at('b/main.m3u8'))).toBeLessThan(fetched.indexOf(at('a/low0.m4s')));
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }, { state: 'saving', problem: 'network' }]);
  });
});

describe('a store that does not answer', () => {
  it('does not make a saved reel count as incomplete', async () => {
    const { saver, startSaver, world } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    const { saver: next, reels } = startSaver();
    await reels.restore();
    world.isStoreAway = true;
    await next.reconcile();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }]);
  });

  it('does not lose the list of saved reels', async () => {
    const { saver, startSaver, world } = bench();
    await saver.save([reel('a')]);
    await saver.work();
    const { saver: next, reels } = startSaver();
    world.isStoreAway = true;
    await next.save([reel('b')]);
    expect(reels.records.map(({ reel: { id } }) => id)).toEqual(['b']);
    world.isStoreAway = false;
    await next.work();
    const later = startSaver();
    await later.reels.restore();
    expect(later.reels.statuses(noneLeft).map(({ reel: { id }, state }) => [id, state])).toEqual([
      ['a', 'saved'],
      ['b', 'saved'],
    ]);
  });
});

it('a reel that the store has lost is paused, and is saved completely once resumed', async () => {
  const { saver, reels, world, records, units, saved, whenFetching, fetched } = bench();
  await saver.save([reel('r')]);
  whenFetching((key) => {
    world.isHeld = fetched.length > 100;
    if (key === at('r/low1.m4s')) for (const store of [records, units]) store.clear();
  });
  await saver.work();
  expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'paused', problem: 'storage' }]);
  whenFetching(() => undefined);
  await saver.order(['r'], 'resume');
  await saver.work();
  expect([reels.statuses(noneLeft), saved()]).toMatchObject([[{ state: 'saved' }], pathsOf('r')]);
});

describe('when a worker starts', () => {
  it('a file that the browser has evicted is saved again, and only that file is fetched and counted', async () => {
    const { saver, units, startSaver, saved, fetched, reels: first } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    const { bytes } = first;
    units.get('unit-1')?.delete(at('r/low1.m4s'));
    const { saver: next, reels } = startSaver();
    await next.reconcile();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saving' }]);
    const count = fetched.length;
    await next.work();
    expect(saved()).toEqual(pathsOf('r'));
    expect(fetched.slice(count).filter((key) => !key.endsWith('.m3u8'))).toEqual([at('r/low1.m4s')]);
    expect(reels.bytes).toBe(bytes);
  });

  it('files that no record names are deleted, and an unreadable record costs only its own reel', async () => {
    const { saver, units, startSaver, records } = bench();
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    units.set('stray', new Map());
    await startSaver().saver.work();
    expect([...units.keys()]).toEqual(['unit-1', 'unit-2']);
    records.set('a', { state: 'lost' });
    units.set('stray', new Map());
    const { saver: next, reels } = startSaver();
    await next.work();
    expect(reels.records.map(({ reel: { id } }) => id)).toEqual(['b']);
    // The stray unit may belong to the record that cannot be read.
    expect(units.size).toBe(3);
  });
});

describe('a viewer who signs out', () => {
  it('causes no further fetches, at whatever step the saver is', async () => {
    for (let steps = 0; steps < 40; steps += 1) {
      const { saver, reels, fetched } = bench();
      await saver.save([reel('a'), reel('b')]);
      const working = saver.work();
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      const leaving = Promise.all([reels.clear(), saver.stop()]);
      const before = [...fetched];
      await Promise.all([working, leaving]);
      expect(fetched, `after ${steps} steps`).toEqual(before);
    }
  });

  it('leaves nothing saved and no work running', async () => {
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

it('a paused reel keeps its progress across workers, and when it is resumed', async () => {
  const { saver, whenFetching, world, startSaver } = bench();
  await saver.save([reel('r')]);
  whenFetching((key) => {
    if (key === at('r/sound0.m4s')) void saver.order(['r'], 'pause');
  });
  await saver.work();
  const next = startSaver();
  const progress = () => next.reels.statuses((id) => next.saver.missingFileCount(id));
  await next.saver.reconcile();
  expect(progress()).toMatchObject([{ state: 'paused', doneFiles: 7, totalFiles: 12 }]);
  world.isHeld = true;
  await next.saver.order(['r'], 'resume');
  await next.saver.work();
  expect(progress()).toMatchObject([{ state: 'saving', doneFiles: 7, totalFiles: 12 }]);
});
