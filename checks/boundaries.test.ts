import { describe, expect, test } from 'vitest';
import { findCycle, graphOf, importsOf, violationsOf } from './boundaries.ts';

describe('the check of import directions', () => {
  test('finds imports, type imports, re-exports and dynamic imports, but none in comments', () => {
    const source = `
      import { a } from './a.ts'; import type { B } from './b.ts'; export * from './c.ts';
      const d = import('./d.ts'); import './e.ts'; // import './f.ts'
      /* import './g.ts' */`;
    expect(importsOf(source.replace(' // import', '\n// import'))).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
      './d.ts',
      './e.ts',
    ]);
  });

  test.each([
    ['src/feed/feed.ts', '../../sw/index.ts'],
    ['src/shared/feed.ts', '../player/pool.ts'],
    ['sw/decision/plan.ts', '../cache/store.ts'],
    ['sw/prefetch/queue.ts', '../origins/transfer.ts'],
    ['src/feed/feed.ts', 'hls.js'],
    ['sw/prefetch/queue.ts', 'idb'],
    ['sw/kept.ts', './worker.ts'],
    ['sw/lives.ts', './cache/store.ts'],
    ['sw/view-handler.ts', './prefetch/queue.ts'],
  ])('refuses %s importing %s', (file, specifier) => {
    expect(violationsOf(file, [specifier])).toHaveLength(1);
  });

  test.each([
    ['sw/prefetch/queue.ts', '../decision/wish.ts'],
    ['sw/worker.ts', './origins/transfer.ts'],
    ['sw/cache/store.ts', '../kept.ts'],
    ['sw/former-pages.ts', './kept.ts'],
    ['src/player/pool.ts', 'hls.js'],
    ['sw/cache/store.ts', '../../src/shared/config.ts'],
  ])('allows %s to import %s', (file, specifier) => {
    expect(violationsOf(file, [specifier])).toEqual([]);
  });

  test('lists the files of an import cycle', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
    expect(findCycle(new Map([['a', ['b']]]))).toBeNull();
  });

  test('resolves imports without a file extension', () => {
    const specifiers = new Map([
      ['demo/page.ts', ['./origin', 'vite']],
      ['demo/origin.ts', ['../demo/page.ts']],
    ]);
    expect(findCycle(graphOf(specifiers))).toEqual(['demo/page.ts', 'demo/origin.ts', 'demo/page.ts']);
  });
});
