import { join } from 'node:path';
import { expect } from '@playwright/test';
import { builtPages } from './build.ts';
import type { Variant } from './build-beside.ts';
import { expectServedAndRemovable, expectNoHarm, test } from './fixtures.ts';
import { linesOf } from './nextreel-lines.ts';

const players = [
  'attached-hls',
  'hls-from-script-tag',
  'media-chrome',
  'mux-player',
  'native-mp4',
  'plain-hls',
  'plyr',
  'react',
  'shaka',
  'video-js',
  'vidstack',
  'vue',
] as const;
const folderOf = (variant: Variant) => join(builtPages, variant);

test.describe('players', () => {
  for (const page of players) {
    test(page, async ({ visitBoth }) => {
      expectServedAndRemovable(await visitBoth({ group: 'alone', host: page, lines: linesOf(page), page, folderOf }));
    });
  }

  test('native-mp4-without-cors', async ({ visitBoth }) => {
    const page = 'native-mp4';
    const faults = [{ path: '.mp4', kind: 'no-cors' }];
    const host = 'native-mp4-without-cors';
    const visits = await visitBoth({ group: 'alone', host, lines: linesOf(page), page, folderOf, faults });
    expect(visits.with.standing).toEqual({ state: 'on' });
    // Without CORS the element may play the file, but the worker cannot read it.
    expect(visits.with.hits).toBe(0);
    expectNoHarm(visits);
  });
});
