import { expect, it } from 'vitest';
import type { SavedList } from '../../src/shared/saved.ts';
import { BackgroundSaving } from './background-saving.ts';
import { Offline } from './offline.ts';
import { at, bench, fileOf, pathsOf, reel } from './testing/saving.ts';

/** Records, in order, the change messages to all pages and the replies to the page that sent a message. */
function listening(world = bench()) {
  const events: string[] = [];
  const network = { identity: () => Promise.resolve({ origins: [], volatileParameters: [] }) };
  const named: string[] = [];
  const offline = new Offline({
    territory: { name: (urls) => named.push(...urls) },
    ...world,
    background: new BackgroundSaving({
      registration: {},
      network,
      read: () => Promise.reject(new Error('nothing comes by itself')),
      log: { warn: () => undefined },
    }),
    network,
    cache: { statistics: { usedBytes: 0, budgetBytes: 0 }, measure: () => Promise.resolve() },
    notifyPages: () => Promise.resolve(void events.push('changed')),
  });
  const say = async (...message: Parameters<typeof offline.receive>): Promise<SavedList> => {
    const list = await offline.receive(...message);
    events.push('answer');
    return list;
  };
  return { ...world, events, say, named };
}

const imported = { type: 'import-saved', reel: reel('r'), keys: pathsOf('r'), bytes: 500, version: 'v1' } as const;

it('every page is told that a reel is saved or removed, before the requesting page gets its reply', async () => {
  const { events, say } = listening();
  await say({ type: 'save', reels: [reel('r')] });
  await say({ type: 'order-saved', reelIds: ['r'], order: 'remove' });
  expect(events).toEqual(['changed', 'answer', 'changed', 'answer']);
});

it('the files that a page of saved reels shows are named to the worker, which would leave others to the browser', async () => {
  const { say, named } = listening();
  await say({ type: 'save', reels: [reel('r')] });
  expect(named).toEqual([at('r/main.m3u8'), at('r/poster.webp')]);
});

it('no page is told when another one lists the saved reels', async () => {
  const { events, say } = listening();
  await say({ type: 'list-saved' });
  expect(events).toEqual(['answer']);
});

it('no list is sent while the records cannot be loaded, and an import leaves the record of a saved reel alone', async () => {
  const before = bench();
  await before.saver.save([reel('r')]);
  await before.saver.work();
  const { say, saver, reels, world, events } = listening({ ...before, ...before.startSaver() });
  world.isStoreAway = true;
  await expect(say({ type: 'list-saved' })).rejects.toThrow('cannot be listed');
  await expect(say(imported)).rejects.toThrow('cannot be listed');
  expect([reels.records, events]).toEqual([[], []]);
  world.isStoreAway = false;
  expect((await say({ type: 'list-saved' })).reels).toMatchObject([{ state: 'saved', problem: null }]);
  await saver.work();
  expect(before.saved()).toEqual(pathsOf('r'));
});

it('a reel is not begun before the records are loaded, since it may be saved already', async () => {
  const { saver, startSaver, world, fetched, records } = bench();
  await saver.save([reel('r')]);
  await saver.work();
  const count = fetched.length;
  const next = startSaver();
  world.isStoreAway = true;
  await next.saver.save([reel('r')]);
  await next.saver.work();
  expect(fetched).toHaveLength(count);
  world.isStoreAway = false;
  await next.saver.work();
  expect([records.get('r'), fetched.length]).toMatchObject([{ state: 'saved' }, count]);
});

it('every page is told about an imported reel once it is complete', async () => {
  const { events, say, reels, units } = listening();
  await say(imported);
  units.set(reels.find('r')?.arriving?.name ?? '', new Map(pathsOf('r').map((path) => [path, fileOf(path)])));
  expect((await say(imported)).reels).toMatchObject([{ state: 'saved' }]);
  expect(events).toEqual(['answer', 'changed', 'answer']);
});
