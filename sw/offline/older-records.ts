import * as v from 'valibot';
import { savedReelSchema, saveStates } from '../../src/shared/saved.ts';
import { readList } from '../kept.ts';
import type { SavedRecord } from '../../src/shared/saved-record.ts';

const olderSchema = v.object({
  reel: savedReelSchema,
  state: v.picklist(saveStates),
  keys: v.array(v.string()),
  bytes: v.number(),
});
const readOlder = readList(olderSchema, 10_000);

/**
 * Reads the list of reels that version 0.1 saved, whose files are pinned in the cache. They play from there until the
 * saver has moved them into units of their own.
 */
export function readOlderRecords(json: unknown): SavedRecord[] {
  return (readOlder(json) ?? []).map(({ reel, state, keys, bytes }, place) => {
    const whole = state === 'saved' ? { name: '', keys, bytes, version: '' } : null;
    const update = whole === null ? 'none' : 'wanted';
    return { reel, state, problem: null, whole, arriving: null, update, savedAtMs: place, checkedAtMs: 0 };
  });
}
