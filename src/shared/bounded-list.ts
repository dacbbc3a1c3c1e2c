import * as v from 'valibot';

/** A list of at most so many entries. The length is looked at before any entry is. */
export function boundedList<const Entry extends v.GenericSchema>(entry: Entry, maxEntries: number) {
  return v.pipe(v.array(v.unknown()), v.maxLength(maxEntries), v.array(entry));
}
