import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeFailure } from './messages.ts';
import { ExportError } from './refusal.ts';
import { exportSaved } from './saved-export.ts';
import { importSaved } from './saved-import.ts';
import { type Change, forge } from './testing/forged.ts';
import { reel, SavedBrowser } from './testing/saved-browser.ts';

let home: SavedBrowser;
beforeEach(() => {
  home = new SavedBrowser().enter();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const take = (file: Blob, { ask: requestList }: SavedBrowser) =>
  importSaved(file, { requestList, siteOrigin: 'https://site.example', readFreeBytes: () => Promise.resolve(1e9) });

describe('a file that is refused changes nothing', () => {
  const whole = async () => {
    await home.save(reel('koi'));
    return new Uint8Array(await (await (await exportSaved(null)).file('f')).arrayBuffer());
  };
  const other =
    (key: string): Change =>
    (reels, bodies) => {
      reels[0]?.files.push({ key, type: 'video/mp4', fileBytes: null, bytes: 0, sha256: '' });
      bodies.push(new TextEncoder().encode('evil'));
    };
  /** Also names the file in the reel's own playlist, so that nothing else is wrong with it. */
  const named =
    (key: string): Change =>
    (reels, bodies) => {
      other(key)(reels, bodies);
      const text = `${new TextDecoder().decode(bodies[1])}\n${key.replace(/#.*/, '')}\n`;
      bodies[1] = Uint8Array.from(new TextEncoder().encode(text));
    };
  const hostile: readonly (readonly [what: string, change: Change, why: RegExp])[] = [
    ['names a file that no playlist names', other('https://other.example/0.m4s'), /no playlist of its reel names/],
    ['names a file of this site', named('https://site.example/app.m4s'), /of this site/],
    ['has an address that leaves its folder', named('https://a.example/r/../../x.m4s'), /unexpected form/],
    [
      'has an address that leaves its folder by percent-encoding',
      named('https://a.example/r/%2e%2e/x.m4s'),
      /unexpected form/,
    ],
    ['has an invalid address', other('0.m4s'), /unexpected form/],
    ['has a script for an address', named('javascript:alert(1)'), /unexpected form/],
    ['has a name and password in an address', named('https://ann:secret@a.example/0.m4s'), /unexpected form/],
    ['has a part that ends before it begins', named('https://a.example/0.m4s#bytes=9-1'), /unexpected form/],
    ['has an absurdly long address', named(`https://a.example/${'a'.repeat(5000)}`), /files\.5\.key/],
    ['has two different contents for one address', other('https://a.example/r/0.m4s'), /two contents/],
    [
      'lists a file twice',
      (reels, bodies) => {
        other('https://a.example/r/0.m4s')(reels, bodies);
        bodies[5] = bodies[3] ?? new Uint8Array();
      },
      /listed twice/,
    ],
    [
      'lists a reel twice',
      (reels, bodies) => {
        reels.push(...structuredClone(reels));
        bodies.push(...bodies);
      },
      /listed twice/,
    ],
    ['has no file', (reels) => Object.assign(reels[0] ?? {}, { files: [] }), /goes on behind|files/],
    [
      'is encrypted',
      (_reels, bodies) => {
        bodies[0] = new TextEncoder().encode(
          '#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k"\nhttps://a.example/r/low.m3u8',
        );
      },
      /an encrypted reel/,
    ],
  ];
  it.each(hostile)('when it %s', async (_what, change, why) => {
    const file = await forge(change);
    await expect(take(file, home)).rejects.toThrow(why);
    expect([home.messages, await indexedDB.databases()]).toEqual([[], []]);
  });

  it.each([
    [
      'when it is not a file of saved reels',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(65, 0, 8),
      'not a file of saved reels',
    ],
    [
      'when another version of Nextreel made it',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(2, 11, 12),
      'another version',
    ],
    ['when its list is damaged', (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(65, 60, 61), 'damaged (its list)'],
    [
      'when a byte of a file in it is damaged',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(65, -9, -8),
      'damaged (https:',
    ],
    [
      'when its list claims an enormous length',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(255, 12, 16),
      'its list is too long',
    ],
  ])('%s', async (_what, change, why) => {
    const bytes = await whole();
    change(bytes);
    const there = new SavedBrowser().enter();
    const failure: unknown = await take(new Blob([bytes]), there).catch((cause: unknown) => cause);
    expect(describeFailure('imported', failure)).toContain(why);
    expect(describeFailure('imported', failure)).toMatch(/^Not imported: .*Nothing was changed\.$/);
    expect([there.messages, await indexedDB.databases()]).toEqual([[], []]);
  });

  it('when it is cut off anywhere, or anything follows its end', async () => {
    const bytes = await whole();
    const there = new SavedBrowser().enter();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (end) => {
        await expect(take(new Blob([bytes.slice(0, end)]), there)).rejects.toBeInstanceOf(ExportError);
      }),
    );
    await expect(take(new Blob([bytes, 'x']), there)).rejects.toThrow(/beyond its end/);
    expect([there.messages, await indexedDB.databases()]).toEqual([[], []]);
  });

  it('when any one of its bytes is changed', async () => {
    const bytes = await whole();
    const there = new SavedBrowser().enter();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const changed = bytes.slice();
        changed[place] = (changed[place] ?? 0) ^ change;
        await expect(take(new Blob([changed]), there)).rejects.toBeInstanceOf(ExportError);
      }),
    );
    expect([there.messages, await indexedDB.databases()]).toEqual([[], []]);
  });
});
