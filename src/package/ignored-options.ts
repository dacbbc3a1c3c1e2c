import type { ConnectOptions } from './nextreel.ts';
import { isTable } from '../shared/table.ts';

/** Options that apply to the whole page and are taken from the first caller of `connect()`. */
const pageOptions = ['scope', 'config', 'intercept'] as const;

/** Returns a warning for a page with two versions of this package; null if both are the same version. */
export function describeCopies(first: string, other: string): string | null {
  if (first === other) return null;
  return `This page has two copies of nextreel, ${first} and ${other}; the first one connects. Keep one: run npm dedupe.`;
}

/**
 * Returns a warning about options of a later caller that have no effect; null if they match the first caller's or are
 * unset.
 */
export function describeIgnored(given: ConnectOptions, first: ConnectOptions): string | null {
  const ignored = pageOptions.filter(
    (name) => given[name] !== undefined && serialised(given[name]) !== serialised(first[name]),
  );
  if (ignored.length === 0) return null;
  return (
    `connect(): the page's first connect() has set ${ignored.join(' and ')}; the different values of this call are ` +
    'ignored. Pass the same to both, or only to the first; configure() changes the configuration later.'
  );
}

/** Returns the same text for equal options, regardless of key order. */
function serialised(option: ConnectOptions[(typeof pageOptions)[number]]): string {
  return JSON.stringify(option, (_key, value: unknown) => (isTable(value) ? withSortedKeys(value) : value));
}

function withSortedKeys(table: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = Object.keys(table).toSorted((one, other) => (one < other ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, table[key]]));
}
