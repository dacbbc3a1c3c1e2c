import { describe, expect, it } from 'vitest';
import { at, bench, fileOf, filesOfReel, pathsOf, playlistOf, reel } from './testing/saving.ts';

const exported = (id: string) => ({
  type: 'import-saved' as const,
  reel: reel(id),
  keys: pathsOf(id),
  bytes: 500,
  version: 'v1',
});

/** Imports like a page: announces the reel, then writes its files into the unit that its record names. */
async function bring({ saver, reels, units }: ReturnType<typeof bench>, id: string, paths = pathsOf(id)) {
  await saver.adopt(exported(id));
  const unit = reels.find(id)?.arriving?.name ?? '';
  units.set(unit, new Map(paths.map((path) => [path, fileOf(path)])));
  await saver.adopt(exported(id));
}

it('an imported reel is saved once the last of its files is stored, without the network', async () => {
  const world = bench();
  await bring(world, 'r');
  await world.saver.work();
  expect(world.reels.records).toMatchObject([
    { state: 'saved', whole: { bytes: 500 }, arriving: null, update: 'none' },
  ]);
  expect(world.reels.bytes).toBe(500);
  expect(await world.reels.placeOf(at('r/low0.m4s'))).toMatchObject({ unit: 'unit-1' });
  const { reels } = world.startSaver();
  await reels.restore();
  expect(reels.records).toMatchObject([{ state: 'saved', whole: { keys: pathsOf('r') } }]);
});

it('an incomplete import does not play, and nothing is fetched for it until the viewer resumes it', async () => {
  const world = bench();
  await bring(world, 'r', pathsOf('r').slice(1));
  await world.saver.work();
  expect(world.fetched).toEqual([]);
  expect(world.reels.records).toMatchObject([{ state: 'paused', problem: 'import', whole: null }]);
  expect(await world.reels.placeOf(at('r/low0.m4s'))).toBeUndefined();
  await world.saver.order(['r'], 'resume');
  await world.saver.work();
  expect(world.reels.records).toMatchObject([{ state: 'saved', problem: null }]);
});

describe('a reel whose import was interrupted', () => {
  const interrupted = async () => {
    const world = bench();
    await bring(world, 'r', pathsOf('r').slice(1));
    // The page is gone, and so is the worker.
    const { reels, saver } = world.startSaver();
    await saver.work();
    expect(reels.records).toMatchObject([{ state: 'paused', problem: 'import', whole: null }]);
    return { ...world, reels, saver };
  };

  it('is complete when it is imported again', async () => {
    const world = await interrupted();
    await bring(world, 'r');
    expect(world.reels.records).toMatchObject([
      { state: 'saved', problem: null, whole: { bytes: 500, version: 'v1' } },
    ]);
    expect([...world.units.keys()]).toEqual(['unit-1']);
  });

  it('leaves nothing when it is removed', async () => {
    const world = await interrupted();
    await world.saver.order(['r'], 'remove');
    expect([world.records.size, world.units.size]).toEqual([0, 0]);
  });

  it('is fetched completely when it is saved from the network instead, and counts once', async () => {
    const world = await interrupted();
    await world.saver.save([reel('r')]);
    await world.saver.work();
    const bytes = [...(world.units.get('unit-2') ?? [])].reduce((sum, [, { entry }]) => sum + entry.sizeBytes, 0);
    expect(world.reels.records).toMatchObject([{ state: 'saved', whole: { name: 'unit-2', bytes } }]);
    expect([...world.units.keys()]).toEqual(['unit-2']);
  });
});

it('the origin of an imported reel is soon asked for a newer version', async () => {
  const world = bench();
  world.world.nowMs = 48 * 3600 * 1000;
  await bring(world, 'r');
  await world.saver.work();
  expect(world.reels.records).toMatchObject([{ state: 'saved', update: 'available' }]);
});

it.each([
  ['left unchanged, whichever rendition this device prefers', 'none', 'high'],
  ['repackaged in the exported rendition', 'available', 'new'],
])('an imported reel that its origin has %s has the update state "%s"', async (_what, update, name) => {
  const phone = bench();
  phone.world.preferred = 1;
  await phone.saver.save([reel('r')]);
  await phone.saver.work();
  const { whole = null } = phone.reels.find('r') ?? {};
  const { keys, version } = whole ?? exported('r');

  const laptop = bench();
  laptop.world.nowMs = 48 * 3600 * 1000;
  laptop.world.texts.set(at('r/high.m3u8'), playlistOf(name, 'm4s'));
  const brought = { ...exported('r'), keys, version };
  await laptop.saver.adopt(brought);
  laptop.units.set(laptop.reels.find('r')?.arriving?.name ?? '', new Map(keys.map((key) => [key, fileOf(key)])));
  await laptop.saver.adopt(brought);
  await laptop.saver.work();
  expect(keys).toContain(at('r/high.m3u8'));
  expect(laptop.reels.records).toMatchObject([{ state: 'saved', update }]);
});

it('the cache gives way to a file of an import that the browser has no room for', async () => {
  const { saver, roomMade } = bench();
  await saver.adopt(exported('r'));
  expect(roomMade).toEqual([]);
  await saver.adopt({ ...exported('r'), lackingBytes: 700 });
  expect(roomMade).toEqual([700]);
});

it('an import leaves a reel that is already saved unchanged', async () => {
  const world = bench();
  await world.saver.save([reel('r')]);
  await world.saver.work();
  const [before] = world.reels.records;
  await bring(world, 'r');
  expect(world.reels.records).toEqual([before]);
});

it('the files of an imported reel get the keys of this browser, without signatures', async () => {
  const world = bench();
  const keys = [at('r/main.m3u8?sig=1'), `${at('r/all.mp4')}#bytes=0-9`];
  await world.saver.adopt({ ...exported('r'), keys });
  expect(world.reels.find('r')?.arriving?.keys).toEqual([at('r/main.m3u8'), `${at('r/all.mp4')}#bytes=0-9`]);
});

it('a reel is not saved if its viewer signs out before the list of saved reels is loaded', async () => {
  const world = bench();
  const { reels, saver } = world.startSaver();
  const saving = [saver.save([reel('r')]), saver.adopt(exported('s'))];
  const leaving = reels.clear();
  await Promise.all([...saving, leaving]);
  await saver.work();
  expect([reels.records, world.records.size]).toEqual([[], 0]);
});

it('a sign-out during an import leaves nothing of the reel', async () => {
  const world = bench();
  await world.saver.adopt(exported('r'));
  await world.reels.clear();
  expect([world.reels.records, world.records.size]).toEqual([[], 0]);
});

it.each(filesOfReel)('a reel is saved completely after an import interrupts it while %s is fetched', async (name) => {
  const world = bench();
  let adopted: Promise<void> | undefined;
  world.whenFetching((key) => {
    if (key === at(`r/${name}`)) adopted ??= world.saver.adopt(exported('r'));
  });
  await world.saver.save([reel('r')]);
  await world.saver.work();
  await adopted;
  expect(world.reels.records).toMatchObject([{ state: 'paused', problem: 'import' }]);
  await world.saver.order(['r'], 'resume');
  await world.saver.work();
  expect(world.reels.records).toMatchObject([{ state: 'saved' }]);
  expect(world.saved()).toEqual(pathsOf('r'));
});
