import { describe, expect, it } from 'vitest';
import { DownloadError } from '../decision/origin/download-error.ts';
import { NotKeepableError, StillLiveError } from '../decision/plan/whole-reel.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Savable } from './list-reel.ts';
import type { SavedReels } from './saved-reels.ts';
import type { Saver } from './saver.ts';
import { at, bench, pathsOf, playlistOf, reel } from './testing/saving.ts';

const noneLeft = () => 0;

describe('saving a reel', () => {
  it('saves every file of the chosen rendition, its default audio, its captions and its poster', async () => {
    const { saver, reels, saved } = bench();
    await saver.save([reel('r')]);
    await saver.work();
    expect(saved()).toEqual(pathsOf('r'));
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', doneFiles: 12, totalFiles: 12 }]);
    expect(await reels.placeOf(at('r/low0.m4s'))).toMatchObject({ unit: 'unit-1' });
  });

  it('writes a manifest and playlists that list only saved files', async () => {
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

  it('copies cached files, which stay in the cache until the whole reel is saved', async () => {
    const { saver, cache, cached, handedOver, fetched, saved, whenFetching } = bench();
    cache('r/low0.m4s');
    let wasThere = false;
    whenFetching((key) => (wasThere = key === at('r/low1.m4s') ? cached.has(at('r/low0.m4s')) : wasThere));
    await saver.save([reel('r')]);
    await saver.work();
    expect(fetched).not.toContain(at('r/low0.m4s'));
    expect(saved()).toContain(at('r/low0.m4s'));
    expect([wasThere, cached.size, handedOver]).toEqual([true, 0, [at('r/low0.m4s')]]);
  });

  it('makes no file visible before the whole reel is saved', async () => {
    const { saver, reels, answerWith } = bench();
    answerWith(({ key }) => (key === at('r/sound1.m4s') ? new DownloadError('network', key) : undefined));
    await saver.save([reel('r')]);
    await saver.work();
    expect(await reels.placeOf(at('r/low0.m4s'))).toBeUndefined();
    expect(reels.statuses((id) => saver.missingFileCount(id))).toMatchObject([{ state: 'saving', doneFiles: 9 }]);
  });

  it.each([
    ['a poster that may not be copied', 'poster.webp', () => new NotKeepableError('private'), ['poster.webp']],
    [
      'a poster that a worker may not read',
      'poster.webp',
      (key: string) => new DownloadError('network', key),
      ['poster.webp'],
    ],
    ['captions that are gone', 'words1.vtt', (key: string) => new DownloadError('status', key, 404), ['words1.vtt']],
    ['an empty file of captions', 'words0.vtt', (key: string) => new DownloadError('truncated', key), ['words0.vtt']],
    [
      'the list of captions',
      'words.m3u8',
      (key: string) => new DownloadError('status', key, 404),
      ['words.m3u8', 'words0.vtt', 'words1.vtt'],
    ],
  ])('saves a reel without %s', async (_what, name, failing, missing) => {
    const { saver, reels, answerWith, saved, world, startSaver, textIn } = bench();
    answerWith(({ key }) => (key === at(`r/${name}`) ? failing(key) : undefined));
    await saver.save([reel('r')]);
    await saver.work();
    world.nowMs += 5000;
    await saver.work();
    const without = pathsOf('r').filter((path) => !missing.some((one) => path.endsWith(`/${one}`)));
    expect(saved()).toEqual(without);
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', totalFiles: without.length }]);
    const later = startSaver();
    await later.saver.reconcile();
    expect(later.reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }]);
    if (name === 'words.m3u8') expect(await textIn('r/main.m3u8')).not.toContain('words.m3u8');
  });

  it('saves a reel without captions that have no end', async () => {
    const { saver, answerWith, saved } = bench();
    answerWith(({ key }) => (key === at('r/words.m3u8') ? new StillLiveError('no end') : undefined));
    await saver.save([reel('r')]);
    await saver.work();
    expect(saved()).toEqual(pathsOf('r').filter((path) => !path.includes('/words')));
  });

  it('saves the sound that the viewer hears, and keeps it when the reel is checked later', async () => {
    const { saver, world, saved, startSaver } = bench();
    world.texts.set(at('r/ton.m3u8'), playlistOf('ton', 'm4s'));
    world.audio = 'Deutsch';
    await saver.save([reel('r')]);
    await saver.work();
    expect(saved()).toEqual(expect.arrayContaining([at('r/ton.m3u8'), at('r/ton0.m4s')]));
    expect(saved()).not.toContain(at('r/sound.m3u8'));
    world.audio = 'English';
    world.nowMs += 2 * 24 * 3600 * 1000;
    const later = startSaver();
    await later.saver.work();
    expect(later.reels.find('r')).toMatchObject({ update: 'none', checkedAtMs: world.nowMs });
  });

  it('continues where it stopped after the worker dies', async () => {
    const { saver, workUntil, startSaver, fetched, saved } = bench();
    await saver.save([reel('r')]);
    await workUntil(saver, 'r/low1.m4s');
    const before = [...fetched];
    const next = startSaver();
    await next.saver.work();
    expect(saved()).toEqual(pathsOf('r'));
    const again = fetched.slice(before.length).filter((key) => before.includes(key) && !key.endsWith('.m3u8'));
    expect(again).toEqual([at('r/low1.m4s')]);
  });

  it('starts again if the origin has another version by then', async () => {
    const { saver, workUntil, startSaver, saved, units, world } = bench();
    await saver.save([reel('r')]);
    await workUntil(saver, 'r/low1.m4s');
    world.texts.set(at('r/low.m3u8'), playlistOf('new', 'm4s'));
    await startSaver().saver.work();
    expect(saved()).not.toContain(at('r/low0.m4s'));
    expect(saved()).toContain(at('r/new0.m4s'));
    expect(units.size).toBe(1);
  });

  it('starts again if a file has another name by then, and is complete for later workers', async () => {
    const { saver, reels, workUntil, startSaver, units } = bench();
    await saver.save([reel('r')]);
    await workUntil(saver, 'r/low1.m4s');
    await reels.change('r', { reel: { ...reel('r'), poster: at('r/poster.webp?v=2') } });
    await startSaver().saver.work();
    const later = startSaver();
    await later.saver.reconcile();
    expect(later.reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', totalFiles: 12 }]);
    expect([...units.keys()]).toEqual(['unit-2']);
  });

  it('pauses without losing anything when there is no room, and can be resumed', async () => {
    const { saver, reels, world, saved, whenFetching } = bench();
    await saver.save([reel('a')]);
    await saver.work();
    whenFetching((key) => (world.isFull = key === at('b/sound0.m4s')));
    await saver.save([reel('b')]);
    await saver.work();
    const [, full] = reels.statuses((id) => saver.missingFileCount(id));
    expect(full).toMatchObject({ state: 'paused', problem: 'full', doneFiles: 6, totalFiles: 12 });
    expect(saved()).toEqual(expect.arrayContaining([...pathsOf('a'), at('b/low0.m4s')]));
    world.isFull = false;
    whenFetching(() => undefined);
    await saver.order(['b'], 'resume');
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved' }, { state: 'saved', problem: null }]);
  });

  it('pauses after a network failure, then continues on its own', async () => {
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

  it('does not hold up a reel when the network fails for another one', async () => {
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
    ['live', () => new StillLiveError('no end')],
    ['unreadable', ({ key }: Resource) => new DownloadError('status', key, 404)],
    // The MP4 script responds with this to a file that it cannot read, such as a WebM.
    ['unreadable', ({ key }: Resource) => new DownloadError('status', key, 415)],
    ['storage', () => new Error('no answer')],
  ])('gives up with the reason "%s" and continues with the next reel (case %#)', async (problem, failing) => {
    const { saver, reels, answerWith } = bench();
    answerWith((resource) => (resource.key.startsWith(at('a/')) ? failing(resource) : undefined));
    await saver.save([reel('a'), reel('b')]);
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'paused', problem }, { state: 'saved' }]);
  });
});

describe('orders of the viewer', () => {
  it('stop saving a reel at once when it is paused', async () => {
    const { saver, reels, whenFetching, fetched } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/low0.m4s')) void saver.order(['r'], 'pause');
    });
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'paused', problem: null }]);
    expect(fetched.at(-1)).toBe(at('r/low0.m4s'));
  });

  it('keep the progress of a reel when it is paused, and when it is resumed', async () => {
    const { saver, reels, whenFetching, saved, world } = bench();
    await saver.save([reel('r')]);
    whenFetching((key) => {
      if (key === at('r/sound0.m4s')) void saver.order(['r'], 'pause');
    });
    await saver.work();
    const progress = () => reels.statuses((id) => saver.missingFileCount(id));
    expect(saved()).toHaveLength(7);
    expect(progress()).toMatchObject([{ state: 'paused', doneFiles: 7, totalFiles: 12 }]);
    world.isHeld = true;
    await saver.order(['r'], 'resume');
    await saver.work();
    expect(progress()).toMatchObject([{ state: 'saving', doneFiles: 7, totalFiles: 12 }]);
  });

  it('delete all files of a removed reel, and none of another reel with the same files', async () => {
    const { saver, reels, saved } = bench();
    await saver.save([reel('r'), { ...reel('r'), id: 'twin' }, reel('other')]);
    await saver.work();
    await saver.order(['other', 'twin'], 'remove');
    expect(reels.records.map(({ reel: { id } }) => id)).toEqual(['r']);
    expect(saved()).toEqual(pathsOf('r'));
    expect(await reels.placeOf(at('r/low0.m4s'))).toBeDefined();
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

  it.each<[string, (saver: Saver<Savable>) => Promise<void>]>([
    ['the viewer accepts it', (saver) => saver.order(['r'], 'update')],
    ['the reel is saved again', (saver) => saver.save([reel('r')])],
  ])('is offered, and the old version plays until the new one is complete, once %s', async (_how, orderUpdate) => {
    const { saver, reels, world, whenFetching } = await repackaged();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'available' }]);
    let during: ReturnType<SavedReels['placeOf']>;
    whenFetching((key) => {
      if (key === at('r/new1.m4s')) during = reels.placeOf(at('r/low0.m4s'));
    });
    await orderUpdate(saver);
    await saver.work();
    expect([await during, await reels.placeOf(at('r/low0.m4s'))]).toMatchObject([{ unit: 'unit-1' }, undefined]);
    expect(await reels.placeOf(at('r/new0.m4s'))).toMatchObject({ unit: 'unit-2' });
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'none' }]);
    world.nowMs += 25 * 3_600_000;
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ update: 'none' }]);
  });

  it.each(['before it begins', 'in the middle'])('waits %s as long as the viewer watches the reel', async (when) => {
    const { saver, reels, world, whenFetching } = await repackaged();
    if (when === 'before it begins') world.shown = 'r';
    whenFetching(() => (world.shown = 'r'));
    await saver.order(['r'], 'update');
    await saver.work();
    expect(await reels.placeOf(at('r/low0.m4s'))).toMatchObject({ unit: 'unit-1' });
    whenFetching(() => undefined);
    world.shown = '';
    await saver.work();
    expect(await reels.placeOf(at('r/new0.m4s'))).toMatchObject({ unit: 'unit-2' });
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'none' }]);
  });

  it('leaves the old version intact if it cannot be fetched', async () => {
    const { saver, reels, answerWith, saved } = await repackaged();
    answerWith(({ key }) => (key === at('r/new1.m4s') ? new DownloadError('status', key, 404) : undefined));
    await saver.order(['r'], 'update');
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'available', problem: 'unreadable' }]);
    expect(saved()).toEqual(expect.arrayContaining(pathsOf('r')));
  });

  it('is not offered just because another rendition or other audio would be chosen by now', async () => {
    const { saver, reels, world } = bench();
    const stream = '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=';
    const sound = (group: string) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="x",URI="${group}.m3u8"`;
    const manifest = ['#EXTM3U', sound('stereo'), sound('surround')];
    for (const group of ['stereo', 'surround']) manifest.push(`${stream}"${group}"`, 'low.m3u8');
    world.texts.set(at('r/main.m3u8'), [...manifest, `${stream}"stereo"`, 'high.m3u8'].join('\n'));
    for (const group of ['stereo', 'surround']) world.texts.set(at(`r/${group}.m3u8`), playlistOf(group, 'm4s'));
    world.preferred = 1;
    await saver.save([reel('r')]);
    await saver.work();
    world.preferred = 2;
    world.nowMs += 25 * 3_600_000;
    await saver.work();
    expect(reels.statuses(noneLeft)).toMatchObject([{ state: 'saved', update: 'none' }]);
  });

  it('is not checked for while the reel itself is paused', async () => {
    const { saver, reels, world, fetched } = bench();
    await saver.save([reel('r')]);
    await saver.order(['r'], 'pause');
    world.nowMs += 25 * 3_600_000;
    await saver.work();
    expect([fetched, reels.records]).toMatchObject([[], [{ state: 'paused', update: 'none' }]]);
  });

  it('is checked for once a day, whatever the clock does', async () => {
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
