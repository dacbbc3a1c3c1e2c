import * as v from 'valibot';
import { savedReelSchema, saveProblems, saveStates, updateStates } from './saved.ts';

const unitSchema = v.object({
  /** Unique for all time. Empty for a unit whose files are in the cache, where version 0.1 pinned them. */
  name: v.string(),
  /** The keys of all files, known before the first file arrives. */
  keys: v.array(v.string()),
  bytes: v.number(),
  /** Changes when the origin lists other files. */
  version: v.string(),
});
/** The files of a reel that were saved together. */
export type Unit = v.InferOutput<typeof unitSchema>;

export const savedRecordSchema = v.object({
  reel: savedReelSchema,
  state: v.picklist(saveStates),
  problem: v.nullable(v.picklist(saveProblems)),
  /** The complete unit, which plays until a newer one is complete. */
  whole: v.nullable(unitSchema),
  arriving: v.nullable(unitSchema),
  update: v.picklist(updateStates),
  savedAtMs: v.number(),
  checkedAtMs: v.number(),
});
export type SavedRecord = v.InferOutput<typeof savedRecordSchema>;

/** Where a file of a saved reel is stored: in this unit, under this key. */
export type SavedPlace = { readonly unit: string; readonly key: string };
