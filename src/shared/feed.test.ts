import { describe, expect, it } from 'vitest';
import { maxReelsPerPage, readFeedPage } from './feed.ts';
import { readPageMessage } from './messages.ts';
import { maxReelSeconds, maxTagLength, maxTags, maxTitleLength, maxUrlLength } from './reel-limits.ts';
import { unknownDevice } from './unknown-device.ts';

const pageUrl = 'https://app.example/feed.json';
const reel = { id: 'a', src: 'a/main.m3u8' };
const readReel = (changes: object) => readFeedPage({ reels: [{ ...reel, ...changes }] }, pageUrl);

describe('a feed page', () => {
  it.each([
    [{ keys: true }, true],
    [{ keys: 'yes' }, undefined],
    [null, undefined],
    ['keys', undefined],
  ])('allows keys to be saved with %j: %s', (offline, allowed) => {
    expect(readReel({ offline }).reels[0]?.mayKeepKeys).toBe(allowed);
  });

  it.each([
    ['a.mp4', 'mp4'],
    ['a.MP4?token=x', 'mp4'],
    ['a.m4v#t=0.1', 'mp4'],
    ['a.mov', 'mp4'],
    ['a.WebM?token=x', 'mp4'],
    ['a.mp4/main.m3u8', 'hls'],
    ['a.m3u8?from=b.mp4', 'hls'],
    ['a.m3u8#a.mp4x', 'hls'],
  ])('treats %s as %s by its file name, ignoring query and fragment', (src, format) => {
    expect(readReel({ src }).reels[0]?.format).toBe(format);
  });

  it('fills missing fields of a reel with defaults', () => {
    const filled = {
      id: 'a',
      title: '',
      author: '',
      src: 'a/main.m3u8',
      format: 'hls',
      poster: null,
      durationSeconds: 0,
      tags: [],
    };
    expect(readReel({})).toEqual({
      origins: [],
      entries: [filled],
      reels: [filled],
      next: null,
      total: null,
      offset: null,
      warnings: [],
    });
  });

  it.each([
    ['no id', { id: '' }, '"id"'],
    ['an id of a million characters', { id: 'x'.repeat(1e6) }, '"id" is not a text of 1 to'],
    ['a title that is too long', { title: 'x'.repeat(maxTitleLength + 1) }, '"title" is not a text of at most'],
    ['an address that is too long', { src: 'x'.repeat(maxUrlLength + 1) }, '"src" is not a text of 1 to'],
    [
      'an address that is too long once it is encoded',
      { src: 'é'.repeat(maxUrlLength / 2) },
      'src is an address of more',
    ],
    ['an address of another scheme', { src: 'javascript:alert(1)' }, 'is not an http(s) address'],
    ['an unreadable poster', { poster: 'https://[x' }, 'poster "https://[x" is not an http(s) address'],
    ['a million tags', { tags: Array.from({ length: 1e6 }, () => 'x') }, '"tags" is not a list of at most'],
    ['a tag that is too long', { tags: ['x'.repeat(maxTagLength + 1)] }, '"tags" has one'],
    ['a duration that is not a number', { durationSeconds: Number.NaN }, '"durationSeconds"'],
    ['a negative duration', { durationSeconds: -1 }, '"durationSeconds"'],
  ])('leaves out an entry with %s, with a warning that gives the reason', (_, changes, reason) => {
    const { reels, warnings } = readReel(changes);
    expect(reels).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('Feed entry 0 was left out:')]);
    expect(warnings[0]).toContain(reason);
    expect(warnings[0]?.length).toBeLessThan(500);
  });

  it.each(['/media/', 'mailto:media', 'data:,'])(
    'is refused if one of its origins is %s, which is no base URL for media',
    (url) => {
      const media = [{ id: 'one', url: 'https://one.example/' }];
      expect(() => readFeedPage({ reels: [reel], origins: [{ id: 'odd', url }, ...media] }, pageUrl)).toThrow(
        `"origins" has "${url}", which is not an http(s) address`,
      );
    },
  );

  it('may be a bare list of entries', () => {
    expect(readFeedPage([reel], pageUrl)).toEqual(readFeedPage({ reels: [reel] }, pageUrl));
  });

  it('turns numeric ids into strings', () => {
    expect(readReel({ id: 7 }).reels[0]?.id).toBe('7');
  });

  it.each([
    [{ durationSeconds: 12.5 }, 12.5],
    [{ duration: 8 }, 8],
    [{ duration: 'PT1M5.5S' }, 65.5],
    [{ duration: 'P1DT1H' }, 90_000],
    [{ duration: null }, 0],
  ])('reads the duration of %j as %d seconds', (fields, seconds) => {
    expect(readReel(fields).reels[0]?.durationSeconds).toBe(Math.min(seconds, maxReelSeconds));
  });

  it.each(['soon', 'P', 'PT', '12'])('skips an entry with the duration "%s"', (duration) => {
    expect(readReel({ duration }).warnings).toEqual([expect.stringContaining('"duration"')]);
  });

  it('keeps the places of the other entries when it skips one', () => {
    const { entries } = readFeedPage([reel, null, { ...reel, id: 'b' }], pageUrl);
    expect(entries.map((entry) => entry?.id)).toEqual(['a', undefined, 'b']);
  });

  it('keeps the first of two reels with the same id', () => {
    const { reels, warnings } = readFeedPage({ reels: [reel, { ...reel, title: 'again' }] }, pageUrl);
    expect(reels.map(({ title }) => title)).toEqual(['']);
    expect(warnings).toEqual(['Feed entry 1 was left out: duplicate id "a"']);
  });

  it('limits the duration of an endless reel', () => {
    expect(readReel({ durationSeconds: Infinity }).reels[0]?.durationSeconds).toBe(maxReelSeconds);
  });

  it('reads a bounded number of entries', () => {
    const entries = Array.from({ length: maxReelsPerPage + 3 }, (_, index) => ({ ...reel, id: `r${index}` }));
    const { reels, warnings } = readFeedPage({ reels: entries }, pageUrl);
    expect(reels).toHaveLength(maxReelsPerPage);
    expect(warnings).toEqual(['A page may have 10000 entries: 3 were left out.']);
  });

  it.each([
    ['invalid', 'https://[x', 'next "https://[x" is not an http(s) address'],
    ['too long', `/${'x'.repeat(maxUrlLength)}`, `"next" is not a text of 1 to ${maxUrlLength} characters`],
    [
      'too long once it is complete',
      `/${'x'.repeat(maxUrlLength - 1)}`,
      `next is an address of more than ${maxUrlLength} characters`,
    ],
    ['not a text', 2, `"next" is not a text of 1 to ${maxUrlLength} characters`],
  ])('is the last one if the URL of its next page is %s', (_, named, reason) => {
    const { reels, next, warnings } = readFeedPage({ reels: [reel], next: named }, pageUrl);
    expect([reels.length, next, warnings]).toEqual([1, null, [`The feed ends here: ${reason}`]]);
  });

  it.each(['', ' '])('treats the optional fields that are "%s" as missing', (empty) => {
    const fields = { poster: empty, duration: empty, durationSeconds: empty };
    const page = readFeedPage({ reels: [{ ...reel, ...fields }], next: empty }, pageUrl);
    expect(page).toEqual(readFeedPage({ reels: [reel] }, pageUrl));
  });
});

it('invalid retention curves lose no entry and add one warning per page', () => {
  const reelWith = (id: string, retention: unknown) => ({ id, src: `${id}.m3u8`, retention });
  const { reels, warnings } = readFeedPage(
    { reels: [reelWith('a', [1, 0.5]), reelWith('b', [1, 2]), reelWith('c', 'long'), reelWith('d', undefined)] },
    pageUrl,
  );
  expect(reels.map(({ retention }) => retention)).toEqual([[1, 0.5], [1, 1], undefined, undefined]);
  expect(warnings).toEqual([
    'Feed entry 1: "retention" must begin with 1, lie within 0 to 1 and never rise (2 such on this page)',
  ]);
});

it('everything that a feed page accepts fits into a message to the worker', () => {
  const base = 'https://origin.example/';
  const page = readFeedPage(
    {
      origins: [{ id: 'o', url: base }],
      reels: [
        {
          id: 'i'.repeat(512),
          src: 's'.repeat(maxUrlLength - base.length),
          poster: 'p'.repeat(maxUrlLength - base.length),
          durationSeconds: Infinity,
          tags: Array.from({ length: maxTags }, () => 't'.repeat(maxTagLength)),
          retention: Array.from({ length: 1000 }, (_, second) => 1 / (1 + second)),
        },
      ],
    },
    pageUrl,
  );
  const [origin] = page.origins;
  const reels = page.reels.map(({ id, src, poster, format, durationSeconds, tags, retention = [] }) => ({
    id,
    url: new URL(src, origin?.url).href,
    poster: new URL(poster ?? '', origin?.url).href,
    format,
    durationSeconds,
    tags,
    retention,
  }));
  expect(reels).toHaveLength(1);
  const playback = { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false };
  expect(
    readPageMessage({
      type: 'view',
      viewerId: 'v',
      atMs: 0,
      visible: true,
      origins: page.origins,
      reels,
      currentIndex: 0,
      playback,
      throughputBps: null,
      device: unknownDevice,
    })?.type,
  ).toBe('view');
});
