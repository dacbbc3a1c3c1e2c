import * as v from 'valibot';

const anyList = v.custom<readonly unknown[]>(Array.isArray, 'Expected a list');

/** A list of at most `maxEntries` entries. Its length is checked before any entry is validated. */
export function boundedList<const Entry extends v.GenericSchema>(entry: Entry, maxEntries: number) {
  return v.pipe(anyList, v.maxLength(maxEntries), v.array(entry));
}
