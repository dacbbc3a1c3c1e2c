import { describe, expect, it } from 'vitest';
import type { SavedStatus } from '../shared/saved.ts';
import { status } from './testing/saved-status.ts';
import { describeStatus, describeStorage, formatBytes, savedReelUrl, shareDone } from './saved-text.ts';

describe('describeStatus', () => {
  it.each<[string, Partial<SavedStatus>]>([
    ['Saving, 25 %', {}],
    ['Saving', { doneFiles: 0, totalFiles: 0 }],
    ['Paused at 25 %', { state: 'paused' }],
    ['Paused', { state: 'paused', doneFiles: 0 }],
    ['Waiting for the network', { doneFiles: 0, problem: 'network' }],
    ['Updating', { state: 'saved', update: 'wanted', doneFiles: 12 }],
    ['Waiting for the network (25 %)', { problem: 'network' }],
    [
      'Import incomplete: import its file again, or resume from the network',
      { state: 'paused', problem: 'import', doneFiles: 0 },
    ],
    ['No room left: remove a saved reel, then resume (25 %)', { state: 'paused', problem: 'full' }],
    ['It is still live: resume when it has ended', { state: 'paused', problem: 'live', doneFiles: 0 }],
    ['1.2 MB', { state: 'saved', doneFiles: 12 }],
    ['1.2 MB · A newer version is available', { state: 'saved', update: 'available' }],
    ['Updating, 25 %', { state: 'saved', update: 'wanted' }],
    ['Not updated: Its files can’t be found or read', { state: 'saved', update: 'available', problem: 'unreadable' }],
  ])('says "%s"', (text, change) => {
    expect(describeStatus({ ...status, ...change })).toBe(text);
  });
});

it('a reel that is not fully saved opens in its original feed', () => {
  const address = (state: SavedStatus['state']) => savedReelUrl({ ...status, state });
  expect([address('saving'), address('paused'), address('saved')]).toEqual(['/?reel=a', '/?reel=a', '/?saved=&reel=a']);
});

it('a saved reel counts as done regardless of its file counts', () => {
  expect(shareDone({ ...status, state: 'saved', doneFiles: 0 })).toBe(1);
});

it('storage is described as saved, cached and available', () => {
  expect(describeStorage(0, 2_800_000, 1_100_000_000)).toBe('0 MB saved · 2.8 MB cached · 1.1 GB available');
});

it('sizes use the unit that keeps them short', () => {
  expect([0, 999, 1000, 99_400, 999_600, 12_345_678_901].map(formatBytes)).toEqual([
    '0 MB',
    '999 bytes',
    '1.0 KB',
    '99.4 KB',
    '1.0 MB',
    '12.3 GB',
  ]);
});
