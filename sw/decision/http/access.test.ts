import { expect, test } from 'vitest';
import { type Access, chooseAccess, mayShowStale } from './access.ts';
import { assessFreshness } from './freshness.ts';
import type { RequestMode } from './request-mode.ts';

const keptWith = (cacheControl: string, isPinned = false) => ({
  freshness: assessFreshness({
    kind: 'segment',
    header: (name) => (name === 'cache-control' ? cacheControl : null),
    requestedAtMs: 0,
    receivedAtMs: 0,
  }),
  isPinned,
});
const fresh = keptWith('max-age=100');
const stale = keptWith('max-age=0');
const saved = keptWith('max-age=0', true);

/** The access for each mode without an entry, and with one that is fresh, stale, or saved by the viewer. */
type Row = readonly [mode: RequestMode, nothing: Access, fresh: Access, stale: Access, saved: Access];
const table: readonly Row[] = [
  ['browser', 'origin', 'origin', 'origin', 'origin'],
  ['network', 'origin', 'origin', 'origin', 'origin'],
  ['renewed', 'origin', 'renewed', 'renewed', 'renewed'],
  ['fresh', 'origin', 'kept', 'renewed', 'kept'],
  ['fresh-only', 'nowhere', 'kept', 'nowhere', 'kept'],
  ['kept', 'origin', 'kept', 'kept', 'kept'],
  ['kept-only', 'nowhere', 'kept', 'kept', 'kept'],
];

test.each(table)('a request in mode %s uses the expected source for each state of the entry', (mode, ...expected) => {
  const found = [undefined, fresh, stale, saved].map((kept) => chooseAccess(mode, kept, 1000));
  expect(found).toEqual(expected);
});

test('a stale entry is used when no origin answers, unless the origin forbids that or has withdrawn the file', () => {
  expect([null, 500, 503, 429].map((status) => mayShowStale(stale, status))).toEqual([true, true, true, true]);
  expect([401, 403, 404, 410, 416].map((status) => mayShowStale(stale, status))).toEqual(Array(5).fill(false));
  expect(mayShowStale(keptWith('max-age=0, must-revalidate'), null)).toBe(false);
  expect(mayShowStale(keptWith('no-cache', true), null)).toBe(true);
});

test('a prefetched entry answers its first request without revalidation for five minutes', () => {
  const awaited = { freshness: { ...stale.freshness, freshUntilMs: 1 }, isPinned: false, isUnreadPrefetch: true };
  expect(chooseAccess('fresh', { ...awaited, freshness: stale.freshness }, 1000)).toBe('renewed');
  expect(chooseAccess('fresh', awaited, 299_000)).toBe('kept');
  expect(chooseAccess('fresh', awaited, 301_000)).toBe('renewed');
  expect(chooseAccess('renewed', awaited, 1000)).toBe('renewed');
});
